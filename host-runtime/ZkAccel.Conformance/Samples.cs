using ZkAccel.Bn254;

namespace ZkAccel.Conformance;

/// <summary>Sample values from a seed.</summary>
internal sealed class Samples(int seed)
{
    private static readonly Fr[] EdgeValues = MakeEdges();
    private readonly Random _random = new(seed);

    public int Next(int limit) => _random.Next(limit);

    public Fr Scalar()
    {
        Span<byte> bytes = stackalloc byte[48];
        _random.NextBytes(bytes);
        return Fr.ReduceBytesBigEndian(bytes);
    }

    public Fr[] Scalars(int count)
    {
        var values = new Fr[count];
        foreach (ref var value in values.AsSpan()) value = Scalar();
        return values;
    }

    /// <summary>Random elements with awkward ones strewn in: about a third, half of them 0, ±1 or ±2.</summary>
    public Fr[] Mixed(int count)
    {
        var values = Scalars(count);
        for (var i = 0; i < count; i++)
            if (Next(3) == 0) values[i] = Next(2) == 0 ? Fr.FromInt64(Next(5) - 2) : EdgeValues[Next(EdgeValues.Length)];
        return values;
    }

    /// <summary>Small integers of at most <paramref name="bits"/> bits, with both signs if wanted, the extremes among them.</summary>
    public Fr[] Small(int count, int bits, bool signed)
    {
        var extreme = Power(bits) - Fr.One;
        var values = new Fr[count];
        for (var i = 0; i < count; i++)
        {
            var value = Next(8) switch
            {
                0 => Fr.Zero,
                1 => extreme,
                _ => Fr.FromInt64(_random.NextInt64(1L << Math.Min(bits, 62))),
            };
            values[i] = signed && Next(2) == 0 ? -value : value;
        }

        return values;
    }

    /// <summary>0, ±1, ±2, and for every k the neighbours of ±2^k: where windows, limbs and carries end.</summary>
    public static Fr[] Edges() => [.. EdgeValues];

    private static Fr[] MakeEdges()
    {
        var values = new List<Fr> { Fr.Zero, Fr.One, -Fr.One, Fr.FromInt64(2), Fr.FromInt64(-2), Fr.FromInt64(int.MinValue) };
        for (var k = 2; k < 254; k++)
            foreach (var delta in (ReadOnlySpan<long>)[-1, 0, 1])
            {
                values.Add(Power(k) + Fr.FromInt64(delta));
                values.Add(-(Power(k) + Fr.FromInt64(delta)));
            }

        var half = Fr.FromInt64(2).Inverse();
        values.AddRange([half, half - Fr.One, -half]);
        return [.. values];
    }

    /// <summary>2^<paramref name="exponent"/>.</summary>
    public static Fr Power(int exponent) => Fr.FromInt64(2).Pow((ulong)exponent);

    public G1Affine Point() => (G1Affine.Generator * Scalar()).ToAffine();

    /// <summary>points[i] = (start + i·step)·G, and those multiples: any MSM over them is one multiplication of G.</summary>
    public (G1Affine[] Points, Fr[] Logarithms) KnownPoints(int count)
    {
        var (logarithm, stepLogarithm) = (Scalar(), Scalar());
        var step = (G1Affine.Generator * stepLogarithm).ToAffine();
        var sums = new G1[count];
        var logarithms = new Fr[count];
        var sum = G1Affine.Generator * logarithm;
        for (var i = 0; i < count; i++)
        {
            sums[i] = sum;
            logarithms[i] = logarithm;
            sum += step;
            logarithm += stepLogarithm;
        }

        var points = new G1Affine[count];
        G1.ToAffine(sums, points);
        return (points, logarithms);
    }
}
