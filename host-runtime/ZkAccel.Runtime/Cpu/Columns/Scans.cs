using System.Runtime.CompilerServices;
using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// Prefixes and recurrences. Within a block three doubling steps (1, 2, 4 lanes); the blocks' totals form a column an eighth as
/// long, scanned the same way; each block is then finished with the value that enters it.
/// </summary>
internal sealed unsafe class Scans(FieldKernels kernels, ScratchPool scratch, WorkerPool workers, CancellationToken cancellation)
{
    private const int Block = Modulus.Block;
    private const int Strip = 16;

    /// <summary>Blocks of one part of parallel work.</summary>
    private const int Part = 512;

    private long* One => kernels.Modulus.Row(Modulus.RowOne);

    /// <summary>target[0] = 1, target[i+1] = target[i] * source[i].</summary>
    internal void Products(long* source, long* target, long blocks)
    {
        using var lease = scratch.Rent((blocks + 7) / 8 * Block * sizeof(long));
        long* totals = lease.Words;
        InParts(blocks, (from, n) =>
        {
            long* shifted = stackalloc long[Strip * Block];
            long* inclusive = target + from * Block;
            Columns.Copy(inclusive, source + from * Block, n);
            for (int shift = 1; shift < 8; shift *= 2)
            {
                Columns.ShiftUp(shifted, inclusive, shift, One, n);
                kernels.Multiply(inclusive, inclusive, shifted, n);
            }

            Totals(inclusive, totals, from, n);
        });
        Exclusive(totals, blocks, single => SetFirst(single, One), (t, n) => Products(t, t, n));
        InParts(blocks, (from, n) =>
        {
            long* shifted = stackalloc long[Strip * Block];
            long* entering = stackalloc long[Strip * Element.Words];
            Entering(totals, entering, from, n);
            Columns.ShiftUp(shifted, target + from * Block, 1, One, n);
            kernels.Scale(target + from * Block, shifted, entering, n, Element.Words);
        });
    }

    /// <summary>target[0] = 0, target[i+1] = target[i] + source[i].</summary>
    internal void Sums(long* source, long* target, long blocks)
    {
        using var lease = scratch.Rent((blocks + 7) / 8 * Block * sizeof(long));
        long* totals = lease.Words;
        InParts(blocks, (from, n) =>
        {
            long* shifted = stackalloc long[Strip * Block];
            long* zero = stackalloc long[Block];
            new Span<long>(zero, Block).Clear();
            long* inclusive = target + from * Block;
            Columns.Copy(inclusive, source + from * Block, n);
            for (int shift = 1; shift < 8; shift *= 2)
            {
                Columns.ShiftUp(shifted, inclusive, shift, zero, n);
                kernels.Add(inclusive, inclusive, shifted, n);
            }

            Totals(inclusive, totals, from, n);
        });
        Exclusive(totals, blocks, single => new Span<long>(single, Block).Clear(), (t, n) => Sums(t, t, n));
        InParts(blocks, (from, n) =>
        {
            long* shifted = stackalloc long[Strip * Block];
            long* entering = stackalloc long[Strip * Element.Words];
            long* splat = stackalloc long[Block];
            new Span<long>(splat, Block).Clear();
            Entering(totals, entering, from, n);
            Columns.ShiftUp(shifted, target + from * Block, 1, splat, n);
            for (long k = 0; k < n; k++)
            {
                Columns.Splat(splat, entering + k * Element.Words);
                kernels.Add(target + (from + k) * Block, shifted + k * Block, splat, 1);
            }
        });
    }

    /// <summary>target[0] = 0, target[i+1] = multiplier[i] * target[i] + addend[i]. Target may be the addend.</summary>
    internal void Recur(long* multiplier, long* addend, long* target, long blocks)
    {
        using var lease = scratch.Rent((blocks + 2 * ((blocks + 7) / 8)) * Block * sizeof(long));
        long* products = lease.Words, totals = products + blocks * Block, totalProducts = totals + (blocks + 7) / 8 * Block;
        InParts(blocks, (from, n) =>
        {
            long* shifted = stackalloc long[Strip * Block];
            long* zero = stackalloc long[Block];
            new Span<long>(zero, Block).Clear();
            long* m = products + from * Block, a = target + from * Block;
            Columns.Copy(m, multiplier + from * Block, n);
            if (target != addend) Columns.Copy(a, addend + from * Block, n);
            for (int shift = 1; shift < 8; shift *= 2)
            {
                Columns.ShiftUp(shifted, a, shift, zero, n);
                kernels.Multiply(shifted, shifted, m, n);
                kernels.Add(a, a, shifted, n);
                Columns.ShiftUp(shifted, m, shift, One, n);
                kernels.Multiply(m, m, shifted, n);
            }

            Totals(m, totalProducts, from, n);
            Totals(a, totals, from, n);
        });
        Exclusive(totals, blocks, single => new Span<long>(single, Block).Clear(), (t, n) => Recur(totalProducts, t, t, n));
        InParts(blocks, (from, n) => Finish(target, totals, products + from * Block, Block, from, n));
    }

    /// <summary>values[0] becomes 0, values[i+1] = multiplier * new values[i] + old values[i], in place.</summary>
    internal void Recur(Fr multiplier, long* values, long blocks)
    {
        using var lease = scratch.Rent(((blocks + 7) / 8 + 1) * Block * sizeof(long));
        long* powers = lease.Words, totals = powers + Block;
        long* element = stackalloc long[Element.Words];
        var power = multiplier;
        for (int lane = 0; lane < 8; lane++, power *= multiplier)
        {
            Element.FromFr(power, element);
            Element.Copy(powers + lane, 8, element, 1);
        }

        InParts(blocks, (from, n) =>
        {
            long* shifted = stackalloc long[Strip * Block];
            long* zero = stackalloc long[Block];
            long* factor = stackalloc long[Element.Words];
            new Span<long>(zero, Block).Clear();
            long* a = values + from * Block;
            for (int shift = 1; shift < 8; shift *= 2)
            {
                Element.Copy(factor, 1, powers + shift - 1, 8);
                Columns.ShiftUp(shifted, a, shift, zero, n);
                kernels.Scale(shifted, shifted, factor, n, 0);
                kernels.Add(a, a, shifted, n);
            }

            Totals(a, totals, from, n);
        });
        var wide = multiplier.Pow(8);
        Exclusive(totals, blocks, single => new Span<long>(single, Block).Clear(), (t, n) => Recur(wide, t, n));
        InParts(blocks, (from, n) => Finish(values, totals, powers, 0, from, n));
    }

    // Lane l takes inclusive a[l-1] + m[l-1] * entering, lane 0 the entering value itself.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish(long* target, long* totals, long* m, long step, long from, long n)
    {
        long* sums = stackalloc long[Strip * Block];
        long* factors = stackalloc long[Strip * Block];
        long* entering = stackalloc long[Strip * Element.Words];
        long* zero = stackalloc long[Block];
        new Span<long>(zero, Block).Clear();
        Entering(totals, entering, from, n);
        Columns.ShiftUp(sums, target + from * Block, 1, zero, n);
        for (long k = 0; k < n; k++) Columns.ShiftUp(factors + k * Block, m + k * step, 1, One, 1);
        kernels.Scale(factors, factors, entering, n, Element.Words);
        kernels.Add(target + from * Block, sums, factors, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Totals(long* inclusive, long* totals, long from, long n)
    {
        for (long k = 0; k < n; k++)
        {
            long at = from + k;
            Element.Copy(totals + at / 8 * Block + at % 8, 8, inclusive + k * Block + 7, 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Entering(long* totals, long* entering, long from, long n)
    {
        for (long k = 0; k < n; k++)
        {
            long at = from + k;
            Element.Copy(entering + k * Element.Words, 1, totals + at / 8 * Block + at % 8, 8);
        }
    }

    private delegate void OnBlock(long* block);

    private delegate void OnColumn(long* values, long blocks);

    private delegate void OnStrip(long from, long blocks);

    // Turns totals into what enters each block. One block has nothing before it.
    private static void Exclusive(long* totals, long blocks, OnBlock neutral, OnColumn scan)
    {
        if (blocks == 1)
        {
            neutral(totals);
            return;
        }

        Columns.ClearTail(totals, blocks);
        scan(totals, (blocks + 7) / 8);
    }

    private static void SetFirst(long* block, long* value) => Columns.Copy(block, value, 1);

    private void InParts(long blocks, OnStrip body)
    {
        int count = (int)((blocks + Part - 1) / Part);
        workers.Run(count, part =>
        {
            cancellation.ThrowIfCancellationRequested();
            long end = Math.Min(blocks, (part + 1L) * Part);
            for (long at = (long)part * Part; at < end; at += Strip) body(at, Math.Min(Strip, end - at));
        });
    }
}
