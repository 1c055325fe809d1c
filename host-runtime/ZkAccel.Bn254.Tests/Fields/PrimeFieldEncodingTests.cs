using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Xunit;
using static ZkAccel.Bn254.Tests.PrimeFieldTests;

namespace ZkAccel.Bn254.Tests;

public class PrimeFieldEncodingTests
{
    [Fact]
    public void Bytes_round_trip_in_both_orders()
    {
        foreach (BigInteger x in Samples(Q))
        {
            byte[] big = x.ToByteArray(isUnsigned: true, isBigEndian: true);
            byte[] expected = [.. new byte[32 - big.Length], .. big];
            var bytes = new byte[32];
            ToFq(x).WriteBytesBigEndian(bytes);
            Assert.Equal(expected, bytes);
            Assert.True(Fq.TryFromBytesBigEndian(bytes, out Fq back));
            Assert.Equal(ToFq(x), back);
            ToFq(x).WriteBytesLittleEndian(bytes);
            Assert.Equal(expected.Reverse(), bytes);
            Assert.True(Fq.TryFromBytesLittleEndian(bytes, out back));
            Assert.Equal(ToFq(x), back);
        }
    }

    [Fact]
    public void Integers_not_below_the_modulus_are_rejected()
    {
        foreach (BigInteger x in new[] { R, R + 1, R * 2, BigInteger.Pow(2, 254), BigInteger.Pow(2, 256) - 1 })
        {
            byte[] big = x.ToByteArray(isUnsigned: true, isBigEndian: true);
            Assert.False(Fr.TryFromBytesBigEndian(big, out Fr value));
            Assert.Equal(Fr.Zero, value);
            Assert.False(Fr.TryFromBytesLittleEndian([.. big.Reverse()], out _));
            Assert.Throws<ArgumentOutOfRangeException>(() => Fr.FromCanonical(LimbsOf(x)));
            ulong[] l = LimbsOf(x);
            Assert.Throws<ArgumentOutOfRangeException>(() => Fr.FromMontgomeryLimbs(l[0], l[1], l[2], l[3]));
        }

        // Between the two moduli an integer is an element of Fq and not of Fr.
        byte[] between = R.ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.True(Fq.TryFromBytesBigEndian(between, out _));
        Assert.False(Fq.TryFromBytesBigEndian(Q.ToByteArray(isUnsigned: true, isBigEndian: true), out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void Wrong_lengths_are_rejected(int length)
    {
        Assert.False(Fr.TryFromBytesBigEndian(new byte[length], out _));
        Assert.False(Fr.TryFromBytesLittleEndian(new byte[length], out _));
        Assert.Throws<ArgumentException>(() => Fr.One.WriteBytesBigEndian(new byte[length]));
        Assert.Throws<ArgumentException>(() => Fr.One.WriteBytesLittleEndian(new byte[length]));
    }

    [Fact]
    public void Wrong_limb_counts_are_rejected()
    {
        Assert.Throws<ArgumentException>(() => Fr.FromCanonical(new ulong[3]));
        Assert.Throws<ArgumentException>(() => Fr.FromCanonical(new ulong[5]));
        Assert.Throws<ArgumentException>(() => Fr.One.ToCanonical(new ulong[3]));
    }

    [Fact]
    public void Reduction_takes_up_to_64_bytes()
    {
        var random = new Random(3);
        for (int length = 0; length <= 64; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.Equal(ToFr(new BigInteger(bytes, isUnsigned: true, isBigEndian: true) % R), Fr.ReduceBytesBigEndian(bytes));
            Array.Fill(bytes, (byte)255);
            Assert.Equal(ToFr(new BigInteger(bytes, isUnsigned: true, isBigEndian: true) % R), Fr.ReduceBytesBigEndian(bytes));
        }

        Assert.Throws<ArgumentException>(() => Fr.ReduceBytesBigEndian(new byte[65]));
    }

    [Fact]
    public void Layout_is_four_montgomery_limbs_least_significant_first()
    {
        Fr[] values = [Fr.One, ToFr(123456789), -Fr.One];
        ReadOnlySpan<ulong> limbs = MemoryMarshal.Cast<Fr, ulong>(values);
        Assert.Equal(4 * values.Length, limbs.Length);
        for (int i = 0; i < values.Length; i++)
        {
            var stored = new Limbs(limbs[4 * i], limbs[4 * i + 1], limbs[4 * i + 2], limbs[4 * i + 3]);
            Assert.Equal(ToBig(values[i]) * BigInteger.Pow(2, 256) % R, ToBig(stored));
            Assert.Equal(values[i], Fr.FromMontgomeryLimbs(stored.L0, stored.L1, stored.L2, stored.L3));
        }
    }

    [Fact]
    public void Montgomery_bytes_are_the_layout_and_checked()
    {
        foreach (BigInteger x in Samples(Q))
        {
            Fq[] value = [ToFq(x)];
            byte[] stored = MemoryMarshal.AsBytes<Fq>(value).ToArray();
            Assert.True(Fq.TryFromMontgomeryBytes(stored, out Fq back));
            Assert.Equal(value[0], back);
            Assert.False(Fq.TryFromMontgomeryBytes(stored.AsSpan(1), out _));
        }

        Assert.False(Fq.TryFromMontgomeryBytes(Q.ToByteArray(isUnsigned: true), out Fq rejected));
        Assert.True(rejected.IsZero);
    }

    [Fact]
    public void Text_is_the_canonical_integer_in_hexadecimal()
    {
        Assert.Equal("0x" + new string('0', 63) + "5", Fr.FromUInt64(5).ToString());
        Assert.Equal("0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000000", Fr.FromInt64(-1).ToString());
        Assert.Equal((R - 1).ToString("x64", CultureInfo.InvariantCulture), Fr.FromInt64(-1).ToString()[2..]);
    }
}
