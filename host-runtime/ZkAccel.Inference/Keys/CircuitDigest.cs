using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ZkAccel.Bn254;
using ZkAccel.Plonk;

namespace ZkAccel.Inference;

/// <summary>
/// SHA-256 of everything that a circuit fixes, so that a proving key notices a model, an option or a program that would give
/// another circuit. Local to one machine: field elements are hashed as they lie in memory.
/// </summary>
internal static class CircuitDigest
{
    public const int Length = SHA256.HashSizeInBytes;

    public static byte[] Of(Circuit circuit)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, [circuit.LogN, circuit.Profile.Slots, circuit.Profile.Lanes, (int)circuit.Profile.Weights + (circuit.Profile.Packing << 8), circuit.Shift, circuit.Stride]);
        Add(hash, [circuit.RangeKey, circuit.WeightKey, circuit.EqualC.Length, circuit.PublicTensors.Length]);
        foreach (Fr[] column in new[] { circuit.QO, circuit.QM, circuit.QL, circuit.QW, circuit.QA, circuit.QB }) hash.AppendData(MemoryMarshal.AsBytes(column.AsSpan()));
        foreach (byte[] column in new[] { circuit.KW, circuit.KA, circuit.KB, circuit.QR, circuit.Q2, circuit.QP }) hash.AppendData(column);
        foreach (byte[] column in circuit.G) hash.AppendData(column);
        foreach (int[] column in new[] { circuit.Key, circuit.T0, circuit.T1, circuit.T2, circuit.SourceA, circuit.SourceB }) Add(hash, column);
        foreach ((int a, int b) in circuit.EqualC) Add(hash, [a, b]);
        foreach (PublicTensor tensor in circuit.PublicTensors) hash.AppendData(System.Text.Encoding.UTF8.GetBytes(tensor.ToString()));
        return hash.GetHashAndReset();
    }

    /// <summary>SHA-256 of weight columns.</summary>
    public static byte[] OfWeights(int[][] columns)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, [columns.Length]);
        foreach (int[] column in columns) Add(hash, column);
        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, ReadOnlySpan<int> values) => hash.AppendData(MemoryMarshal.AsBytes(values));
}
