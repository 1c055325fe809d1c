using System.Runtime.InteropServices;
using Xunit;
using ZkAccel.Bn254;
using ZkAccel.Conformance;

namespace ZkAccel.Gpu.Tests;

/// <summary>XYZZ sums against the host's curve, with every pair of equal, opposite and identity operands in several representations.</summary>
public sealed class XyzzTests
{
    [Fact]
    public void Every_pair_is_summed_right()
    {
        var samples = new Samples(11);
        var (p, q) = ((G1Affine.Generator * samples.Scalar()).ToAffine(), (G1Affine.Generator * samples.Scalar()).ToAffine());
        G1Affine[] points = [p, -p, q, -q, G1Affine.Infinity, G1Affine.Generator];
        foreach (var a in points)
            foreach (var b in points)
                foreach (var scale in (Fq[])[Fq.One, Fq.FromUInt64(7)])
                {
                    var expected = (a + b).ToAffine();
                    var (x, y) = (Element(b.X), Element(b.Y));
                    Assert.Equal(expected, Affine(Xyzz<FqGpu>.Add(Scaled(a, scale), x, y)));
                    Assert.Equal(expected, Affine(Xyzz<FqGpu>.Add(Scaled(a, scale), Scaled(b, Fq.FromUInt64(5)))));
                    Assert.Equal((a + a).ToAffine(), Affine(Xyzz<FqGpu>.Double(Scaled(a, scale))));
                }
    }

    /// <summary>The point with Z = <paramref name="z"/>.</summary>
    private static Xyzz<FqGpu> Scaled(G1Affine point, Fq z)
    {
        if (point.IsInfinity) return Xyzz<FqGpu>.Identity;
        var (zz, zzz) = (z.Square(), z.Square() * z);
        return new(Element(point.X * zz), Element(point.Y * zzz), Element(zz), Element(zzz));
    }

    private static G1Affine Affine(Xyzz<FqGpu> point)
    {
        var zz = Native(point.ZZ);
        if (zz.IsZero) return G1Affine.Infinity;
        Assert.Equal(zz.Square() * zz, Native(point.ZZZ).Square());
        return new G1Affine(Native(point.X) * zz.Inverse(), Native(point.Y) * Native(point.ZZZ).Inverse());
    }

    private static FqGpu Element(Fq value) => MemoryMarshal.Cast<Fq, FqGpu>([value])[0];

    private static Fq Native(FqGpu value) => MemoryMarshal.Cast<FqGpu, Fq>([value])[0];
}
