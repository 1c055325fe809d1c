using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// A compiled circuit of n = 2^LogN rows: the fixed columns, the copies and the public tensors. Selectors and keys are public;
/// the integers of a run are a <see cref="Witness"/>.
/// </summary>
/// <remarks>
/// In row x, with ' for the value in the next row (cyclic), base ρ, ρ^κ or r by class, and s descending in exponent:
/// <code>
/// gate     c'   = q_O c + q_M a b + q_L a + q_W d_W + q_A d_A + q_B d_B + PI
/// weights  d_W' = k_W r^M d_W + Σ_i r^(M-1-i) w_i
/// raw      d_A' = k_A mul d_A + Σ_s coef_s [ (1 - q_P)(2^T hi_s + rem_s) + q_P hi_s out_s ]
/// out      d_B' = k_B ρ^S d_B + Σ_s g_s ρ^(S-1-s) (out_s + τ_c q_P hi_s)
/// </code>
/// Class of d_A: neither q_r nor q_2: coef_s = ρ^(S-1-s), mul = ρ^S; q_2: the same in ρ^κ; q_r (vector row): only slot S-1 counts,
/// mul = r. PI is pi_x in rows 0, 1, ...: pi = (1, ρ, r, τ_c, D_1, D_2, ...), so c holds pi_x in row x + 1.
/// </remarks>
public sealed partial class Circuit
{
    /// <summary>The least LogN: blinding takes a few rows' worth of degree.</summary>
    public const int MinLogN = 5;

    /// <summary>The greatest LogN.</summary>
    public const int MaxLogN = 26;

    /// <summary>The greatest shift.</summary>
    public const int MaxShift = 30;

    /// <summary>Public inputs before the digests of public tensors: 1, ρ, r, τ_c.</summary>
    public const int FirstTensorInput = 4;

    /// <summary>Slots, lanes and the kind of weights.</summary>
    public required Profile Profile { get; init; }

    /// <summary>Base-2 logarithm of the number of rows.</summary>
    public required int LogN { get; init; }

    /// <summary>n: rows.</summary>
    public int Size => 1 << LogN;

    /// <summary>T: a slot stands for 2^T hi + rem.</summary>
    public required int Shift { get; init; }

    /// <summary>κ: rows with q_2 digest raw values in base ρ^κ.</summary>
    public required int Stride { get; init; }

    /// <summary>Table key of rem.</summary>
    public required int RangeKey { get; init; }

    /// <summary>Table key of weights; used when the profile is ranged.</summary>
    public required int WeightKey { get; init; }

    /// <summary>q_O: coefficient of c in the gate.</summary>
    public required Fr[] QO { get; init; }

    /// <summary>q_M: coefficient of a·b in the gate.</summary>
    public required Fr[] QM { get; init; }

    /// <summary>q_L: coefficient of a in the gate.</summary>
    public required Fr[] QL { get; init; }

    /// <summary>q_W: coefficient of d_W in the gate.</summary>
    public required Fr[] QW { get; init; }

    /// <summary>q_A: coefficient of d_A in the gate.</summary>
    public required Fr[] QA { get; init; }

    /// <summary>q_B: coefficient of d_B in the gate.</summary>
    public required Fr[] QB { get; init; }

    /// <summary>k_W: 1 keeps d_W, 0 starts a segment in this row.</summary>
    public required byte[] KW { get; init; }

    /// <summary>k_A: 1 keeps d_A, 0 starts a segment in this row.</summary>
    public required byte[] KA { get; init; }

    /// <summary>k_B: 1 keeps d_B, 0 starts a segment in this row.</summary>
    public required byte[] KB { get; init; }

    /// <summary>q_r: 1 for rows whose raw values are digested in base r.</summary>
    public required byte[] QR { get; init; }

    /// <summary>q_2: 1 for rows whose raw values are digested in base ρ^κ.</summary>
    public required byte[] Q2 { get; init; }

    /// <summary>q_P: 1 for rows whose raw values are hi·out and whose pair lookups are off.</summary>
    public required byte[] QP { get; init; }

    /// <summary>g_s: S columns; 1 when the slot counts in d_B.</summary>
    public required byte[][] G { get; init; }

    /// <summary>p: the table key of the pairs (hi, out) of a row.</summary>
    public required int[] Key { get; init; }

    /// <summary>t_0: keys of the table's rows.</summary>
    public required int[] T0 { get; init; }

    /// <summary>t_1: first values of the table's rows.</summary>
    public required int[] T1 { get; init; }

    /// <summary>t_2: second values of the table's rows.</summary>
    public required int[] T2 { get; init; }

    /// <summary>Wire a of row x copies c of row SourceA[x]; -1: unused, zero.</summary>
    public required int[] SourceA { get; init; }

    /// <summary>Wire b of row x copies c of row SourceB[x]; -1: unused, zero.</summary>
    public required int[] SourceB { get; init; }

    /// <summary>Rows x whose gate computes c of row x + 1, in an order in which every operand comes first. Others have selectors 0.</summary>
    public required int[] EvaluationOrder { get; init; }

    /// <summary>Pairs of rows whose c cells are asserted equal.</summary>
    public required (int RowA, int RowB)[] EqualC { get; init; }

    /// <summary>Tensors that the verifier digests: D_j enters in row <see cref="FirstTensorInput"/> + j.</summary>
    public required PublicTensor[] PublicTensors { get; init; }

    /// <summary>Says of a part of a row which layer and cell it serves; may be null, and so may its answers.</summary>
    public Func<int, RowPart, string?>? DescribeRow { get; init; }

    /// <summary>Public inputs, digests of tensors included.</summary>
    internal int PublicInputs => FirstTensorInput + PublicTensors.Length;

    /// <summary>The numbers that the constraints read.</summary>
    internal CircuitConstants Constants => new(Profile, Shift, Stride, RangeKey, WeightKey);
}

/// <summary>What shares a row without belonging together: layers are placed in each by themselves.</summary>
public enum RowPart
{
    /// <summary>Slots, their table keys and their digests.</summary>
    Slots,

    /// <summary>Weight lanes and their digest.</summary>
    Weights,

    /// <summary>The gate, which computes c of the next row, and its copies.</summary>
    Gate,

    /// <summary>The cell c, as the first of a pair that is asserted equal.</summary>
    Equality,
}
