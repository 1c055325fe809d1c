using System.Globalization;
using Xunit;
using ZkAccel.Files;

namespace ZkAccel.Cli.Tests;

/// <summary>Files that are whole or not there, from within.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zkaccel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_write_that_fails_keeps_the_older_file()
    {
        AtomicFile.Write(At("a"), new byte[] { 1 });
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(At("a"), stream =>
        {
            stream.WriteByte(2);
            throw new InvalidOperationException();
        }));
        Assert.Equal([1], File.ReadAllBytes(At("a")));
        Assert.Equal([At("a")], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Files_that_belong_together_are_replaced_together()
    {
        AtomicFile.Write(At("a"), new byte[] { 1 });
        OutputException error = Assert.Throws<OutputException>(() => AtomicFile.Write(
            [new(At("a"), stream => stream.WriteByte(2)), new(At("absent/b"), stream => stream.WriteByte(2))]));
        Assert.Equal($"{At("absent/b")}: cannot be written: its folder does not exist", error.Message);
        Assert.Equal([1], File.ReadAllBytes(At("a")));
        Assert.Throws<OutputException>(() => AtomicFile.Write([new(At("a"), _ => { }), new(At("a"), _ => { })]));
        Assert.Equal([At("a")], Directory.GetFileSystemEntries(_folder));
        AtomicFile.Write([new(At("a"), stream => stream.WriteByte(3)), new(At("b"), stream => stream.WriteByte(4), Secret: true)]);
        Assert.Equal([3], File.ReadAllBytes(At("a")));
        Assert.Equal([4], File.ReadAllBytes(At("b")));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("b")));
    }

    [Fact]
    public void What_a_killed_process_left_goes_with_the_next_write()
    {
        string alive = At(string.Create(CultureInfo.InvariantCulture, $".a.{1}.tmp")), dead = At($".a.{int.MaxValue}.tmp"), foreign = At(".a.b.tmp");
        foreach (string left in new[] { alive, dead, foreign }) File.WriteAllText(left, "half");
        AtomicFile.Write(At("a"), new byte[] { 1 });
        Assert.False(File.Exists(dead));
        Assert.True(File.Exists(foreign));
        if (OperatingSystem.IsLinux()) Assert.True(File.Exists(alive));
    }

    [Fact]
    public void A_link_stays_and_the_file_that_it_leads_to_is_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links");
        Directory.CreateDirectory(At("far"));
        File.WriteAllText(At("far/a"), "older");
        File.CreateSymbolicLink(At("near"), "far/a");
        File.CreateSymbolicLink(At("nearest"), "near");
        AtomicFile.Write(At("nearest"), new byte[] { 1 });
        Assert.Equal([1], File.ReadAllBytes(At("far/a")));
        Assert.Equal(("near", "far/a"), (new FileInfo(At("nearest")).LinkTarget, new FileInfo(At("near")).LinkTarget));
        File.CreateSymbolicLink(At("dangling"), "far/b");
        AtomicFile.Write(At("dangling"), new byte[] { 2 });
        Assert.Equal([2], File.ReadAllBytes(At("far/b")));
        Assert.Throws<OutputException>(() => AtomicFile.Write([new(At("near"), _ => { }), new(At("far/a"), _ => { })]));
        File.CreateSymbolicLink(At("round"), "round");
        Assert.Throws<OutputException>(() => AtomicFile.Write(At("round"), new byte[] { 3 }));
        Assert.Equal(2, Directory.GetFileSystemEntries(At("far")).Length);
    }

    [Fact]
    public async Task A_pipe_is_written_into_and_stays_a_pipe()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes");
        Assert.Equal(0, Tool.Program("mkfifo", [At("pipe")]).Code);
        File.CreateSymbolicLink(At("link"), "pipe");
        foreach (string name in new[] { "pipe", "link" })
        {
            using System.Diagnostics.Process reader = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("timeout", ["20", "cat", At("pipe")]) { RedirectStandardOutput = true })!;
            Task<string> read = reader.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            AtomicFile.Write([new(At(name), stream => stream.Write("through"u8)), new(At("a"), stream => stream.WriteByte(1))]);
            Assert.Equal("through", await read);
            Assert.Equal([1], File.ReadAllBytes(At("a")));
        }

        // A reader that goes away is an error of the write, and nothing of the others is replaced.
        using System.Diagnostics.Process deaf = System.Diagnostics.Process.Start("timeout", ["20", "head", "-c", "0", At("pipe")]);
        Assert.Throws<OutputException>(() => AtomicFile.Write([new(At("a"), stream => stream.WriteByte(2)), new(At("pipe"), stream =>
        {
            deaf.WaitForExit();
            stream.Write(new byte[1 << 20]);
        })]));
        Assert.Equal([1], File.ReadAllBytes(At("a")));
        Assert.Equal([At("a"), At("link"), At("pipe")], Directory.GetFileSystemEntries(_folder).Order(StringComparer.Ordinal));
        Assert.Equal("p", Tool.Program("bash", ["-c", $"[ -p {At("pipe")} ] && echo -n p"]).Output);
    }

    [Fact]
    public void A_folder_that_takes_no_files_is_an_error_that_says_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc");
        Assert.Equal("/proc/x: cannot be written: no file can be made in its folder", Assert.Throws<OutputException>(() => AtomicFile.Write("/proc/x", new byte[] { 1 })).Message);
    }

    [Fact]
    public void What_cannot_be_read_is_named_as_it_was_given()
    {
        Assert.Equal("absent/x: file not found", Assert.Throws<InputException>(() => InputFile.ReadAllBytes("absent/x", 1)).Message);
        Assert.Equal($"{_folder}: is a folder, not a file", Assert.Throws<InputException>(() => InputFile.Open(_folder)).Message);
        File.WriteAllText(At("long"), "xyz");
        InputException error = Assert.Throws<InputException>(() => InputFile.ReadAllBytes(At("long"), 2));
        Assert.True(error.TooLarge);
        Assert.Equal("a\\u000ab: file not found", Assert.Throws<InputException>(() => InputFile.ReadAllBytes("a\nb", 1)).Message);
        if (!OperatingSystem.IsLinux()) return;
        Assert.Empty(InputFile.ReadAllBytes("/dev/zero", 1));
        Assert.Equal("/dev/zero: is empty, or no regular file", Assert.Throws<InputException>(() => InputFile.Open("/dev/zero")).Message);
    }

    private string At(string name) => Path.Combine(_folder, name);
}
