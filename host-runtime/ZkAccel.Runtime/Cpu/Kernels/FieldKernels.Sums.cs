using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<long>;

namespace ZkAccel.Runtime.Cpu;

// Everything that needs no product: portable vectors on every rung.
internal abstract unsafe partial class FieldKernels
{
    /// <summary>r = a + b; a step of 0 repeats one block of b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Add(long* r, long* a, long* b, long n, long step = Block)
    {
        long* table = Modulus.Table;
        for (; n > 0; n--, r += Block, a += Block, b += step)
        {
            V c0 = Vector512.Load(a) + Vector512.Load(b), c1 = Vector512.Load(a + 8) + Vector512.Load(b + 8), c2 = Vector512.Load(a + 16) + Vector512.Load(b + 16);
            V c3 = Vector512.Load(a + 24) + Vector512.Load(b + 24), c4 = Vector512.Load(a + 32) + Vector512.Load(b + 32);
            Lanes.Reduce(ref c0, ref c1, ref c2, ref c3, ref c4, table);
            Store(r, c0, c1, c2, c3, c4);
        }
    }

    /// <summary>r = a - b; a step of 0 repeats one block of that operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Subtract(long* r, long* a, long* b, long n, long step = Block, long stepA = Block)
    {
        long* table = Modulus.Table, p2 = table + Modulus.Row2P * 8;
        for (; n > 0; n--, r += Block, a += stepA, b += step)
        {
            V c0 = Vector512.Load(a) - Vector512.Load(b) + Vector512.Load(p2), c1 = Vector512.Load(a + 8) - Vector512.Load(b + 8) + Vector512.Load(p2 + 8);
            V c2 = Vector512.Load(a + 16) - Vector512.Load(b + 16) + Vector512.Load(p2 + 16), c3 = Vector512.Load(a + 24) - Vector512.Load(b + 24) + Vector512.Load(p2 + 24);
            V c4 = Vector512.Load(a + 32) - Vector512.Load(b + 32) + Vector512.Load(p2 + 32);
            Lanes.Reduce(ref c0, ref c1, ref c2, ref c3, ref c4, table);
            Store(r, c0, c1, c2, c3, c4);
        }
    }

    /// <summary>r = a - b + 2p, below 4p: for operands of products, which take up to 8p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void SubtractLazily(long* r, long* a, long* b, long n)
    {
        long* p2 = Modulus.Row(Modulus.Row2P);
        for (; n > 0; n--, r += Block, a += Block, b += Block)
        {
            V c0 = Vector512.Load(a) - Vector512.Load(b) + Vector512.Load(p2), c1 = Vector512.Load(a + 8) - Vector512.Load(b + 8) + Vector512.Load(p2 + 8);
            V c2 = Vector512.Load(a + 16) - Vector512.Load(b + 16) + Vector512.Load(p2 + 16), c3 = Vector512.Load(a + 24) - Vector512.Load(b + 24) + Vector512.Load(p2 + 24);
            V c4 = Vector512.Load(a + 32) - Vector512.Load(b + 32) + Vector512.Load(p2 + 32);
            Lanes.Carry(ref c0, ref c1, ref c2, ref c3, ref c4);
            Store(r, c0, c1, c2, c3, c4);
        }
    }

    /// <summary>
    /// r = a - b - c for a product or square a of operands below 2p, which is below 1.05 p, and b and c below 1.67 p: with 4p added the
    /// difference lies in (0.66 p, 5.05 p).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void SubtractTwo(long* r, long* a, long* b, long* c, long n)
    {
        long* table = Modulus.Table, p4 = table + Modulus.Row4P * 8;
        for (; n > 0; n--, r += Block, a += Block, b += Block, c += Block)
        {
            V c0 = Vector512.Load(a) - Vector512.Load(b) - Vector512.Load(c) + Vector512.Load(p4), c1 = Vector512.Load(a + 8) - Vector512.Load(b + 8) - Vector512.Load(c + 8) + Vector512.Load(p4 + 8);
            V c2 = Vector512.Load(a + 16) - Vector512.Load(b + 16) - Vector512.Load(c + 16) + Vector512.Load(p4 + 16), c3 = Vector512.Load(a + 24) - Vector512.Load(b + 24) - Vector512.Load(c + 24) + Vector512.Load(p4 + 24);
            V c4 = Vector512.Load(a + 32) - Vector512.Load(b + 32) - Vector512.Load(c + 32) + Vector512.Load(p4 + 32);
            Lanes.Reduce(ref c0, ref c1, ref c2, ref c3, ref c4, table);
            Store(r, c0, c1, c2, c3, c4);
        }
    }

    /// <summary>r = -a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Negate(long* r, long* a, long n)
    {
        long* table = Modulus.Table, p2 = table + Modulus.Row2P * 8;
        for (; n > 0; n--, r += Block, a += Block)
        {
            V c0 = Vector512.Load(p2) - Vector512.Load(a), c1 = Vector512.Load(p2 + 8) - Vector512.Load(a + 8), c2 = Vector512.Load(p2 + 16) - Vector512.Load(a + 16);
            V c3 = Vector512.Load(p2 + 24) - Vector512.Load(a + 24), c4 = Vector512.Load(p2 + 32) - Vector512.Load(a + 32);
            Lanes.Reduce(ref c0, ref c1, ref c2, ref c3, ref c4, table);
            Store(r, c0, c1, c2, c3, c4);
        }
    }

    /// <summary>(x0, x1) = (x0 + x1, x0 - x1) on two adjacent blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void SumAndDifference(long* x)
    {
        long* d = stackalloc long[Block];
        Subtract(d, x, x + Block, 1);
        Add(x, x, x + Block, 1);
        new ReadOnlySpan<long>(d, Block).CopyTo(new Span<long>(x + Block, Block));
    }

    /// <summary>Brings values of [0, 2p) into [0, p), in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Canonical(long* x, long n)
    {
        long* table = Modulus.Table;
        for (; n > 0; n--, x += Block)
        {
            V c0 = Vector512.Load(x), c1 = Vector512.Load(x + 8), c2 = Vector512.Load(x + 16), c3 = Vector512.Load(x + 24), c4 = Vector512.Load(x + 32);
            Lanes.Canonical(ref c0, ref c1, ref c2, ref c3, ref c4, table);
            Store(x, c0, c1, c2, c3, c4);
        }
    }

    /// <summary>All ones in the lanes of a block that hold zero, that is 0 or p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal V ZeroLanes(long* x)
    {
        long* p = Modulus.Row(Modulus.RowP);
        V c0 = Vector512.Load(x), c1 = Vector512.Load(x + 8), c2 = Vector512.Load(x + 16), c3 = Vector512.Load(x + 24), c4 = Vector512.Load(x + 32);
        V zero = Vector512.Equals(c0 | c1 | c2 | c3 | c4, V.Zero);
        V prime = (c0 ^ Vector512.Load(p)) | (c1 ^ Vector512.Load(p + 8)) | (c2 ^ Vector512.Load(p + 16)) | (c3 ^ Vector512.Load(p + 24)) | (c4 ^ Vector512.Load(p + 32));
        return zero | Vector512.Equals(prime, V.Zero);
    }

    /// <summary>r = where the mask is set, one; elsewhere, a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void OneWhere(long* r, long* a, V mask)
    {
        long* one = Modulus.Row(Modulus.RowOne);
        for (int i = 0; i < Block; i += 8) Vector512.ConditionalSelect(mask, Vector512.Load(one + i), Vector512.Load(a + i)).Store(r + i);
    }

    /// <summary>x = 0 where the mask is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ZeroWhere(long* x, V mask)
    {
        for (int i = 0; i < Block; i += 8) Vector512.AndNot(Vector512.Load(x + i), mask).Store(x + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(long* r, V c0, V c1, V c2, V c3, V c4)
    {
        c0.Store(r);
        c1.Store(r + 8);
        c2.Store(r + 16);
        c3.Store(r + 24);
        c4.Store(r + 32);
    }
}
