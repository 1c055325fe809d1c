namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// Scalars in blocks of eight, limb-major. The lanes past the end of the last block belong to the buffer and hold zero between
/// operations.
/// </summary>
internal sealed unsafe class CpuScalarBuffer : ScalarBuffer
{
    internal CpuScalarBuffer(CpuAccelerator owner, int count)
        : base(owner, count)
    {
        Memory = new NativeBlock((count + 7L) / 8 * Modulus.Block * sizeof(long), clear: true);
    }

    internal NativeBlock Memory { get; }

    protected override void Release() => Memory.Dispose();
}
