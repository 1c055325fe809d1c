using System.Runtime.CompilerServices;
using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Cpu;

/// <summary>Values of polynomials: Horner's rule in 64 interleaved chains, eight blocks of eight lanes.</summary>
internal sealed unsafe class Evaluation(FieldKernels kernels)
{
    private const int Block = Modulus.Block;
    private const int Chains = 8;

    /// <summary>Blocks of one piece of a polynomial that is evaluated by itself.</summary>
    internal const long Piece = 4096;

    /// <summary>Powers of a point: z^0..z^63 in blocks, and z^64.</summary>
    internal sealed class Powers : IDisposable
    {
        private readonly NativeBlock memory = new((Chains * Block + Element.Words) * sizeof(long), clear: false);

        internal Powers(Fr point)
        {
            Point = point;
            long* element = stackalloc long[Element.Words];
            var power = Fr.One;
            for (int i = 0; i < Chains * 8; i++, power *= point)
            {
                Element.FromFr(power, element);
                Element.Copy(memory.Words + i / 8 * Block + i % 8, 8, element, 1);
            }

            Element.FromFr(power, memory.Words + Chains * Block);
        }

        internal Fr Point { get; }

        internal long* Blocks => memory.Words;

        internal long* Stride => memory.Words + Chains * Block;

        public void Dispose() => memory.Dispose();
    }

    /// <summary>The sum of x[i] * z^i over whole blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal Fr Evaluate(long* x, long blocks, Powers powers)
    {
        long* sum = stackalloc long[Chains * Block];
        long rows = (blocks + Chains - 1) / Chains, top = blocks - (rows - 1) * Chains;
        new Span<long>(sum, Chains * Block).Clear();
        Columns.Copy(sum, x + (rows - 1) * Chains * Block, top);
        for (long row = rows - 2; row >= 0; row--)
        {
            kernels.Scale(sum, sum, powers.Stride, Chains, 0);
            kernels.Add(sum, sum, x + row * Chains * Block, Chains);
        }

        kernels.Multiply(sum, sum, powers.Blocks, Chains);
        for (int half = Chains / 2; half > 0; half /= 2) kernels.Add(sum, sum, sum + half * Block, half);
        var value = Fr.Zero;
        for (int lane = 0; lane < 8; lane++) value += Element.ToFr(sum + lane, 8);
        GC.KeepAlive(powers);
        return value;
    }
}
