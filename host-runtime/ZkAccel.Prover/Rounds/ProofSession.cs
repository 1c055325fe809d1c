using System.Diagnostics;
using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>One proof under construction. Each round is a file; each ends by sending its items and drawing its challenges.</summary>
internal sealed partial class ProofSession : IDisposable
{
    private readonly PlonkProver _prover;
    private readonly Witness _witness;
    private readonly CommittedModel? _model;
    private readonly byte[] _context;
    private readonly IProgress<ProverProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly IQueue _queue;

    private readonly Dictionary<Column, DeviceColumn> _columns = [];
    private readonly Dictionary<Column, ScalarBuffer> _fixedValues = [];
    private readonly Dictionary<ProofItem, G1Affine> _points = [];
    private readonly Dictionary<Column, (Column Lead, int Lane)> _places = [];
    private readonly Dictionary<Column, Fr> _here = [], _next = [];
    private readonly Challenges _challenges = new();
    private readonly List<PhaseTiming> _timings = [];
    private readonly List<ScalarBuffer> _scratch = [];
    private readonly Stack<ScalarBuffer> _idle = [];
    private readonly List<(int Coset, Column Column, ScalarBuffer Values)> _freshCosets = [];
    private readonly byte[] _proof;
    private readonly Stopwatch _watch = new();
    private Fr[][] _masks = [];
    private Transcript _transcript = null!;
    private ConstantPool _pool = null!;
    private OperationCounts _counts;
    private int _written, _round;

    public ProofSession(
        PlonkProver prover, Witness witness, CommittedModel? model, ReadOnlyMemory<byte> context,
        IProgress<ProverProgress>? progress, CancellationToken cancellation)
    {
        (_prover, _witness, _model, _progress, _cancellation) = (prover, witness, model, progress, cancellation);
        _context = context.ToArray();
        _proof = new byte[prover.Key.VerifyingKey.ProofLength];
        RequireWitness();
        foreach (Pack pack in new[] { Packs.RoundOne(Profile), Packs.RoundTwo(Profile), Packs.RoundThree(Profile), Packs.RoundFour(Profile) }.SelectMany(p => p))
        {
            for (int lane = 0; lane < pack.Columns.Length; lane++) _places[pack.Columns[lane]] = (pack.Lead, lane);
        }

        _queue = prover.Device.CreateQueue(cancellation);
    }

    private Circuit Circuit => _prover.Key.Circuit;

    private Profile Profile => Circuit.Profile;

    private int Size => _prover.Size;

    public async ValueTask<ProofResult> ProveAsync()
    {
        _transcript = Schedule.Begin(_prover.Key.VerifyingKey, _model?.Commitment, _witness.PublicValues, _context);
        int[] multiplicities = [];
        await TimeAsync(ProverPhase.Witness, 0, () =>
        {
            multiplicities = _prover.Table.Count(_witness);
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        await TimeAsync(ProverPhase.Slots, 0.02, () => CommitSlotsAsync(multiplicities)).ConfigureAwait(false);
        await TimeAsync(ProverPhase.Digests, 0.15, CommitDigestsAsync).ConfigureAwait(false);
        await TimeAsync(ProverPhase.Arguments, 0.4, CommitArgumentsAsync).ConfigureAwait(false);
        await TimeAsync(ProverPhase.Quotient, 0.6, CommitQuotientAsync).ConfigureAwait(false);
        await TimeAsync(ProverPhase.Evaluations, 0.88, EvaluateAsync).ConfigureAwait(false);
        await TimeAsync(ProverPhase.Openings, 0.9, OpenAsync).ConfigureAwait(false);
        await TimeAsync(ProverPhase.Check, 0.99, CheckAsync).ConfigureAwait(false);
        return new ProofResult(_proof, _timings, _counts);
    }

    public void Dispose()
    {
        foreach (DeviceColumn column in _columns.Values) column.Dispose();
        foreach ((_, _, ScalarBuffer buffer) in _freshCosets) buffer.Dispose();
        ReleaseScratch();
        ReleaseFixedValues();
        _queue.Dispose();
    }

    private async ValueTask TimeAsync(ProverPhase phase, double fraction, Func<ValueTask> work)
    {
        _cancellation.ThrowIfCancellationRequested();
        _progress?.Report(new ProverProgress(phase, fraction));
        _watch.Restart();
        await work().ConfigureAwait(false);
        _timings.Add(new PhaseTiming(phase, _watch.Elapsed));
    }

    private void RequireWitness()
    {
        _witness.RequireShape(Circuit);
        for (int j = 0; j < Circuit.PublicTensors.Length; j++)
        {
            PublicTensor tensor = Circuit.PublicTensors[j];
            int bad = _witness.PublicValues[j].AsSpan().IndexOfAnyExceptInRange(tensor.Min, tensor.Max);
            if (bad >= 0)
                throw new CircuitException($"Public tensor {tensor.Name}: element {bad} is {_witness.PublicValues[j][bad]}, outside {tensor.Min}..{tensor.Max}.");
        }

        if ((Profile.Weights == WeightMode.Committed) != _model is not null)
            throw new ArgumentException($"Profile {Profile} {(_model is null ? "wants" : "does not take")} a committed model.");
        int[][]? given = _prover.Key.FixedWeights ?? _model?.Weights;
        for (int i = 0; given is not null && i < Profile.Lanes; i++)
        {
            int same = i < given.Length ? given[i].AsSpan().CommonPrefixLength(_witness.Weights[i]) : 0;
            if (same < Size) throw new CircuitException($"lane {i} differs from the weights of the {(_model is null ? "key" : "model")}.", same, Circuit.Describe(same, RowPart.Weights));
        }
    }

    /// <summary>Encodes the items of the next round, absorbs them and draws its challenges.</summary>
    private void Send()
    {
        Round round = _prover.Key.VerifyingKey.Schedule.Rounds[_round++];
        int start = _written;
        foreach (ProofItem item in round.Items)
        {
            Span<byte> target = _proof.AsSpan(_written, item.ByteLength);
            _written += item.ByteLength;
            if (item.IsScalar) (item.Kind == ProofItemKind.Here ? _here : _next)[item.Column].WriteBytesBigEndian(target);
            else _points[item].Encode(target);
        }

        Schedule.Advance(_transcript, round, _proof.AsSpan(start, _written - start), _challenges);
        _pool = new ConstantPool(Circuit.Constants, _challenges);
    }

    /// <summary>A column of this proof with fresh blinding.</summary>
    private DeviceColumn NewColumn(Column column) => NewColumn(column, NewBlinding(Columns.Blinding(Profile, column)));

    private DeviceColumn NewColumn(Column column, Fr[] blinding) => _columns[column] = new DeviceColumn(_prover.Device, Size, blinding);

    private Fr[] NewBlinding(int count)
    {
        var blinding = new Fr[count];
        for (int i = 0; i < count; i++) blinding[i] = _prover.Random();
        return blinding;
    }

    /// <summary>Values of a column of this proof, or of a fixed one, which is uploaded on first use.</summary>
    private ScalarSlice Values(Column column)
    {
        if (_columns.TryGetValue(column, out DeviceColumn? own)) return own.Values;
        if (!_fixedValues.TryGetValue(column, out ScalarBuffer? buffer))
        {
            buffer = _fixedValues[column] = _prover.Device.Allocate(Size);
            _prover.Key.Columns.Upload(_queue, column, buffer.All);
        }

        return buffer.All;
    }

    private void ReleaseFixedValues()
    {
        foreach (ScalarBuffer buffer in _fixedValues.Values) buffer.Dispose();
        _fixedValues.Clear();
    }

    /// <summary>A buffer of n values of no known content: one that was handed back to <see cref="_idle"/>, or a new one.</summary>
    private ScalarBuffer Borrow()
    {
        if (_idle.TryPop(out ScalarBuffer? buffer)) return buffer;
        buffer = _prover.Device.Allocate(Size);
        _scratch.Add(buffer);
        return buffer;
    }

    private void ReleaseScratch()
    {
        foreach (ScalarBuffer buffer in _scratch) buffer.Dispose();
        _scratch.Clear();
        _idle.Clear();
    }

    /// <summary>Commits to the values of columns of equal hint and adds their blinding.</summary>
    private async ValueTask CommitAsync(IReadOnlyList<Column> columns, ScalarHint hint)
    {
        if (_prover.Forge is not null)
        {
            await ForgeAsync(columns).ConfigureAwait(false);
            hint = ScalarHint.Full;
        }

        foreach (IGrouping<int, Column> lane in columns.GroupBy(c => _places[c].Lane))
        {
            ScalarSlice[] slices = lane.Select(c => _columns[c].Values).ToArray();
            G1Affine[] plain = await _prover.Committer.CommitAsync(_queue, lane.Key, slices, hint).ConfigureAwait(false);
            foreach ((Column column, G1Affine point) in lane.Zip(plain))
                AddToPack(column, Blinder.Add(_prover.Srs, Size, Profile.Packing, lane.Key, point, _columns[column].Blinding));
        }

        bool small = _prover.Committer.FromValues && hint != ScalarHint.Full;
        _counts = small ? _counts with { SmallMsms = _counts.SmallMsms + columns.Count } : _counts with { FullMsms = _counts.FullMsms + columns.Count };
        if (!_prover.Committer.FromValues) _counts = _counts with { Transforms = _counts.Transforms + columns.Count };
    }

    /// <summary>Commits to columns that are coefficients already.</summary>
    private async ValueTask CommitCoefficientsAsync(Pack[] packs)
    {
        foreach (IGrouping<int, Column> lane in packs.SelectMany(p => p.Columns).GroupBy(c => _places[c].Lane))
        {
            ScalarSlice[] slices = lane.Select(c => _columns[c].Coefficients).ToArray();
            G1Affine[] points = await _prover.Committer.CommitCoefficients(_queue, lane.Key, slices).ConfigureAwait(false);
            foreach ((Column column, G1Affine point) in lane.Zip(points)) AddToPack(column, point);
            _counts = _counts with { FullMsms = _counts.FullMsms + slices.Length };
        }
    }

    /// <summary>Adds a column's share to the commitment of its pack.</summary>
    private void AddToPack(Column column, in G1Affine share)
    {
        var item = new ProofItem(ProofItemKind.Commitment, _places[column].Lead);
        _points[item] = _points.TryGetValue(item, out G1Affine sum) ? (new G1(sum) + share).ToAffine() : share;
    }

    private async ValueTask ForgeAsync(IReadOnlyList<Column> columns)
    {
        var values = new Fr[Size];
        foreach (Column column in columns)
        {
            await _queue.Download(_columns[column].Values, values).ConfigureAwait(false);
            _prover.Forge!(column, values);
            _queue.Upload(values, _columns[column].Values);
        }
    }

    private void Transform(ReadOnlySpan<ScalarSlice> columns, NttKind kind, Fr coset)
    {
        _queue.Ntt(_prover.Plan, columns, kind, coset);
        _counts = _counts with { Transforms = _counts.Transforms + columns.Length };
    }
}
