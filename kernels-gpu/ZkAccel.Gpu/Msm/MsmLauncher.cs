using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

/// <summary>Σ column[i]·P_i for batches of columns: see README.md beside this file.</summary>
/// <param name="model">The device, to choose shapes by.</param>
internal sealed class MsmLauncher(DeviceModel model)
{
    /// <summary>Entries and pieces of a batch are counted in 31 bits.</summary>
    private const long MaxEntries = 1 << 30;

    /// <summary>The sums, after everything on the stream is done.</summary>
    /// <param name="on">The stream.</param>
    /// <param name="basis">The points.</param>
    /// <param name="columns">The scalars.</param>
    /// <param name="hint">What is known of them.</param>
    /// <param name="scratchBytes">Scratch of a batch, at most, unless a single scalar needs more.</param>
    /// <param name="cancellation">Asked before each batch.</param>
    /// <exception cref="Runtime.AcceleratorException">A scalar is larger than the hint says.</exception>
    public G1Affine[] Commit(
        Launcher on, GpuBasis basis, ReadOnlySpan<ArrayView<FrGpu>> columns, ScalarHint hint, long scratchBytes, CancellationToken cancellation)
    {
        var longest = 0;
        foreach (var column in columns) longest = Math.Max(longest, column.IntLength);
        var shape = Fit(on, basis.Multiples, longest, columns.Length, Math.Min(hint.Bits, WindowPlan.FullBits), scratchBytes);
        var sums = Sum(on, basis, columns, shape, cancellation);
        var result = new G1Affine[sums.Length];
        G1.ToAffine(sums, result);
        return result;
    }

    /// <summary>The sums in batches of one shape: some columns, or some rows of one.</summary>
    public static G1[] Sum(Launcher on, GpuBasis basis, ReadOnlySpan<ArrayView<FrGpu>> columns, MsmShape shape, CancellationToken cancellation)
    {
        var totals = new G1[columns.Length];
        Array.Fill(totals, G1.Infinity);
        var batch = new List<(int Number, ArrayView<FrGpu> Part)>();
        var isLeft = true;
        for (var first = 0; isLeft; first += shape.Rows)
        {
            isLeft = false;
            for (var i = 0; i < columns.Length; i++)
            {
                var left = columns[i].IntLength - first;
                isLeft |= left > shape.Rows;
                if (left > 0) batch.Add((i, columns[i].SubView(first, Math.Min(shape.Rows, left))));
                if (batch.Count == 0 || (batch.Count < shape.Columns && i < columns.Length - 1)) continue;
                cancellation.ThrowIfCancellationRequested();
                AddBatch(on, basis, batch, first, shape, totals);
                batch.Clear();
            }
        }

        return totals;
    }

    /// <summary>As many columns as have room, or if none has, pieces of columns.</summary>
    private MsmShape Fit(Launcher on, BasisMultiples basis, int rows, int columns, int bits, long scratchBytes)
    {
        while (true)
        {
            var shape = MsmShape.For(model, MsmPlanner.Best(model, rows, columns, bits, basis), rows, columns);
            if ((rows == 1 && columns == 1) || (shape.Entries < MaxEntries && MsmScratch.Bytes(on, shape) <= scratchBytes)) return shape;
            if (columns > 1) columns = (columns + 1) / 2;
            else rows = (rows + 1) / 2;
        }
    }

    private static void AddBatch(Launcher on, GpuBasis basis, List<(int Number, ArrayView<FrGpu> Part)> batch, int first, MsmShape shape, G1[] totals)
    {
        shape = shape with { Columns = batch.Count };
        using var scratch = new MsmScratch(on, shape);
        Cut(on, basis, batch, first, shape, scratch);
        var sorted = RadixSort.Run(
            on, scratch.Entries, scratch.Other, scratch.Counts, shape.Segments, shape.Capacity, shape.Plan.Width - 1, scratch.Histograms, scratch.Sums);
        var order = Order(on, sorted, shape, scratch);
        SumKernels.Accumulate.Launch(on, Work.Groups((shape.MaxPieces - 1) / on.GroupSize(SumKernels.Accumulate) + 1), sorted, basis.Points, order, scratch.Table, scratch.Pieces);
        for (long stride = 1; stride * shape.Limit < shape.Capacity; stride *= SumKernels.FoldWidth)
            SumKernels.Fold.Launch(on, shape.MaxPieces, scratch.Pieces, scratch.Table, (int)stride);
        WeighKernels.Run.Launch(on, shape.Runs, scratch.Pieces, scratch.Table, scratch.Totals, scratch.Weighted, shape.RunLength);
        WeighKernels.Bits.Launch(on, Work.Groups(shape.Results * shape.Parts), scratch.Totals, scratch.Weighted, scratch.Parts, shape.RunBits, shape.Parts);
        WeighKernels.Parts.Launch(on, Work.Groups(shape.Results), scratch.Parts, scratch.Results, shape.Parts);

        var parts = new Xyzz<FqGpu>[scratch.Results.IntLength];
        var broken = new int[shape.Columns];
        scratch.Results.CopyToCPU(on.Stream, parts.AsSpan());
        scratch.Broken.CopyToCPU(on.Stream, broken.AsSpan());
        on.Wait();
        for (var i = 0; i < batch.Count; i++)
        {
            if (broken[i] != 0)
                throw basis.Owner.Error("Commit", AcceleratorError.BrokenHint, $"column {batch[i].Number} has scalars larger than promised");
            totals[batch[i].Number] += Combine(parts.AsSpan(i * parts.Length / batch.Count, parts.Length / batch.Count), shape);
        }
    }

    private static void Cut(Launcher on, GpuBasis basis, List<(int Number, ArrayView<FrGpu> Part)> batch, int first, MsmShape shape, MsmScratch scratch)
    {
        scratch.Broken.MemSetToZero(on.Stream);
        for (var i = 0; i < batch.Count; i++)
        {
            var target = new DigitTarget(shape.Plan, i, first, basis.Count, shape.Capacity);
            DigitKernel.Cut.Launch(on, batch[i].Part.IntLength, batch[i].Part, scratch.Entries, scratch.Counts, scratch.Broken, target);
        }
    }

    /// <summary>The pieces of all buckets, the largest first.</summary>
    private static ArrayView<ulong> Order(Launcher on, ArrayView<ulong> sorted, MsmShape shape, MsmScratch scratch)
    {
        var table = scratch.Table;
        table.Begins.MemSetToZero(on.Stream);
        table.Ends.MemSetToZero(on.Stream);
        BucketKernels.Bound.Launch(on, (int)shape.Entries, sorted, scratch.Counts, table, shape.Capacity, shape.Plan.Buckets);
        BucketKernels.Divide.Launch(on, shape.Buckets + 1, table, shape.Buckets);
        IntScan.Run(on, table.Pieces, scratch.Sums);
        BucketKernels.List.Launch(on, shape.MaxPieces, table, scratch.Order, scratch.Listed);
        return RadixSort.Run(
            on, scratch.Order, scratch.OtherOrder, scratch.Listed, 1, shape.MaxPieces, BucketKernels.SizeBits, scratch.Histograms, scratch.Sums);
    }

    /// <summary>The sum of a column, bit by bit from the top: segment t is worth 2^(ct), its T_j 2^j runs and its ΣA one.</summary>
    private static G1 Combine(ReadOnlySpan<Xyzz<FqGpu>> parts, MsmShape shape)
    {
        var runLog = shape.Plan.Width - 1 - shape.RunBits;
        var sum = G1.Infinity;
        for (var group = shape.Plan.Groups - 1; group >= 0; group--)
        {
            var part = parts.Slice(group * (shape.RunBits + 1), shape.RunBits + 1);
            for (var bit = shape.Plan.Width - 1; bit >= 0; bit--)
            {
                sum = sum.Double();
                if (bit >= runLog && bit - runLog < shape.RunBits) sum += Point(part[bit - runLog]);
                if (bit == 0) sum += Point(part[^1]);
            }
        }

        return sum;
    }

    /// <summary>x = X/ZZ and y = Y/ZZZ are X·ZZ/ZZ² and Y·ZZZ/ZZ³.</summary>
    private static G1 Point(Xyzz<FqGpu> point)
    {
        var coordinates = MemoryMarshal.Cast<Xyzz<FqGpu>, Fq>(new ReadOnlySpan<Xyzz<FqGpu>>(in point));
        var (x, y, zz, zzz) = (coordinates[0], coordinates[1], coordinates[2], coordinates[3]);
        return zz.IsZero ? G1.Infinity : G1.FromJacobian(x * zz, y * zzz, zz);
    }
}
