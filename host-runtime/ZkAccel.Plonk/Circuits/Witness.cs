namespace ZkAccel.Plonk;

/// <summary>
/// What the prover knows: the small integers of phase 0. Digests, wires, multiplicities and everything later follow from them
/// and from the challenges.
/// </summary>
public sealed class Witness
{
    /// <summary>hi_s: S columns of n values.</summary>
    public required int[][] Hi { get; init; }

    /// <summary>rem_s: S columns of n values, each in [-2^(T-1), 2^(T-1)).</summary>
    public required int[][] Rem { get; init; }

    /// <summary>out_s: S columns of n values.</summary>
    public required int[][] Out { get; init; }

    /// <summary>w_i: M columns of n values.</summary>
    public required int[][] Weights { get; init; }

    /// <summary>The elements of every public tensor, in the circuit's order of tensors.</summary>
    public required long[][] PublicValues { get; init; }

    /// <summary>A witness of zeros of the right shape.</summary>
    /// <exception cref="ArgumentNullException">No circuit.</exception>
    public static Witness Empty(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        return new Witness
        {
            Hi = Columns(circuit.Profile.Slots, circuit.Size),
            Rem = Columns(circuit.Profile.Slots, circuit.Size),
            Out = Columns(circuit.Profile.Slots, circuit.Size),
            Weights = Columns(circuit.Profile.Lanes, circuit.Size),
            PublicValues = Array.ConvertAll(circuit.PublicTensors, t => new long[t.Count]),
        };
    }

    /// <summary>Throws unless every column has the shape that the circuit asks for.</summary>
    /// <exception cref="CircuitException">A column is missing or has another length; names the column.</exception>
    internal void RequireShape(Circuit circuit)
    {
        Require("hi", Hi, circuit.Profile.Slots, circuit.Size);
        Require("rem", Rem, circuit.Profile.Slots, circuit.Size);
        Require("out", Out, circuit.Profile.Slots, circuit.Size);
        Require("w", Weights, circuit.Profile.Lanes, circuit.Size);
        if (PublicValues.Length != circuit.PublicTensors.Length)
            throw new CircuitException($"The witness has {PublicValues.Length} public tensors, the circuit {circuit.PublicTensors.Length}.");
        for (int i = 0; i < PublicValues.Length; i++)
        {
            if (PublicValues[i]?.Length != circuit.PublicTensors[i].Count)
                throw new CircuitException($"Public tensor {circuit.PublicTensors[i].Name} takes {circuit.PublicTensors[i].Count} values.");
        }
    }

    private static int[][] Columns(int count, int size)
    {
        var columns = new int[count][];
        for (int i = 0; i < count; i++) columns[i] = new int[size];
        return columns;
    }

    private static void Require(string name, int[][] columns, int count, int size)
    {
        if (columns.Length != count) throw new CircuitException($"The witness has {columns.Length} columns {name}, the circuit {count}.");
        for (int i = 0; i < count; i++)
        {
            if (columns[i]?.Length != size) throw new CircuitException($"Witness column {name}_{i} must have {size} rows.");
        }
    }
}
