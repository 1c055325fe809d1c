using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>
/// Montgomery's trick in levels: the products of chunks, inverted in the same way until one element is left, which costs one power; then back
/// down, three products an element. Zeros count as one and stay zero.
/// </summary>
internal static class InversionKernels
{
    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, ArrayView<FrGpu>> Up = new(Collect, 128);
    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, ArrayView<FrGpu>> Down = new(Distribute, 128);
    public static readonly Kernel<ArrayView<FrGpu>> Top = new(Invert, 1);

    /// <summary>prefixes[i] = the product of the elements before i in its chunk; products[c] = that of the whole chunk.</summary>
    private static void Collect(ArrayView<FrGpu> values, ArrayView<FrGpu> prefixes, ArrayView<FrGpu> products)
    {
        for (var c = Grid.GlobalIndex.X; c < products.IntLength; c += Grid.DimX * Group.DimX)
        {
            var product = FrGpu.One;
            var end = IntrinsicMath.Min((c + 1) * ScanKernels.Chunk, values.IntLength);
            for (var i = c * ScanKernels.Chunk; i < end; i++)
            {
                var value = values[i];
                prefixes[i] = product;
                if (!value.IsZero) product *= value;
            }

            products[c] = product;
        }
    }

    /// <summary>values[i] = 1/values[i], from the inverses of the chunks' products.</summary>
    private static void Distribute(ArrayView<FrGpu> values, ArrayView<FrGpu> prefixes, ArrayView<FrGpu> inverses)
    {
        for (var c = Grid.GlobalIndex.X; c < inverses.IntLength; c += Grid.DimX * Group.DimX)
        {
            var inverse = inverses[c];
            var end = IntrinsicMath.Min((c + 1) * ScanKernels.Chunk, values.IntLength);
            for (var i = end - 1; i >= c * ScanKernels.Chunk; i--)
            {
                var value = values[i];
                if (value.IsZero) continue;
                values[i] = inverse * prefixes[i];
                inverse *= value;
            }
        }
    }

    /// <summary>The inverse of a single element, by one thread.</summary>
    private static void Invert(ArrayView<FrGpu> values)
    {
        if (Grid.GlobalIndex.X == 0) values[0] = Inverse(values[0]);
    }

    /// <summary>x^(p - 2).</summary>
    public static TField Inverse<TField>(TField x)
        where TField : unmanaged, IField<TField>
    {
        var p = TField.Modulus;
        var power = TField.One;
        for (var limb = 7; limb >= 0; limb--)
        {
            // A chain of selections: an indexed limb would be an array in local memory.
            var bits = limb switch { 7 => p.L7, 6 => p.L6, 5 => p.L5, 4 => p.L4, 3 => p.L3, 2 => p.L2, 1 => p.L1, _ => p.L0 - 2 };
            for (var bit = 31; bit >= 0; bit--)
            {
                power = TField.Square(power);
                if ((bits >> bit & 1) != 0) power *= x;
            }
        }

        return power;
    }
}
