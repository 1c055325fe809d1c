using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// Twiddles of one size. A transform of n = A * B elements is B transforms of length A down the columns of an A x B matrix, a
/// twiddle an element, and A transforms of length B along its rows (Bailey's four steps). Eight columns, later eight rows, go
/// side by side in the lanes, so every twiddle inside them is one scalar for all lanes and the tables have A + B entries, not n.
/// </summary>
internal sealed unsafe class CpuNttPlan : NttPlan
{
    /// <summary>Sizes below this have no two sides of eight; they are done on host scalars.</summary>
    internal const int MinLogN = 6;

    private readonly Lazy<Direction>[] directions;

    internal CpuNttPlan(CpuAccelerator owner, int logN)
        : base(owner, logN)
    {
        LogColumn = (logN + 1) / 2;
        LogRow = logN - LogColumn;
        directions = [new(() => new Direction(this, inverse: false)), new(() => new Direction(this, inverse: true))];
    }

    /// <summary>log A: the length of a column, the first side transformed.</summary>
    internal int LogColumn { get; }

    /// <summary>log B.</summary>
    internal int LogRow { get; }

    internal Direction For(NttKind kind) => directions[kind == NttKind.Inverse ? 1 : 0].Value;

    protected override void Release()
    {
        foreach (var direction in directions)
            if (direction.IsValueCreated) direction.Value.Dispose();
    }

    /// <summary>Tables of one direction.</summary>
    internal sealed class Direction : IDisposable
    {
        private readonly NativeBlock memory;

        internal Direction(CpuNttPlan plan, bool inverse)
        {
            long sideA = 1L << plan.LogColumn, sideB = 1L << plan.LogRow;
            memory = new NativeBlock(((sideA + sideB) * Element.Words + sideB / 8 * Modulus.Block) * sizeof(long) + 128, clear: true);
            Powers = memory.Words;
            ColumnTwiddles = Powers + sideB / 8 * Modulus.Block;
            RowTwiddles = ColumnTwiddles + sideA * Element.Words;
            Root = Fr.RootOfUnity(plan.LogN);
            if (inverse) Root = Root.Inverse();
            Stages(ColumnTwiddles, plan.LogColumn, Root.Pow((ulong)sideB));
            Stages(RowTwiddles, plan.LogRow, Root.Pow((ulong)sideA));
            long* element = stackalloc long[Element.Words];
            var power = Fr.One;
            for (long j = 0; j < sideB; j++, power *= Root)
            {
                Element.FromFr(power, element);
                Element.Copy(Powers + j / 8 * Modulus.Block + j % 8, 8, element, 1);
            }
        }

        /// <summary>The primitive n-th root of this direction.</summary>
        internal Fr Root { get; }

        /// <summary>Root^j for j &lt; B, in blocks.</summary>
        internal long* Powers { get; }

        /// <summary>Powers for <see cref="FieldKernels.Transform"/> of length A.</summary>
        internal long* ColumnTwiddles { get; }

        /// <summary>The same of length B.</summary>
        internal long* RowTwiddles { get; }

        public void Dispose() => memory.Dispose();

        private static void Stages(long* table, int log, Fr root)
        {
            for (long half = 1L << (log - 1); half >= 1; half /= 2, root *= root)
            {
                var power = Fr.One;
                for (long i = 0; i < half; i++, table += Element.Words, power *= root) Element.FromFr(power, table);
            }
        }
    }
}
