using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>Round 2: digests by their recurrences, wires by the gates, and masks of committed weights.</summary>
internal sealed partial class ProofSession
{
    private async ValueTask CommitDigestsAsync()
    {
        PrepareWeights();
        PhaseOne host = _prover.Host;
        using (ScalarBuffer multiplier = _prover.Device.Allocate(Size), form = _prover.Device.Allocate(Size))
        {
            ProgramSet programs = _prover.Programs;
            await DigestAsync(ColumnKind.DW, programs.WeightMultiplier, programs.WeightForm, host.DW).ConfigureAwait(false);
            await DigestAsync(ColumnKind.DA, programs.RawMultiplier, programs.RawForm, host.DA).ConfigureAwait(false);
            await DigestAsync(ColumnKind.DB, programs.OutMultiplier, programs.OutForm, host.DB).ConfigureAwait(false);

            async ValueTask DigestAsync(ColumnKind kind, ColumnProgram multiply, ColumnProgram add, Fr[] values)
            {
                multiply.Run(_queue, Values, _pool, multiplier.All);
                add.Run(_queue, Values, _pool, form.All);
                ScalarSlice digest = NewColumn(new Column(kind)).Values;
                await RecurAsync(multiplier, form, digest).ConfigureAwait(false);
                await _queue.Download(digest, values).ConfigureAwait(false);
                ReleaseFixedValues();
            }
        }

        var trace = new CheckedRows(Circuit, _witness, host, _challenges);
        trace.FillWires();
        _queue.Upload(host.A, NewColumn(new Column(ColumnKind.A)).Values);
        _queue.Upload(host.B, NewColumn(new Column(ColumnKind.B)).Values);
        _queue.Upload(host.C, NewColumn(new Column(ColumnKind.C)).Values);
        _queue.Upload(trace.PublicInputs, NewColumn(new Column(ColumnKind.PublicInput)).Values.Slice(0, trace.PublicInputs.Length));
        await CommitAsync([.. Columns.RoundTwo(Profile).Where(c => c.Kind != ColumnKind.Mask)], ScalarHint.Full).ConfigureAwait(false);
        Send();
    }

    /// <summary>
    /// d(x+1) = multiplier(x) d(x) + form(x), cyclic. The last row resets, so its form is d(0); the device starts from 0, hence d(0)
    /// goes into the first form and then into its place.
    /// </summary>
    private async ValueTask RecurAsync(ScalarBuffer multiplier, ScalarBuffer form, ScalarSlice digest)
    {
        var first = new Fr[1];
        await _queue.Download(form.Slice(Size - 1, 1), first).ConfigureAwait(false);
        if (!first[0].IsZero)
        {
            ScalarSlice head = form.Slice(0, 1);
            _queue.Run(_prover.Programs.MultiplyAdd, [multiplier.Slice(0, 1), head], first, head);
        }

        _queue.Recur(multiplier.All, form.All, digest);
        if (!first[0].IsZero) _queue.Upload(first, digest.Slice(0, 1));
    }

    /// <summary>
    /// The weights as C2 reads them: their sum by powers of r, or when ranged each lane; a packed profile opens each lane too. Committed ones get
    /// the mask that makes their evaluation uniform.
    /// </summary>
    private void PrepareWeights()
    {
        Fr[][] masks = _masks = [.. Enumerable.Range(0, Profile.Masks).Select(_ => NewBlinding(2))];
        for (int i = 0; i < masks.Length; i++)
        {
            var mask = new Column(ColumnKind.Mask, i);
            AddToPack(mask, Blinder.Commit(_prover.Srs, Profile.Packing, _places[mask].Lane, masks[i]));
        }

        // Private weights were sent in round 1; of fixed ones a packed profile keeps each lane.
        bool present = Profile.Weights == WeightMode.Private || (Profile.Weights == WeightMode.Fixed && Profile.Packed);
        if (!present && (Profile.Ranged || Profile.Packed))
        {
            for (int i = 0; i < Profile.Lanes; i++)
            {
                Fr[] blinding = _model is null ? [] : [_model.Blinding[i] + masks[i][0], masks[i][1]];
                _queue.Upload(_witness.Weights[i], NewColumn(new Column(ColumnKind.Weight, i), blinding).Values);
            }
        }

        if (!Profile.Ranged) SumWeights();
    }

    /// <summary>Σ r^(M-1-i) w_i, blinding and masks included.</summary>
    private void SumWeights()
    {
        Fr r = _challenges[Challenge.R];
        Fr[] total = [];
        if (_model is not null)
        {
            total = new Fr[2];
            foreach (Fr beta in _model.Blinding) total[0] = (total[0] * r) + beta;
            Fr[] mask = new Fr[2];
            foreach (Fr[] one in _masks)
            {
                for (int k = 0; k < mask.Length; k++) mask[k] = (mask[k] * r) + one[k];
            }

            for (int k = 0; k < mask.Length; k++) total[k] += mask[k];
        }

        ScalarSlice target = NewColumn(new Column(ColumnKind.WeightSum), total).Values;
        _queue.Upload(_witness.Weights[0], target);
        if (Profile.Lanes == 1) return;
        using ScalarBuffer lane = _prover.Device.Allocate(Size);
        for (int i = 1; i < Profile.Lanes; i++)
        {
            _queue.Upload(_witness.Weights[i], lane.All);
            _queue.Run(_prover.Programs.MultiplyAdd, [target, lane.All], [r], target);
        }
    }
}
