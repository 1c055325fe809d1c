using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>Every row program of a profile on one device, compiled once.</summary>
internal sealed class ProgramSet : IDisposable
{
    /// <summary>Columns that <see cref="Combine"/> adds in one pass.</summary>
    public const int CombineWidth = 8;

    private readonly List<IDisposable> _owned = [];

    public ProgramSet(IAccelerator device, Profile profile)
    {
        WeightMultiplier = Part((c, _) => c.WeightMultiplier.Value);
        WeightForm = Part((c, _) => c.WeightForm.Value);
        RawMultiplier = Part((c, _) => c.RawMultiplier.Value);
        RawForm = Part((c, _) => c.RawForm.Value);
        OutMultiplier = Part((c, _) => c.OutMultiplier.Value);
        OutForm = Part((c, _) => c.OutForm.Value);
        HelperDenominators = new ColumnProgram[profile.Helpers];
        HelperValues = new ColumnProgram[profile.Helpers];
        for (int j = 0; j < profile.Helpers; j++)
        {
            int helper = j;
            HelperDenominators[j] = Part((c, _) => c.HelperDenominator(helper).Value);
            HelperValues[j] = Part((c, e) => c.HelperNumerator(helper).Value * Inverse(e));
        }

        SumDenominator = Part((c, _) => c.SumDenominator.Value);
        SumStep = Part((c, e) =>
        {
            RowExpression step = c.SumNumerator.Value * Inverse(e);
            for (int j = 0; j < profile.Helpers; j++) step += e.Here(new Column(ColumnKind.Helper, j));
            return step;
        });
        ProductDenominator = Part((c, _) => c.ProductDenominator.Value);
        ProductStep = Part((c, e) => c.ProductNumerator.Value * Inverse(e));
        Combined = Array.ConvertAll(ConstraintList.ByColumns(profile), j => Part((c, e) =>
            j == ConstraintList.Start(profile) ? c.Weighted(j).Value : e.Here(new Column(ColumnKind.Scratch)) + c.Weighted(j).Value));

        // result = column 0 + Σ constant k · column k + 1.
        RowExpression sum = RowExpression.Column(0);
        for (int k = 0; k < CombineWidth; k++) sum += RowExpression.Constant(k) * RowExpression.Column(k + 1);
        Combine = Own(device.Compile(sum));
        MultiplyAdd = Own(device.Compile((RowExpression.Column(0) * RowExpression.Constant(0)) + RowExpression.Column(1)));
        Copy = Own(device.Compile(RowExpression.Column(0)));

        ColumnProgram Part(Func<ConstraintSystem<ExpressionEnvironment, RowExpression>, ExpressionEnvironment, RowExpression> part) =>
            Own(new ColumnProgram(device, profile, part));
    }

    public ColumnProgram WeightMultiplier { get; }

    public ColumnProgram WeightForm { get; }

    public ColumnProgram RawMultiplier { get; }

    public ColumnProgram RawForm { get; }

    public ColumnProgram OutMultiplier { get; }

    public ColumnProgram OutForm { get; }

    public ColumnProgram[] HelperDenominators { get; }

    /// <summary>The numerator times the inverse in the scratch column.</summary>
    public ColumnProgram[] HelperValues { get; }

    public ColumnProgram SumDenominator { get; }

    /// <summary>φ' - φ, given the inverse in the scratch column.</summary>
    public ColumnProgram SumStep { get; }

    public ColumnProgram ProductDenominator { get; }

    /// <summary>z' / z, given the inverse in the scratch column.</summary>
    public ColumnProgram ProductStep { get; }

    /// <summary>Σ α^j C_j, a program a constraint: all but the first add theirs to the scratch column.</summary>
    public ColumnProgram[] Combined { get; }

    /// <summary>Column 0 plus <see cref="CombineWidth"/> columns, each times its constant.</summary>
    public RowProgram Combine { get; }

    /// <summary>Column 0 times constant 0 plus column 1.</summary>
    public RowProgram MultiplyAdd { get; }

    /// <summary>Column 0.</summary>
    public RowProgram Copy { get; }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned) owned.Dispose();
    }

    private static RowExpression Inverse(ExpressionEnvironment environment) => environment.Here(new Column(ColumnKind.Scratch));

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
