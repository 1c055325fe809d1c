using System.Numerics;
using System.Runtime.InteropServices;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Runtime.Tests.Cpu;

/// <summary>Blocks of elements in native memory, seen as big integers: the plain side of the kernel tests.</summary>
internal sealed unsafe class Blocks : IDisposable
{
    internal Blocks(int blocks)
    {
        Count = blocks * 8;
        Data = (long*)NativeMemory.AlignedAlloc((nuint)blocks * 320, 64);
        NativeMemory.Clear(Data, (nuint)blocks * 320);
    }

    internal long* Data { get; }

    internal int Count { get; }

    internal BigInteger this[int index]
    {
        get
        {
            BigInteger value = 0;
            for (int i = 4; i >= 0; i--) value = (value << 52) + Data[index / 8 * 40 + i * 8 + index % 8];
            return value;
        }
        set
        {
            for (int i = 0; i < 5; i++)
            {
                Data[index / 8 * 40 + i * 8 + index % 8] = (long)(ulong)(value & Modulus.Mask);
                value >>= 52;
            }
        }
    }

    internal static BigInteger Prime(Modulus modulus)
    {
        BigInteger p = 0;
        for (int i = 3; i >= 0; i--) p = (p << 64) + modulus.Words[i];
        return p;
    }

    /// <summary>Random values below 2p, with each of the edge values {0, 1, p-1, p, p+1, 2p-1} paired against its neighbours.</summary>
    internal static Blocks Samples(Modulus modulus, int blocks, int seed)
    {
        var p = Prime(modulus);
        BigInteger[] edges = [0, 1, p - 1, p, p + 1, 2 * p - 1, (BigInteger.One << 52) - 1, (BigInteger.One << 208) - 1, (BigInteger.One << 253) - 1, BigInteger.One << 253];
        var random = new Random(seed);
        var result = new Blocks(blocks);
        var bytes = new byte[40];
        for (int i = 0; i < result.Count; i++)
        {
            random.NextBytes(bytes);
            result[i] = i < 100 ? edges[(seed % 2 == 0 ? i : i / 10) % 10] : new BigInteger(bytes, isUnsigned: true) % (2 * p);
        }

        return result;
    }

    public void Dispose() => NativeMemory.AlignedFree(Data);
}
