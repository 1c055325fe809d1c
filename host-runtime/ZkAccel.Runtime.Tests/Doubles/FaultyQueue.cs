using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Tests;

/// <summary>A mistake a device could make.</summary>
public enum Fault
{
    NegativeUpload,
    OffsetDownload,
    LateUploadRead,
    CosetForgottenInInverse,
    LastColumnForgotten,
    TransformNotNormalised,
    LargeTransformWrong,
    RotationReversed,
    RotationOverTheEnd,
    ConstantsSwapped,
    ZeroInverted,
    InclusiveScan,
    RecurStartsWithAddend,
    QuotientKeepsRemainder,
    IdentityPointsAdded,
    ScalarsTruncatedToHint,
    NegativesTruncatedToHint,
    CommitFromBufferStart,
    LargeCommitWrong,
    EvaluationReversed,
    Lost,
}

/// <summary>The reference queue with one mistake.</summary>
internal sealed class FaultyQueue(Accelerator device, Fault fault, CancellationToken cancellation) : ReferenceQueue(device, cancellation)
{
    private readonly List<(ReadOnlyMemory<Fr> Source, ScalarSlice Target)> _late = [];

    protected override void UploadCore(ReadOnlyMemory<Fr> source, ScalarSlice target)
    {
        if (fault == Fault.LateUploadRead) _late.Add((source, target));
        else base.UploadCore(source, target);
    }

    protected override void UploadCore(ReadOnlyMemory<int> source, ScalarSlice target)
    {
        if (fault == Fault.NegativeUpload)
            base.UploadCore(source.ToArray().Select(value => Fr.FromUInt64((uint)value)).ToArray(), target);
        else
            base.UploadCore(source, target);
    }

    protected override void NttCore(NttPlan plan, ReadOnlySpan<ScalarSlice> columns, NttKind kind, Fr coset)
    {
        if (fault == Fault.Lost) throw Device.Error(nameof(Ntt), AcceleratorError.Lost, "the cable is out");
        if (fault == Fault.CosetForgottenInInverse && kind == NttKind.Inverse) coset = Fr.One;
        if (fault == Fault.LastColumnForgotten && columns.Length > 1) columns = columns[..^1];
        base.NttCore(plan, columns, kind, coset);
        var values = ReferenceBuffer.Values(columns[0]);
        if (fault == Fault.TransformNotNormalised && kind == NttKind.Inverse)
            foreach (ref var value in values) value *= Fr.FromInt64(values.Length);
        if (fault == Fault.LargeTransformWrong && plan.LogN >= 5) values[17] += Fr.One;
    }

    protected override void RunCore(RowProgram program, ReadOnlySpan<ScalarSlice> columns, ReadOnlySpan<Fr> constants, ScalarSlice result)
    {
        if (fault == Fault.RotationReversed && program.Code.ColumnCount > 0 && program.Code.IsRotated(0))
        {
            var before = ReferenceBuffer.Values(columns[0]).ToArray();
            ReferenceBuffer.Values(columns[0]).Reverse();
            base.RunCore(program, columns, constants, result);
            before.CopyTo(ReferenceBuffer.Values(columns[0]));
            return;
        }

        if (fault == Fault.ConstantsSwapped && constants.Length > 1)
        {
            var swapped = constants.ToArray();
            Array.Reverse(swapped);
            constants = swapped;
        }

        base.RunCore(program, columns, constants, result);
        if (fault == Fault.RotationOverTheEnd && program.Code.ColumnCount > 0 && program.Code.IsRotated(0))
            ReferenceBuffer.Values(result)[^1] = Fr.Zero;
    }

    protected override void InvertCore(ScalarSlice values)
    {
        base.InvertCore(values);
        if (fault != Fault.ZeroInverted) return;
        foreach (ref var value in ReferenceBuffer.Values(values))
            if (value == Fr.Zero) value = Fr.One;
    }

    protected override void ScanCore(ScalarSlice source, ScalarSlice target, ScanKind kind)
    {
        base.ScanCore(source, target, kind);
        if (fault == Fault.InclusiveScan) ReferenceBuffer.Values(target)[1..].CopyTo(ReferenceBuffer.Values(target));
    }

    protected override void RecurCore(ScalarSlice multiplier, ScalarSlice addend, ScalarSlice target)
    {
        base.RecurCore(multiplier, addend, target);
        if (fault == Fault.RecurStartsWithAddend) ReferenceBuffer.Values(target)[0] = ReferenceBuffer.Values(addend)[0];
    }

    protected override void DivideCore(ScalarSlice polynomial, Fr root, ScalarSlice quotient)
    {
        base.DivideCore(polynomial, root, quotient);
        if (fault == Fault.QuotientKeepsRemainder) ReferenceBuffer.Values(quotient)[^1] = Fr.One;
    }

    protected override async ValueTask<G1Affine[]> CommitCore(PointBasis basis, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint)
    {
        var local = columns.ToArray();
        if (fault == Fault.CommitFromBufferStart)
            for (var i = 0; i < local.Length; i++) local[i] = local[i].Buffer.Slice(0, local[i].Count);
        var kept = local.Select(column => ReferenceBuffer.Values(column).ToArray()).ToArray();
        if (hint != ScalarHint.Full)
            foreach (var column in local)
                foreach (ref var value in ReferenceBuffer.Values(column)) value = Truncate(value, hint);
        var sums = await base.CommitCore(basis, local, hint);
        for (var i = 0; i < local.Length; i++) kept[i].CopyTo(ReferenceBuffer.Values(local[i]));
        var hasIdentity = ((ReferenceBasis)basis).Points.Any(point => point.IsInfinity);
        if ((fault == Fault.IdentityPointsAdded && hasIdentity) || (fault == Fault.LargeCommitWrong && basis.Count >= 64))
            sums[0] = (sums[0] + G1Affine.Generator).ToAffine();
        return sums;
    }

    protected override async ValueTask<Fr[]> EvaluateCore(ReadOnlyMemory<EvaluationQuery> queries)
    {
        var values = await base.EvaluateCore(queries);
        if (fault == Fault.EvaluationReversed) Array.Reverse(values);
        return values;
    }

    protected override ValueTask DownloadCore(ScalarSlice source, Memory<Fr> target)
    {
        foreach (var (late, slot) in _late) base.UploadCore(late, slot);
        _late.Clear();
        if (fault == Fault.OffsetDownload) source = source.Buffer.Slice(source.Offset / 8 * 8, source.Count);
        return base.DownloadCore(source, target);
    }

    private Fr Truncate(Fr value, ScalarHint hint)
    {
        var negative = hint.Signed && !Fits(value) && Fits(-value);
        if (negative) return fault == Fault.NegativesTruncatedToHint ? -value : value;
        if (fault != Fault.ScalarsTruncatedToHint || Fits(value)) return value;
        Span<ulong> limbs = stackalloc ulong[4];
        value.ToCanonical(limbs);
        for (var bit = hint.Bits; bit < 256; bit++) limbs[bit / 64] &= ~(1UL << bit % 64);
        return Fr.FromCanonical(limbs);

        bool Fits(Fr candidate)
        {
            Span<ulong> wide = stackalloc ulong[4];
            candidate.ToCanonical(wide);
            for (var bit = hint.Bits; bit < 256; bit++)
                if ((wide[bit / 64] >> bit % 64 & 1) != 0) return false;
            return true;
        }
    }
}
