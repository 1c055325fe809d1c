using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>
/// Round 4: the quotient t = Σ α^j C_j / (X^n - 1), of degree at most 3n + 7, in three pieces of n coefficients, the last of n + 8. Its
/// top 8 coefficients come from the top of every column (<see cref="TopSeries"/>); the others from its values on three cosets, one
/// at a time and there constraint by constraint, so that few columns are held at once. On the coset g H, X^n is the number c = g^n: so
/// a polynomial there is its lower n coefficients plus c times its upper.
/// </summary>
internal sealed partial class ProofSession
{
    private const int Cosets = Profile.Degree - 1;

    private async ValueTask CommitQuotientAsync()
    {
        ToCoefficients();
        Fr[] top = await QuotientTopAsync().ConfigureAwait(false);
        Fr[] shifts = new Fr[Cosets], powers = new Fr[Cosets];
        var pieces = new DeviceColumn[Cosets];
        try
        {
            for (int i = 0; i < Cosets; i++)
            {
                shifts[i] = Fr.CosetGenerator.Pow((ulong)i + 1);
                powers[i] = shifts[i].Pow((ulong)Size);
                pieces[i] = new DeviceColumn(_prover.Device, Size, []);
                EvaluateOnCoset(i, shifts[i], powers[i], pieces[i].Values);
                Transform([pieces[i].Values], NttKind.Inverse, shifts[i]);
            }

            ReleaseScratch();
            Separate(pieces, powers, top);
        }
        finally
        {
            foreach (DeviceColumn? piece in pieces) piece?.Dispose();
        }

        pieces = [.. Columns.RoundFour().Select(c => _columns[c])];
        G1Affine[] commitments = await _queue.Commit(_prover.Committer.Monomial, pieces.Select(p => p.Coefficients).ToArray(), ScalarHint.Full).ConfigureAwait(false);
        foreach ((int coset, Column column, ScalarBuffer buffer) in _freshCosets) _prover.KeepCoset(coset, column, buffer);
        _freshCosets.Clear();
        _counts = _counts with { FullMsms = _counts.FullMsms + Cosets };
        for (int i = 0; i < Cosets; i++) _points[new ProofItem(ProofItemKind.Commitment, new Column(ColumnKind.Quotient, i))] = commitments[i];
        Send();
    }

    /// <summary>Turns the values of every column into coefficients and adds b (X^n - 1).</summary>
    private void ToCoefficients()
    {
        Transform(_columns.Values.Select(c => c.Values).ToArray(), NttKind.Inverse, Fr.One);
        foreach (DeviceColumn column in _columns.Values)
        {
            if (column.Blinding.Length == 0) continue;
            _queue.Upload(column.Blinding, column.Tail.Slice(0, column.Blinding.Length));
            _queue.Run(_prover.Programs.MultiplyAdd, [column.Tail, column.Head], [-Fr.One], column.Head);
        }
    }

    private DeviceColumn Polynomial(Column column) => _columns.TryGetValue(column, out DeviceColumn? own) ? own : _prover.Fixed[column];

    private async ValueTask<Fr[]> QuotientTopAsync()
    {
        var tops = new Dictionary<Column, Fr[]>();
        foreach (Column column in _prover.Programs.Combined.SelectMany(p => p.Columns).Distinct())
        {
            if (column.Kind == ColumnKind.Scratch) continue;
            var series = new Fr[TopSeries.Terms];
            await _queue.Download(Polynomial(column).Top, series).ConfigureAwait(false);
            Array.Reverse(series);
            tops[column] = series;
        }

        var environment = new TopEnvironment(_pool, tops, Fr.RootOfUnity(Circuit.LogN), Size);
        return new ConstraintSystem<TopEnvironment, TopSeries>(Profile, environment).Combined.Quotient();
    }

    /// <summary>The numerator on a coset, (c - 1) times the quotient: each column comes with its first reader and goes with its last.</summary>
    private void EvaluateOnCoset(int coset, Fr shift, Fr power, ScalarSlice result)
    {
        ColumnProgram[] programs = _prover.Programs.Combined;
        var values = new Dictionary<Column, ScalarSlice> { [new Column(ColumnKind.Scratch)] = result };
        var borrowed = new Dictionary<Column, ScalarBuffer>();
        for (int k = 0; k < programs.Length; k++)
        {
            var transforms = new List<ScalarSlice>();
            foreach (Column column in programs[k].Columns)
            {
                if (values.ContainsKey(column)) continue;
                if (_prover.KeptCoset(coset, column) is { } kept)
                {
                    values[column] = kept.All;
                    continue;
                }

                ScalarBuffer buffer;
                if (_prover.Options.CacheFixedCosets && !_columns.ContainsKey(column))
                {
                    buffer = _prover.Device.Allocate(Size);
                    _freshCosets.Add((coset, column, buffer));
                }
                else
                {
                    buffer = borrowed[column] = Borrow();
                }

                CopyToCoset(Polynomial(column), power, buffer);
                values[column] = buffer.All;
                transforms.Add(buffer.All);
            }

            Transform(transforms.ToArray(), NttKind.Forward, shift);
            programs[k].Run(_queue, c => values[c], _pool, result);
            foreach (Column column in programs[k].Columns)
            {
                if (programs.Skip(k + 1).Any(p => p.Columns.Contains(column)) || !borrowed.Remove(column, out ScalarBuffer? done)) continue;
                _idle.Push(done);
            }
        }
    }

    /// <summary>The coefficients below X^n of what a polynomial is on a coset where X^n is a number.</summary>
    private void CopyToCoset(DeviceColumn polynomial, Fr power, ScalarBuffer target)
    {
        _queue.Run(_prover.Programs.Copy, [polynomial.Values], [], target.All);
        if (polynomial.Blinding.Length == 0) return;
        ScalarSlice head = target.Slice(0, DeviceColumn.TailLength);
        _queue.Run(_prover.Programs.MultiplyAdd, [polynomial.Tail, head], [power], head);
    }

    /// <summary>
    /// With t = A_0 + X^n A_1 + X^(2n) A_2 + X^(3n) top, coset i gave (c_i - 1)(A_0 + c_i A_1 + c_i² A_2 + c_i³ top). Solves for the A,
    /// then spreads x_0 (X^n - X^n) + x_1 (X^(2n) - X^(2n)) over the pieces, so that each commitment is uniform.
    /// </summary>
    private void Separate(DeviceColumn[] pieces, Fr[] powers, Fr[] top)
    {
        ProgramSet programs = _prover.Programs;
        using ScalarBuffer tops = _prover.Device.Allocate(DeviceColumn.TailLength);
        _queue.Upload(top, tops.All);
        Fr[][] inverse = InverseVandermonde(powers);
        for (int i = 0; i < Cosets; i++)
        {
            Fr scale = powers[i] - Fr.One;
            _queue.Run(programs.MultiplyAdd, [tops.All, pieces[i].Head], [-(scale * powers[i].Pow(Cosets))], pieces[i].Head);
            Fr unscale = scale.Inverse();
            for (int k = 0; k < Cosets; k++) inverse[k][i] *= unscale;
        }

        Fr[] spread = [_prover.Random(), _prover.Random()];
        for (int k = 0; k < Cosets; k++)
        {
            DeviceColumn piece = NewColumn(new Column(ColumnKind.Quotient, k), []);
            Combine(Array.ConvertAll(pieces, p => p.Values), inverse[k], piece.Values);
            if (k > 0)
            {
                ScalarSlice number = tops.Slice(0, 1), lowest = piece.Head.Slice(0, 1);
                _queue.Upload(new[] { spread[k - 1] }, number);
                _queue.Run(programs.MultiplyAdd, [number, lowest], [-Fr.One], lowest);
            }

            if (k < Cosets - 1) _queue.Upload(new[] { spread[k] }, piece.Tail.Slice(0, 1));
            else _queue.Upload(top, piece.Tail);
        }
    }

    /// <summary>M with Σ_i M[k][i] Σ_j c_i^j a_j = a_k: rows are the coefficients of the Lagrange polynomials on the c_i.</summary>
    internal static Fr[][] InverseVandermonde(ReadOnlySpan<Fr> c)
    {
        int count = c.Length;
        var inverse = new Fr[count][];
        for (int k = 0; k < count; k++) inverse[k] = new Fr[count];
        for (int i = 0; i < count; i++)
        {
            Fr[] product = [Fr.One];
            Fr scale = Fr.One;
            for (int j = 0; j < count; j++)
            {
                if (j == i) continue;
                var next = new Fr[product.Length + 1];
                for (int d = 0; d < product.Length; d++)
                {
                    next[d + 1] += product[d];
                    next[d] -= c[j] * product[d];
                }

                product = next;
                scale *= c[i] - c[j];
            }

            scale = scale.Inverse();
            for (int k = 0; k < count; k++) inverse[k][i] = product[k] * scale;
        }

        return inverse;
    }
}
