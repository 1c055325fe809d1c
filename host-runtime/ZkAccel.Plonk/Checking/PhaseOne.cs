using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// The columns that follow phase 0 and the challenges ρ, r, τ_c: three digests and three wires. The arrays may be changed, to see
/// what the checker says of it.
/// </summary>
internal sealed class PhaseOne
{
    public required Fr[] DW { get; init; }

    public required Fr[] DA { get; init; }

    public required Fr[] DB { get; init; }

    public required Fr[] A { get; init; }

    public required Fr[] B { get; init; }

    public required Fr[] C { get; init; }

    /// <summary>pi: 1, ρ, r, τ_c, then the digest of every public tensor.</summary>
    public static Fr[] PublicInputs(IReadOnlyList<PublicTensor> tensors, IReadOnlyList<long[]> values, Challenges challenges)
    {
        Fr rho = challenges[Challenge.Rho], r = challenges[Challenge.R];
        var inputs = new Fr[Circuit.FirstTensorInput + tensors.Count];
        inputs[0] = Fr.One;
        inputs[1] = rho;
        inputs[2] = r;
        inputs[3] = challenges[Challenge.TauC];
        for (int j = 0; j < tensors.Count; j++) inputs[Circuit.FirstTensorInput + j] = tensors[j].Digest(values[j], rho, r);
        return inputs;
    }

    /// <summary>Zero columns of n rows.</summary>
    public static PhaseOne Empty(int size) =>
        new() { DW = new Fr[size], DA = new Fr[size], DB = new Fr[size], A = new Fr[size], B = new Fr[size], C = new Fr[size] };
}
