using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// What a verifier needs of a circuit: its constants, its public tensors, the commitments of its fixed columns and the SRS in G2. Data,
/// not code: every circuit of one profile is verified by the same steps.
/// </summary>
public sealed partial class VerifyingKey
{
    private readonly byte[] _digest;
    private readonly byte[] _srsDigest;

    internal VerifyingKey(
        in CircuitConstants constants, int logN, PublicTensor[] tensors, G1Affine[] commitments, in G2Affine one, in G2Affine tau,
        ReadOnlySpan<byte> srsDigest, bool insecure)
    {
        Constants = constants;
        LogN = logN;
        PublicTensors = tensors;
        One2 = one;
        Tau2 = tau;
        Insecure = insecure;
        _srsDigest = srsDigest.ToArray();
        FixedCommitments = commitments;
        Schedule = Schedule.For(constants.Profile);
        _digest = Keccak256.Hash(Encode());
    }

    /// <summary>Slots, lanes and the kind of weights.</summary>
    public Profile Profile => Constants.Profile;

    /// <summary>Base-2 logarithm of the number of rows.</summary>
    public int LogN { get; }

    /// <summary>The tensors that the verifier must know.</summary>
    public IReadOnlyList<PublicTensor> PublicTensors { get; }

    /// <summary>Whether the SRS has a known secret: a development key. Refused unless asked for.</summary>
    public bool Insecure { get; }

    /// <summary>Keccak-256 of the encoding: 32 bytes. Names the circuit, its constants and the SRS.</summary>
    public ReadOnlySpan<byte> Digest => _digest;

    /// <summary>Digest of the SRS that the key was made with.</summary>
    public ReadOnlySpan<byte> SrsDigest => _srsDigest;

    /// <summary>Bytes of every proof under this key.</summary>
    public int ProofLength => Schedule.ProofLength;

    internal CircuitConstants Constants { get; }

    internal G2Affine One2 { get; }

    internal G2Affine Tau2 { get; }

    /// <summary>In the order of <see cref="Packs.Fixed"/>.</summary>
    internal G1Affine[] FixedCommitments { get; }

    internal Schedule Schedule { get; }
}
