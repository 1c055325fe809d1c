using ZkAccel.Bn254;
using ZkAccel.Plonk;

namespace ZkAccel.Bench;

/// <summary>
/// Plain PLONK: c' = a b + a in every row, a the row before's result, b that of any earlier row. The chain starts from the
/// transcript's challenges, so that all three wires are full-size field elements. Slots and the weight lane (fixed) stay zero.
/// </summary>
internal static class PlonkBench
{
    private const int RangeKey = 1, WeightKey = 2, FirstChallengeRow = 2;

    public static async Task<Figures> MeasureAsync(int logRows, ProofDevice? on = null)
    {
        Circuit circuit = Chain(logRows);
        Witness witness = Witness.Empty(circuit);
        return new Figures(Subjects.Plonk) { Proof = await ProofRun.MeasureAsync(circuit, () => witness, witness.Weights, compileSeconds: 0, on) };
    }

    private static Circuit Chain(int logRows)
    {
        int n = 1 << logRows, first = Circuit.FirstTensorInput, last = n - 2;
        var random = new Random(1);
        Fr[] qm = new Fr[n], ql = new Fr[n];
        int[] sourceA = new int[n], sourceB = new int[n], keys = new int[n];
        sourceA.AsSpan().Fill(-1);
        sourceB.AsSpan().Fill(-1);
        keys.AsSpan(1).Fill(RangeKey);
        for (int x = first; x <= last; x++)
        {
            qm[x] = ql[x] = Fr.One;
            sourceA[x] = x;
            sourceB[x] = random.Next(FirstChallengeRow, x + 1);
        }

        return new Circuit
        {
            Profile = new Profile(slots: 1, lanes: 1), LogN = logRows, Shift = 8, Stride = 1, RangeKey = RangeKey, WeightKey = WeightKey,
            QO = new Fr[n], QM = qm, QL = ql, QW = new Fr[n], QA = new Fr[n], QB = new Fr[n],
            KW = new byte[n], KA = new byte[n], KB = new byte[n], QR = new byte[n], Q2 = new byte[n], QP = new byte[n], G = [new byte[n]],
            Key = new int[n], T0 = keys, T1 = new int[n], T2 = new int[n], SourceA = sourceA, SourceB = sourceB,
            EvaluationOrder = [.. Enumerable.Range(first, last - first + 1)], EqualC = [], PublicTensors = [],
        };
    }
}
