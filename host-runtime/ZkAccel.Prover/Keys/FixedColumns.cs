using System.Buffers;
using System.Numerics;
using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>Values on H of the columns that the circuit fixes, uploaded as they are needed.</summary>
internal sealed class FixedColumns(Circuit circuit, int[][]? weights)
{
    private readonly Lazy<int[]> _cycles = new(() => Permutation.Cycles(circuit));
    private readonly Lazy<Fr[]> _roots = new(() => RootPowers(circuit.LogN));

    public void Upload(IQueue queue, Column column, ScalarSlice target)
    {
        if (Integers(column) is { } integers) queue.Upload(integers, target);
        else if (column.Kind == ColumnKind.Sigma) UploadSigma(queue, column.Index, target);
        else queue.Upload(Elements(column), target);
    }

    /// <summary>How large the scalars of a column are.</summary>
    public ScalarHint Hint(Column column) => Integers(column) is { } integers ? SmallHint(integers) : ScalarHint.Full;

    /// <summary>The tightest promise that holds for integers.</summary>
    public static ScalarHint SmallHint(ReadOnlySpan<int> values)
    {
        uint largest = 1;
        bool signed = false;
        foreach (int value in values)
        {
            signed |= value < 0;
            largest = Math.Max(largest, (uint)Math.Abs((long)value));
        }

        return ScalarHint.Small(32 - BitOperations.LeadingZeroCount(largest), signed);
    }

    private int[]? Integers(Column column) => column.Kind switch
    {
        ColumnKind.KW => Widen(circuit.KW),
        ColumnKind.KA => Widen(circuit.KA),
        ColumnKind.KB => Widen(circuit.KB),
        ColumnKind.QR => Widen(circuit.QR),
        ColumnKind.Q2 => Widen(circuit.Q2),
        ColumnKind.QP => Widen(circuit.QP),
        ColumnKind.G => Widen(circuit.G[column.Index]),
        ColumnKind.Key => circuit.Key,
        ColumnKind.T0 => circuit.T0,
        ColumnKind.T1 => circuit.T1,
        ColumnKind.T2 => circuit.T2,
        ColumnKind.Weight => weights![column.Index],
        _ => null,
    };

    private Fr[] Elements(Column column) => column.Kind switch
    {
        ColumnKind.QO => circuit.QO,
        ColumnKind.QM => circuit.QM,
        ColumnKind.QL => circuit.QL,
        ColumnKind.QW => circuit.QW,
        ColumnKind.QA => circuit.QA,
        ColumnKind.QB => circuit.QB,
        ColumnKind.Identity => _roots.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "Not a fixed column."),
    };

    private void UploadSigma(IQueue queue, int wire, ScalarSlice target)
    {
        Fr[] values = ArrayPool<Fr>.Shared.Rent(circuit.Size);
        Permutation.Fill(_cycles.Value, wire, _roots.Value, values.AsSpan(0, circuit.Size));
        queue.Upload(values.AsMemory(0, circuit.Size), target);
        ArrayPool<Fr>.Shared.Return(values);
    }

    private static int[] Widen(byte[] column) => Array.ConvertAll(column, b => (int)b);

    private static Fr[] RootPowers(int logN)
    {
        var powers = new Fr[1 << logN];
        Fr omega = Fr.RootOfUnity(logN), power = Fr.One;
        for (int i = 0; i < powers.Length; i++, power *= omega) powers[i] = power;
        return powers;
    }
}
