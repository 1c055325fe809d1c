namespace ZkAccel.Conformance;

/// <summary>How far a suite goes: a slow device (a simulated one) is held to smaller sizes, never to fewer laws.</summary>
public sealed record ConformanceLimits
{
    /// <summary>Largest column is 2^MaxLogN; from 0 to 24. At 14 the suite takes seconds on a fast device.</summary>
    public int MaxLogN { get; init; } = 14;

    /// <summary>Largest transform that is compared with the quadratic reference; above, algebraic identities.</summary>
    public int MaxLogReferenceNtt { get; init; } = 7;

    /// <summary>Largest MSM that is compared with double-and-add; above, points with known logarithms.</summary>
    public int MaxLogReferenceCommit { get; init; } = 5;

    /// <summary>Seed of all sample values.</summary>
    public int Seed { get; init; } = 1;

    internal int MaxCount => 1 << MaxLogN;

    /// <summary>Lengths of every kind up to the limit: powers of two and their neighbours, odd ones, the limit itself.</summary>
    internal IEnumerable<int> AnyCounts()
    {
        int[] counts = [1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 255, 257, 1000];
        foreach (var count in counts)
            if (count < MaxCount) yield return count;
        yield return MaxCount;
    }
}
