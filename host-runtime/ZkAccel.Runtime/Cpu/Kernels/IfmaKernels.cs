using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// Products by the 52-bit integer multiply-add, in machine code written when the process first asks for it: no intrinsic and no
/// native file carries these instructions.
/// </summary>
internal sealed unsafe class IfmaKernels(Modulus modulus) : FieldKernels(modulus)
{
    /// <summary>Blocks of one call: the collector cannot run meanwhile, so a call takes a few microseconds at most.</summary>
    private const int Longest = 256;

    private static readonly Lazy<Entries?> Code = new(Install);

    private readonly Entries code = Code.Value ?? throw new PlatformNotSupportedException("no IFMA kernels on this machine");

    /// <summary>Whether processor, operating system and memory policy allow this rung.</summary>
    internal static bool IsSupported => Code.Value is not null;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Multiply(long* r, long* a, long* b, long n, long step = Block)
    {
        var entry = (delegate* unmanaged[SuppressGCTransition]<long*, long*, long*, long*, long, long, void>)code.Multiply;
        for (; n > Longest; n -= Longest, r += Longest * Block, a += Longest * Block, b += Longest * step)
            entry(r, a, b, Modulus.Table, Longest, step * sizeof(long));
        if (n > 0) entry(r, a, b, Modulus.Table, n, step * sizeof(long));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Square(long* r, long* a, long n)
    {
        var entry = (delegate* unmanaged[SuppressGCTransition]<long*, long*, long*, long*, long, void>)code.Square;
        for (; n > Longest; n -= Longest, r += Longest * Block, a += Longest * Block) entry(r, a, null, Modulus.Table, Longest);
        if (n > 0) entry(r, a, null, Modulus.Table, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Scale(long* r, long* a, long* w, long n, long step)
    {
        var entry = (delegate* unmanaged[SuppressGCTransition]<long*, long*, long*, long*, long, long, void>)code.Scale;
        for (; n > Longest; n -= Longest, r += Longest * Block, a += Longest * Block, w += Longest * step)
            entry(r, a, w, Modulus.Table, Longest, step * sizeof(long));
        if (n > 0) entry(r, a, w, Modulus.Table, n, step * sizeof(long));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Butterfly(long* x, long* y, long* w, long n)
    {
        var entry = (delegate* unmanaged[SuppressGCTransition]<long*, long*, long*, long*, long, void>)code.Butterfly;
        for (; n > Longest; n -= Longest, x += Longest * Block, y += Longest * Block, w += Longest * Element.Words)
            entry(x, y, w, Modulus.Table, Longest);
        if (n > 0) entry(x, y, w, Modulus.Table, n);
    }

    private static Entries? Install()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64 || !HasInstructions()) return null;
        var entries = new Entries(
            ExecutableCode.Install(IfmaEmitter.Multiply()), ExecutableCode.Install(IfmaEmitter.Square()),
            ExecutableCode.Install(IfmaEmitter.Scale()), ExecutableCode.Install(IfmaEmitter.Butterfly()));
        return entries is { Multiply: not 0, Square: not 0, Scale: not 0, Butterfly: not 0 } ? entries : null;
    }

    // CPUID leaf 7: EBX bit 21 is IFMA. That the system saves the wide registers is what IsSupported of AVX-512 says.
    private static bool HasInstructions()
    {
        if (!Avx512F.IsSupported || !Avx512DQ.IsSupported || X86Base.CpuId(0, 0).Eax < 7) return false;
        return (X86Base.CpuId(7, 0).Ebx >> 21 & 1) != 0;
    }

    private sealed record Entries(nint Multiply, nint Square, nint Scale, nint Butterfly);
}
