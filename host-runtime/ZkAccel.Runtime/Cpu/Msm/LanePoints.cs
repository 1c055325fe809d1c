using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ZkAccel.Bn254;
using V = System.Runtime.Intrinsics.Vector512<long>;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// Projective points side by side in lanes, (X : Y : Z) with infinity (0 : 1 : 0). The complete addition formulas for a = 0 of Renes,
/// Costello and Batina (2015, algorithms 7 and 8, 3b = 9) have no exceptional operands, so lanes need no branches.
/// </summary>
internal sealed unsafe class LanePoints
{
    private const int Block = Modulus.Block;
    private readonly FieldKernels kernels;
    private readonly int blocks;

    /// <summary>Points in <paramref name="memory"/>, all at infinity.</summary>
    internal LanePoints(FieldKernels kernels, long* memory, int blocks)
    {
        this.kernels = kernels;
        this.blocks = blocks;
        X = memory;
        Y = X + blocks * Block;
        Z = Y + blocks * Block;
        new Span<long>(memory, 3 * blocks * Block).Clear();
        for (int k = 0; k < blocks; k++) Columns.Copy(Y + k * Block, kernels.Modulus.Row(Modulus.RowOne), 1);
    }

    internal long* X { get; }

    internal long* Y { get; }

    internal long* Z { get; }

    /// <summary>Words of scratch that an addition needs.</summary>
    internal static long ScratchWords(int blocks) => 7L * blocks * Block;

    /// <summary>Words of the points themselves.</summary>
    internal static long Words(int blocks) => 3L * blocks * Block;

    /// <summary>this += other: 12 products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Add(LanePoints other, long* scratch)
    {
        var k = kernels;
        int n = blocks;
        long size = n * Block;
        long* t0 = scratch, t1 = t0 + size, t2 = t1 + size, t3 = t2 + size, t4 = t3 + size, t5 = t4 + size, s = t5 + size;
        k.Multiply(t0, X, other.X, n);
        k.Multiply(t1, Y, other.Y, n);
        k.Multiply(t2, Z, other.Z, n);
        Cross(t3, X, Y, other.X, other.Y, t0, t1, s);
        Cross(t4, Y, Z, other.Y, other.Z, t1, t2, s);
        Cross(t5, X, Z, other.X, other.Z, t0, t2, s);
        Nine(t2, t2, s);
        Complete(t0, t1, t2, t3, t4, t5, s);
    }

    /// <summary>this += the affine points (x, y) in lanes whose mask is clear: 11 products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void AddAffine(long* x, long* y, V* skip, long* scratch)
    {
        var k = kernels;
        int n = blocks;
        long size = n * Block;
        long* t0 = scratch, t1 = t0 + size, t2 = t1 + size, t3 = t2 + size, t4 = t3 + size, t5 = t4 + size, s = t5 + size;
        k.Multiply(t0, X, x, n);
        k.Multiply(t1, Y, y, n);
        Cross(t3, X, Y, x, y, t0, t1, s);
        k.Multiply(t4, y, Z, n);
        k.Add(t4, t4, Y, n);
        k.Multiply(t5, x, Z, n);
        k.Add(t5, t5, X, n);
        Nine(t2, Z, s);
        for (int b = 0; b < n; b++)
        {
            // Kept lanes are formed again from the old point: x and y are free by now.
            Columns.Copy(x + b * Block, X + b * Block, 1);
            Columns.Copy(y + b * Block, Y + b * Block, 1);
        }

        long* oldZ = stackalloc long[(int)size];
        Columns.Copy(oldZ, Z, n);
        Complete(t0, t1, t2, t3, t4, t5, s);
        for (int b = 0; b < n; b++)
        {
            if (skip[b] == V.Zero) continue;
            Keep(X + b * Block, x + b * Block, skip[b]);
            Keep(Y + b * Block, y + b * Block, skip[b]);
            Keep(Z + b * Block, oldZ + b * Block, skip[b]);
        }
    }

    /// <summary>The point of one lane.</summary>
    internal G1 ToHost(int lane)
    {
        long at = lane / 8 * Block + lane % 8;
        Fq x = Element.ToFq(X + at, 8), y = Element.ToFq(Y + at, 8), z = Element.ToFq(Z + at, 8);
        return G1.FromJacobian(x * z, y * z * z, z);
    }

    // r = (a1 + b1) * (a2 + b2) - p - q
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Cross(long* r, long* a1, long* b1, long* a2, long* b2, long* p, long* q, long* s)
    {
        kernels.Add(r, a1, b1, blocks);
        kernels.Add(s, a2, b2, blocks);
        kernels.Multiply(r, r, s, blocks);
        kernels.Add(s, p, q, blocks);
        kernels.Subtract(r, r, s, blocks);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Nine(long* r, long* a, long* s)
    {
        kernels.Add(s, a, a, blocks);
        kernels.Add(s, s, s, blocks);
        kernels.Add(s, s, s, blocks);
        kernels.Add(r, s, a, blocks);
    }

    // The common end: t0 = X1 X2, t1 = Y1 Y2, t2 = 9 Z1 Z2, t3 to t5 the cross sums XY, YZ, XZ.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Complete(long* t0, long* t1, long* t2, long* t3, long* t4, long* t5, long* s)
    {
        var k = kernels;
        int n = blocks;
        k.Add(s, t0, t0, n);
        k.Add(t0, t0, s, n);
        k.Add(Z, t1, t2, n);
        k.Subtract(t1, t1, t2, n);
        Nine(t5, t5, s);
        k.Multiply(X, t4, t5, n);
        k.Multiply(t2, t3, t1, n);
        k.Subtract(X, t2, X, n);
        k.Multiply(Y, t5, t0, n);
        k.Multiply(t1, t1, Z, n);
        k.Add(Y, Y, t1, n);
        k.Multiply(t0, t0, t3, n);
        k.Multiply(Z, Z, t4, n);
        k.Add(Z, Z, t0, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Keep(long* r, long* old, V mask)
    {
        for (int i = 0; i < Block; i += 8) Vector512.ConditionalSelect(mask, Vector512.Load(old + i), Vector512.Load(r + i)).Store(r + i);
    }
}
