using Spectre.Console;

namespace ZkAccel.Cli;

/// <summary>What a proof says of a public tensor: its integers, and the numbers of the model that they stand for.</summary>
internal sealed record PublicTensor(string Name, string Role, int[] Dims, long[] Integers, float[] Values)
{
    /// <summary>The public tensors of a proof that was accepted under a key, in the key's order.</summary>
    public static IReadOnlyList<PublicTensor> Of(ZkVerifyingKey key, ZkProof proof)
    {
        IReadOnlyList<float[]> floats = key.ToFloats(proof);
        return [.. key.Tensors.Select((tensor, i) => new PublicTensor(tensor.Name, tensor.Role, tensor.Dims, proof.PublicValues[i], floats[i]))];
    }

    /// <summary>Writes one line.</summary>
    public void Print(IAnsiConsole console) => console.MarkupLineInterpolated($"[dim]{Role} '{Name}'[/]  {Scores.Line(Values)}");
}
