using ZkAccel.Bn254;

namespace ZkAccel.Plonk.Tests;

/// <summary>Degrees and reads of the constraints, computed by running them over rings made for that.</summary>
public class DegreeTests
{
    public static TheoryData<int, int, WeightMode, bool, int> Profiles => new()
    {
        { 1, 1, WeightMode.Fixed, false, 1 }, { 1, 4, WeightMode.Private, true, 1 }, { 2, 3, WeightMode.Committed, false, 1 },
        { 2, 3, WeightMode.Fixed, true, 1 }, { 4, 8, WeightMode.Committed, true, 1 }, { 8, 32, WeightMode.Committed, false, 1 },
        { 1, 1, WeightMode.Committed, false, 8 }, { 4, 16, WeightMode.Committed, true, 8 }, { 2, 3, WeightMode.Private, true, 16 },
    };

    [Theory]
    [MemberData(nameof(Profiles))]
    public void The_numerator_has_the_degree_that_the_quotient_has_room_for(int slots, int lanes, WeightMode weights, bool ranged, int packing)
    {
        const int n = 1000;
        var profile = new Profile(slots, lanes, weights, ranged, packing);
        var system = new ConstraintSystem<DegreeEnvironment, int>(profile, new DegreeEnvironment(profile, n));
        int highest = (4 * n) + (packing > 1 ? 8 : 7);
        Assert.Equal(highest, system.Combined);
        for (int j = 0; j < ConstraintList.Count(profile); j++) Assert.InRange(system[j], n - 1, highest);
        Assert.Equal(highest, system[ConstraintList.Copies(profile)]);
    }

    /// <summary>
    /// A proof fixes a polynomial at τ, at ωτ if the quotient reads its next row, and where it is opened: so many coefficients blind it. In a packed
    /// profile it fixes a share of a commitment instead, and the quotient, blinded itself, fixes nothing of it.
    /// </summary>
    [Theory]
    [MemberData(nameof(Profiles))]
    public void Each_witness_polynomial_has_a_blinding_coefficient_for_each_value_that_a_proof_fixes(int slots, int lanes, WeightMode weights, bool ranged, int packing)
    {
        var profile = new Profile(slots, lanes, weights, ranged, packing);
        var recorder = new ReadEnvironment();
        _ = new ConstraintSystem<ReadEnvironment, int>(profile, recorder).Combined;
        (Column[] here, Column[] next) = Columns.Opened(profile);
        Column[] witness = [.. Columns.RoundOne(profile), .. Columns.RoundTwo(profile), .. Columns.RoundThree(profile)];
        foreach (Column column in witness.Where(c => c.Kind != ColumnKind.Mask))
        {
            int values = 1 + (packing == 1 && recorder.ReadNext.Contains(column) ? 1 : 0) + (here.Contains(column) ? 1 : 0) + (next.Contains(column) ? 1 : 0);
            Assert.True(Columns.Blinding(profile, column) >= values, $"{column} fixes {values} values");
            Assert.Contains(column, recorder.ReadHere);

            // b (X^n - 1) at distinct points off H takes any values: the matrix of its powers there is regular.
            Fr[] points = [.. Enumerable.Range(0, values).Select(i => Fr.FromUInt64(1000 + (ulong)i))];
            Assert.Equal(values, Rank([.. points.Select(p => Enumerable.Range(0, values).Select(k => p.Pow((ulong)k) * (p.Pow(32) - Fr.One)).ToArray())]));
        }

        if (packing > 1) Assert.Superset(recorder.ReadNext.ToHashSet(), next.ToHashSet());
        else Assert.Equal(recorder.ReadNext.Order(Comparer<Column>.Create((a, b) => a.Kind.CompareTo(b.Kind))), next);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Everything_not_opened_is_linear(int slots, int lanes, WeightMode weights, bool ranged, int packing)
    {
        // The ring of linear forms throws on a product of two unopened columns.
        var profile = new Profile(slots, lanes, weights, ranged, packing);
        (Column[] here, Column[] next) = Columns.Opened(profile);
        // Of a packed profile everything is opened, and what is combined of it is known.
        Column[] combined = packing > 1 ? [new(ColumnKind.Table), new(ColumnKind.WeightSum)] : [];
        Column[] known = [.. here, .. combined, new(ColumnKind.First), new(ColumnKind.Identity), new(ColumnKind.PublicInput)];
        var environment = new LinearEnvironment(
            new ConstantPool(new CircuitConstants(profile, 8, 2, 1, 2), Challenges.FromSeed(3)),
            known.ToDictionary(c => c, c => Fr.FromUInt64((ulong)(c.Index + 2))), next.ToDictionary(c => c, _ => Fr.FromUInt64(9)));
        LinearForm form = new ConstraintSystem<LinearEnvironment, LinearForm>(profile, environment).Combined;
        Column[] committed = [.. Columns.Fixed(profile), .. Columns.RoundOne(profile), .. Columns.RoundTwo(profile), .. Columns.RoundThree(profile)];
        if (packing > 1) Assert.Empty(form.Terms);
        Assert.All(form.Terms, t => Assert.Contains(t.Column, committed));
        Assert.DoesNotContain(form.Terms, t => here.Contains(t.Column));
    }

    [Fact]
    public void Soundness_is_computed_from_the_circuit()
    {
        Circuit circuit = Synthetic.Build(new Profile(2, 3), 7).Circuit;
        SoundnessBound bound = SoundnessBound.Of(circuit, 1 << 10);

        // The largest identity: the strided tensor, 2 rows of 2 slots in base ρ^2, against its public digest of degree 6; outputs with a
        // masked row have degree 5 + 1; the product with τ_c 4; all below the 8 that digests are bounded by.
        Assert.InRange(bound.IdentityDegree, 6, 8);
        Assert.Equal(4 * 5 * 128, bound.LookupDegree);
        Assert.Equal(6 * 128, bound.CopyDegree);
        Assert.Equal(5 << 10, bound.QuotientDegree);
        Assert.InRange(bound.Bits, 235, 245);
        Assert.True(SoundnessBound.Of(circuit, 1 << 20).Bits < bound.Bits);
    }

    private static int Rank(Fr[][] matrix)
    {
        int rank = 0;
        for (int column = 0; column < matrix[0].Length; column++)
        {
            int pivot = Array.FindIndex(matrix, rank, row => !row[column].IsZero);
            if (pivot < 0) continue;
            (matrix[rank], matrix[pivot]) = (matrix[pivot], matrix[rank]);
            Fr inverse = matrix[rank][column].Inverse();
            for (int row = rank + 1; row < matrix.Length; row++)
            {
                Fr factor = matrix[row][column] * inverse;
                for (int k = column; k < matrix[row].Length; k++) matrix[row][k] -= factor * matrix[rank][k];
            }

            if (++rank == matrix.Length) break;
        }

        return rank;
    }

    /// <summary>Degrees of polynomials: n - 1 for a column, and as many more as it is blinded by.</summary>
    private sealed class DegreeEnvironment(Profile profile, int n) : IEnvironment<int>
    {
        public static int Add(int a, int b) => Math.Max(a, b);

        public static int Subtract(int a, int b) => Math.Max(a, b);

        public static int Multiply(int a, int b) => a + b;

        public int Here(Column column) => column.Kind switch
        {
            ColumnKind.Identity => 1,
            ColumnKind.Weight or ColumnKind.WeightSum => n - 1 + (profile.Weights == WeightMode.Fixed ? 0 : 2),
            _ => n - 1 + Columns.Blinding(profile, column),
        };

        public int Next(Column column) => Here(column);

        public int Constant(ConstantKind kind, int index) => 0;
    }

    private sealed class ReadEnvironment : IEnvironment<int>
    {
        public HashSet<Column> ReadHere { get; } = [];

        public HashSet<Column> ReadNext { get; } = [];

        public static int Add(int a, int b) => 0;

        public static int Subtract(int a, int b) => 0;

        public static int Multiply(int a, int b) => 0;

        public int Here(Column column) => ReadHere.Add(column) ? 0 : 0;

        public int Next(Column column) => ReadNext.Add(column) ? 0 : 0;

        public int Constant(ConstantKind kind, int index) => 0;
    }
}
