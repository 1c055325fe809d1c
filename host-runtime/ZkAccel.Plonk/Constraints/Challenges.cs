using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>The verifier's challenges, in the order in which they are drawn.</summary>
internal enum Challenge
{
    Rho, R, TauC,
    Theta, Beta, Delta, Gamma,
    Alpha,
    Zeta,
    V,
    U,
}

/// <summary>Values of the challenges; those not drawn yet are zero.</summary>
internal sealed class Challenges
{
    private readonly Fr[] _values = new Fr[(int)Challenge.U + 1];

    public Fr this[Challenge challenge]
    {
        get => _values[(int)challenge];
        set => _values[(int)challenge] = value;
    }

    /// <summary>Random ones for the checker, a function of the seed.</summary>
    public static Challenges FromSeed(int seed)
    {
        var challenges = new Challenges();
        Span<byte> input = stackalloc byte[8];
        Span<byte> digest = stackalloc byte[32];
        BitConverter.TryWriteBytes(input, seed);
        for (int i = 0; i < challenges._values.Length; i++)
        {
            BitConverter.TryWriteBytes(input[4..], i);
            Keccak256.Hash(input, digest);
            challenges._values[i] = Fr.ReduceBytesBigEndian(digest);
        }

        return challenges;
    }
}
