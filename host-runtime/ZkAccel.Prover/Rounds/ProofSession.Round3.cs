using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>Round 3: lookup helpers and sum, and the product of copies.</summary>
internal sealed partial class ProofSession
{
    private async ValueTask CommitArgumentsAsync()
    {
        ProgramSet programs = _prover.Programs;
        FillTable();
        using (ScalarBuffer inverse = _prover.Device.Allocate(Size), step = _prover.Device.Allocate(Size))
        {
            for (int j = 0; j < Profile.Helpers; j++)
                Fraction(programs.HelperDenominators[j], programs.HelperValues[j], NewColumn(new Column(ColumnKind.Helper, j)).Values);
            Fraction(programs.SumDenominator, programs.SumStep, step.All);
            _queue.Scan(step.All, NewColumn(new Column(ColumnKind.Sum)).Values, ScanKind.SumExclusive);
            ReleaseFixedValues();
            Fraction(programs.ProductDenominator, programs.ProductStep, step.All);
            _queue.Scan(step.All, NewColumn(new Column(ColumnKind.Product)).Values, ScanKind.ProductExclusive);

            void Fraction(ColumnProgram denominator, ColumnProgram value, ScalarSlice result)
            {
                denominator.Run(_queue, Values, _pool, inverse.All);
                _queue.Invert(inverse.All);
                value.Run(_queue, c => c.Kind == ColumnKind.Scratch ? inverse.All : Values(c), _pool, result);
            }
        }

        ReleaseFixedValues();
        await CommitAsync(Columns.RoundThree(Profile), ScalarHint.Full).ConfigureAwait(false);
        Send();
    }

    /// <summary>t = t_0 + θ t_1 + θ² t_2, by Horner.</summary>
    private void FillTable()
    {
        ScalarSlice table = NewColumn(new Column(ColumnKind.Table)).Values;
        _queue.Run(_prover.Programs.Copy, [Values(new Column(ColumnKind.T2))], [], table);
        foreach (ColumnKind kind in new[] { ColumnKind.T1, ColumnKind.T0 })
            _queue.Run(_prover.Programs.MultiplyAdd, [table, Values(new Column(kind))], [_challenges[Challenge.Theta]], table);
        ReleaseFixedValues();
    }
}
