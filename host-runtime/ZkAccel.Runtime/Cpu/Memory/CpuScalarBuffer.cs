namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// Scalars in blocks of eight, limb-major. The lanes past the end of the last block belong to the buffer and hold zero between
/// operations.
/// </summary>
internal sealed unsafe class CpuScalarBuffer : ScalarBuffer
{
    private const long BlockBytes = Modulus.Block * sizeof(long);
    private readonly ScratchPool.Lease lease;

    internal CpuScalarBuffer(CpuAccelerator owner, int count)
        : base(owner, count)
    {
        long bytes = (count + 7L) / 8 * BlockBytes;

        // A block more, so that columns of 2^k and of 2^k + 8 elements are of one class.
        lease = owner.Scratch.Rent(bytes + BlockBytes);
        System.Runtime.InteropServices.NativeMemory.Clear(Words, (nuint)bytes);
    }

    internal long* Words => lease.Words;

    protected override void Release() => lease.Dispose();
}
