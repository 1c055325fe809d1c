using ZkAccel.Bn254;

namespace ZkAccel.Prover.Tests;

/// <summary>Blinding that is no secret: hashes of a counter, one of which may be changed.</summary>
internal sealed class Counter(int changed = -1)
{
    public int Drawn { get; private set; }

    public Fr Next()
    {
        var digest = System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(Drawn));
        Fr value = Fr.ReduceBytesBigEndian(digest);
        return Drawn++ == changed ? value + Fr.One : value;
    }
}
