using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>Multiples of the points of a basis by a power of two, back in affine form.</summary>
internal static class MultipleKernels
{
    /// <summary>Points that share an inversion, which is some 380 products.</summary>
    public const int PerInversion = 64;

    public static readonly Kernel<ArrayView<AffinePoint<FqGpu>>, ArrayView<Xyzz<FqGpu>>, int> Shift = new(ShiftPoints, 128, 4);
    public static readonly Kernel<ArrayView<Xyzz<FqGpu>>, ArrayView<FqGpu>, ArrayView<AffinePoint<FqGpu>>> Normalise = new(NormalisePoints, 128, 4);

    /// <summary>results[i] = 2^<paramref name="bits"/> points[i].</summary>
    private static void ShiftPoints(ArrayView<AffinePoint<FqGpu>> points, ArrayView<Xyzz<FqGpu>> results, int bits)
    {
        for (var i = Grid.GlobalIndex.X; i < points.IntLength; i += Grid.DimX * Group.DimX)
        {
            var point = Xyzz<FqGpu>.From(points[i].X, points[i].Y);
            for (var bit = 0; bit < bits; bit++) point = Xyzz<FqGpu>.Double(point);
            results[i] = point;
        }
    }

    /// <summary>
    /// Montgomery's trick over ZZZ: a thread takes every s-th point, s = <c>prefixes.Length / PerInversion</c>, so that neighbours read neighbours.
    /// With i = 1/ZZZ and t = ZZ·i: 1/ZZ = t².
    /// </summary>
    private static void NormalisePoints(ArrayView<Xyzz<FqGpu>> points, ArrayView<FqGpu> prefixes, ArrayView<AffinePoint<FqGpu>> results)
    {
        var stride = prefixes.IntLength / PerInversion;
        for (var first = Grid.GlobalIndex.X; first < stride; first += Grid.DimX * Group.DimX)
        {
            var product = FqGpu.One;
            var i = first;
            for (; i < points.IntLength; i += stride)
            {
                prefixes[i] = product;
                var zzz = points[i].ZZZ;
                if (!zzz.IsZero) product *= zzz;
            }

            var inverse = InversionKernels.Inverse(product);
            for (i -= stride; i >= 0; i -= stride)
            {
                var point = points[i];
                if (point.ZZ.IsZero)
                {
                    results[i] = default;
                    continue;
                }

                var reciprocal = inverse * prefixes[i];
                inverse *= point.ZZZ;
                results[i] = new AffinePoint<FqGpu>(point.X * FqGpu.Square(point.ZZ * reciprocal), point.Y * reciprocal);
            }
        }
    }
}
