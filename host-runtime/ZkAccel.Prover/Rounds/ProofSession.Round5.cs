using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>Rounds 5 and 6: evaluations at ζ and ωζ, and one opening of a batch at each.</summary>
internal sealed partial class ProofSession
{
    private async ValueTask EvaluateAsync()
    {
        Fr zeta = _challenges[Challenge.Zeta], next = zeta * Fr.RootOfUnity(Circuit.LogN);
        if (zeta.Pow((ulong)Size) == Fr.One) throw new InvalidOperationException("The evaluation point lies in the domain (chance 2^-200).");
        ProofItem[] items = _prover.Key.VerifyingKey.Schedule.Rounds[_round].Items;
        EvaluationQuery[] queries = Array.ConvertAll(
            items, i => new EvaluationQuery(Polynomial(i.Column).Coefficients, i.Kind == ProofItemKind.Here ? zeta : next));
        Fr[] values = await _queue.Evaluate(queries).ConfigureAwait(false);
        for (int i = 0; i < items.Length; i++) (items[i].Kind == ProofItemKind.Here ? _here : _next)[items[i].Column] = values[i];
        Send();
    }

    private ValueTask OpenAsync() => Profile.Packed ? OpenPackedAsync() : OpenSinglyAsync();

    private async ValueTask OpenSinglyAsync()
    {
        Fr zeta = _challenges[Challenge.Zeta];
        Fr[] inputs = PhaseOne.PublicInputs(Circuit.PublicTensors, _witness.PublicValues, _challenges);
        var openings = new Openings(Circuit.Constants, Circuit.LogN, _challenges, inputs, _here, _next);
        using ScalarBuffer here = Sum(openings.Here), next = Sum(openings.Next);
        SubstituteMasks(openings.Here, zeta.Pow((ulong)Size), here);
        _queue.Divide(here.All, zeta, here.All);
        _queue.Divide(next.All, zeta * Fr.RootOfUnity(Circuit.LogN), next.All);
        G1Affine[] points = await _prover.Committer.CommitCoefficients(_queue, 0, new[] { here.All, next.All }).ConfigureAwait(false);
        _counts = _counts with { FullMsms = _counts.FullMsms + 2 };
        _points[new ProofItem(ProofItemKind.FirstOpening, default)] = points[0];
        _points[new ProofItem(ProofItemKind.SecondOpening, default)] = points[1];
        Send();
    }

    /// <summary>Σ coefficient · column.</summary>
    private ScalarBuffer Sum(OpeningBatch batch)
    {
        ScalarBuffer sum = _prover.Device.Allocate(Size + DeviceColumn.TailLength);
        Column[] columns = [.. batch.Coefficients.Keys];
        Combine(Array.ConvertAll(columns, c => Polynomial(c).Coefficients), Array.ConvertAll(columns, c => batch.Coefficients[c]), sum.All);
        return sum;
    }

    /// <summary>
    /// The verifier opens w + Z(ζ) b where the constraints read w + Z b. They agree at ζ; as polynomials they differ by
    /// (Z(ζ) - Z) b = (ζ^n - X^n) b, which is added for every masked column.
    /// </summary>
    private void SubstituteMasks(OpeningBatch batch, Fr power, ScalarBuffer sum)
    {
        if (_masks.Length == 0) return;
        var difference = new Fr[2];
        for (int i = 0; i < _masks.Length; i++)
        {
            var column = new Column(Profile.Ranged || Profile.Packed ? ColumnKind.Weight : ColumnKind.WeightSum, i);
            if (!batch.Coefficients.TryGetValue(column, out Fr weight)) continue;
            for (int k = 0; k < difference.Length; k++) difference[k] += weight * _masks[i][k];
        }

        using ScalarBuffer buffer = _prover.Device.Allocate(difference.Length);
        _queue.Upload(difference, buffer.All);
        ScalarSlice low = sum.Slice(0, difference.Length), high = sum.Slice(Size, difference.Length);
        _queue.Run(_prover.Programs.MultiplyAdd, [buffer.All, low], [power], low);
        _queue.Run(_prover.Programs.MultiplyAdd, [buffer.All, high], [-Fr.One], high);
    }

    /// <summary>target += Σ factor · column; a new target is zero.</summary>
    private void Combine(ScalarSlice[] columns, Fr[] factors, ScalarSlice target)
    {
        const int width = ProgramSet.CombineWidth;
        var slices = new ScalarSlice[width + 1];
        var constants = new Fr[width];
        slices[0] = target;
        for (int start = 0; start < columns.Length; start += width)
        {
            for (int k = 0; k < width; k++)
            {
                bool used = start + k < columns.Length;
                slices[k + 1] = columns[used ? start + k : start];
                constants[k] = used ? factors[start + k] : Fr.Zero;
            }

            _queue.Run(_prover.Programs.Combine, slices, constants, target);
        }
    }

    /// <summary>
    /// Releases nothing that does not verify. If it does not, the witness breaks the circuit, and the checker says where.
    /// </summary>
    private ValueTask CheckAsync()
    {
        var options = new VerifierOptions { AllowInsecure = true, Model = _model?.Commitment };
        Verdict verdict = Verifier.Verify(_prover.Key.VerifyingKey, _proof, _witness.PublicValues, _context, options);
        if (verdict.Accepted || _prover.Forge is not null) return ValueTask.CompletedTask;
        CheckReport report = CircuitChecker.Check(Circuit, _witness);
        throw report.Satisfied
            ? new InvalidOperationException($"The device {_prover.Device.Info.Name} computed a proof that does not verify: {verdict.Reason}.")
            : new CircuitException(report.Message!, report.Row, report.Place);
    }
}
