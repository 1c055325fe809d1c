using System.Numerics;
using System.Runtime.InteropServices;
using Xunit;
using ZkAccel.Bn254;

namespace ZkAccel.Gpu.Tests;

/// <summary>The portable bodies against integers and against the library, and the constants against the prime.</summary>
public sealed class PortableTests
{
    [Fact]
    public void Fr_is_right() => Check<FrGpu>(FieldSamples.Fr);

    [Fact]
    public void Fq_is_right() => Check<FqGpu>(FieldSamples.Fq);

    [Fact]
    public void Fr_agrees_with_the_library_bit_by_bit()
    {
        var random = new Random(4);
        for (var i = 0; i < 200; i++)
        {
            var (a, b) = (FieldSamples.Fr.Random(random), FieldSamples.Fr.Random(random));
            var (x, y) = (Native<FrGpu, Fr>(a), Native<FrGpu, Fr>(b));
            Assert.Equal(x * y, MemoryMarshal.Cast<FrGpu, Fr>([Element<FrGpu>(a) * Element<FrGpu>(b)])[0]);
            Assert.Equal(x - y, MemoryMarshal.Cast<FrGpu, Fr>([Element<FrGpu>(a) - Element<FrGpu>(b)])[0]);
            Assert.Equal(x, MemoryMarshal.Cast<FrGpu, Fr>([FrGpu.FromLimbs(FieldSamples.Limbs(Canonical(x))) * FrGpu.IntoMontgomery])[0]);
        }

        Assert.Equal(Fr.One, MemoryMarshal.Cast<FrGpu, Fr>([FrGpu.One])[0]);
        Assert.Equal(Fq.One, MemoryMarshal.Cast<FqGpu, Fq>([FqGpu.One])[0]);
    }

    private static void Check<TField>(FieldSamples field)
        where TField : unmanaged, IField<TField>
    {
        Assert.Equal(field.Prime, FieldSamples.Integer(TField.Modulus));
        Assert.Equal(FieldPtx.NegInverse(TField.Modulus.L0), TField.NegInverse);
        Assert.Equal(uint.MaxValue, TField.NegInverse * TField.Modulus.L0);
        Assert.Equal(field.R, FieldSamples.Integer(TField.One.Limbs));
        Assert.Equal(field.R * field.R % field.Prime, FieldSamples.Integer(TField.IntoMontgomery.Limbs));
        Assert.True(TField.Zero.IsZero);
        Assert.False(TField.One.IsZero);
        var random = new Random(3);
        var edges = field.Edges();
        foreach (var first in edges)
            foreach (var second in edges)
                One([first, second, edges[random.Next(edges.Count)], edges[random.Next(edges.Count)]]);
        for (var i = 0; i < 2000; i++) One([field.Random(random), field.Random(random), field.Random(random), field.Random(random)]);

        void One(BigInteger[] x)
        {
            var (a, b, c, d) = (Element<TField>(x[0]), Element<TField>(x[1]), Element<TField>(x[2]), Element<TField>(x[3]));
            Same(FieldOperation.Multiply, a * b);
            Same(FieldOperation.Square, TField.Square(a));
            Same(FieldOperation.Add, a + b);
            Same(FieldOperation.Subtract, a - b);
            Same(FieldOperation.Negate, -a);
            Same(FieldOperation.Double, TField.Double(a));
            Same(FieldOperation.MulAdd, TField.MulAdd(a, b, c, d));
            Same(FieldOperation.MulSub, TField.MulSub(a, b, c, d));

            void Same(FieldOperation operation, TField actual) => Assert.Equal(field.Apply(operation, x), FieldSamples.Integer(actual.Limbs));
        }
    }

    private static TField Element<TField>(BigInteger montgomery)
        where TField : unmanaged, IField<TField> => TField.FromLimbs(FieldSamples.Limbs(montgomery));

    private static TNative Native<TField, TNative>(BigInteger montgomery)
        where TField : unmanaged, IField<TField>
        where TNative : unmanaged => MemoryMarshal.Cast<TField, TNative>([Element<TField>(montgomery)])[0];

    private static BigInteger Canonical(Fr value)
    {
        var bytes = new byte[32];
        value.WriteBytesLittleEndian(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }
}
