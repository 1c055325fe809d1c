using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// A tensor that the verifier knows, element by element. It enters the circuit as one public input, its digest
/// D = Σ_o r^o Σ_y ρ^(Pitch·y) Σ_x ρ^x v[o, y, x].
/// </summary>
/// <param name="Name">What to call it.</param>
/// <param name="Outer">Planes.</param>
/// <param name="Height">Rows a plane.</param>
/// <param name="Width">Elements a row.</param>
/// <param name="Pitch">Distance of the exponents of two rows; at least <paramref name="Width"/> when there is more than one row.</param>
/// <param name="Min">The least value allowed, inclusive.</param>
/// <param name="Max">The greatest value allowed, inclusive.</param>
public sealed record PublicTensor(string Name, int Outer, int Height, int Width, int Pitch, long Min, long Max)
{
    /// <summary>The most elements of one tensor.</summary>
    public const int MaxCount = 1 << 24;

    /// <summary>Elements; the order is o, then y, then x fastest.</summary>
    public int Count => Outer * Height * Width;

    /// <summary>What is wrong with the shape or the range, or null.</summary>
    internal string? Fault()
    {
        if (string.IsNullOrEmpty(Name) || System.Text.Encoding.UTF8.GetByteCount(Name) > byte.MaxValue) return "its name must take 1..255 bytes of UTF-8";
        if (Outer < 1 || Height < 1 || Width < 1) return "a dimension is below 1";
        if ((long)Outer * Height > MaxCount || (long)Outer * Height * Width > MaxCount) return $"it has more than {MaxCount} elements";
        if (Pitch < 1 || (Height > 1 && Pitch < Width)) return $"pitch {Pitch} is below the width {Width}: rows would overlap";
        return Min > Max ? $"its range {Min}..{Max} is empty" : null;
    }

    /// <summary>D, by Horner from the last element to the first.</summary>
    /// <exception cref="ArgumentException">The number of values is not <see cref="Count"/>.</exception>
    internal Fr Digest(ReadOnlySpan<long> values, in Fr rho, in Fr r)
    {
        if (values.Length != Count) throw new ArgumentException($"{Name} has {Count} elements, not {values.Length}.", nameof(values));
        Fr rowStep = rho.Pow((ulong)Pitch);
        Fr digest = Fr.Zero;
        for (int o = Outer - 1; o >= 0; o--)
        {
            Fr plane = Fr.Zero;
            for (int y = Height - 1; y >= 0; y--)
            {
                ReadOnlySpan<long> line = values.Slice(((o * Height) + y) * Width, Width);
                Fr row = Fr.Zero;
                for (int x = Width - 1; x >= 0; x--) row = (row * rho) + Fr.FromInt64(line[x]);
                plane = (plane * rowStep) + row;
            }

            digest = (digest * r) + plane;
        }

        return digest;
    }
}
