using System.Runtime.InteropServices;
using SharpFuzz;
using SharpFuzz.Common;
using ZkAccel.Fuzz;

const int MapBytes = 1 << 16;

// Instrumented code writes to a map that the fuzzer lends only later: seeds and keys are made before.
unsafe
{
    Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(MapBytes);
}

if (args is ["list"])
{
    foreach (string name in TargetList.Names) Console.WriteLine(name);
    return 0;
}

if (args.Length < 2 || TargetList.Find(args[1]) is not { } target) return Usage();
switch (args)
{
    case ["seeds", _, var folder]:
        Directory.CreateDirectory(folder);
        for (int i = 0; i < target.Seeds.Count; i++) File.WriteAllBytes(Path.Combine(folder, $"{i}"), target.Seeds[i]);
        return 0;
    case ["replay", _, var file]:
        Console.WriteLine($"{file}: {(target.Run(File.ReadAllBytes(file)) ? "accepted" : "refused")}");
        return 0;
    case ["afl", _]:
        Fuzzer.Run(stream =>
        {
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            target.Run(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        });
        return 0;
    default:
        return Usage();
}

static int Usage()
{
    Console.Error.WriteLine("usage: ZkAccel.Fuzz list | seeds TARGET FOLDER | replay TARGET FILE | afl TARGET");
    Console.Error.WriteLine($"targets: {string.Join(' ', TargetList.Names)}");
    return 2;
}
