using System.Runtime.InteropServices;

namespace ZkAccel.Files;

/// <summary>What stands where a file is to be written.</summary>
internal static class TargetFile
{
    // statx(2), whose layout is the same on every architecture: 16 bits of type and mode at offset 28 of 256 bytes.
    private const int CurrentFolder = -100;
    private const uint WantType = 1;
    private const int StatxLength = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>The file that a path leads to through symbolic links, which need not exist.</summary>
    public static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
    }

    /// <summary>Whether a path leads to a device, a pipe or a socket: no regular file, no folder, and not nothing.</summary>
    public static bool IsSpecial(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path)) return false;
        try
        {
            if (OperatingSystem.IsLinux())
            {
                var answer = new byte[StatxLength];
                if (Statx(CurrentFolder, path, 0, WantType, answer) != 0) return false;
                return (BitConverter.ToUInt16(answer, ModeOffset) & TypeMask) is not (Regular or Folder);
            }
        }
        catch (EntryPointNotFoundException)
        {
        }

        return Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal);
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] answer);
}
