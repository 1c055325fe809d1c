using ILGPU;
using ILGPU.Runtime;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

/// <summary>The powers of ω, 2^logN of them, and how a transform of that size is cut into passes.</summary>
internal sealed class GpuNttPlan : NttPlan
{
    /// <summary>Elements of a tile, 32 KB of shared memory.</summary>
    public const int LogTile = 10;

    /// <summary>Largest radix of a pass when there are several: tiles then have four neighbouring columns, 128 bytes in a row.</summary>
    private const int LogRadix = 8;

    private readonly Lock _gate = new();
    private readonly List<(Fr Coset, bool Inverse, PowerTables Tables)> _cosets = [];
    private readonly DeviceBlock _block;

    public GpuNttPlan(GpuAccelerator owner, int logN)
        : this(owner, logN, Cut(logN))
    {
    }

    /// <summary>A plan of chosen passes, so that many passes can be tried at small sizes.</summary>
    internal GpuNttPlan(GpuAccelerator owner, int logN, IReadOnlyList<int> passes)
        : base(owner, logN)
    {
        Passes = passes;
        var backend = owner.Backend;
        _block = backend.Memory.Rent((long)Count * Fr.ByteLength, user: null);
        using var powers = new PowerTables(backend, Fr.RootOfUnity(logN), Fr.One, logN, after: false);
        using var on = new Launcher(backend);
        NttKernels.Powers.Launch(on, Count, Twiddles, powers.Scale);
        on.Wait();
    }

    /// <summary>ω^i.</summary>
    public ArrayView<FrGpu> Twiddles => _block.View<FrGpu>(Count);

    /// <summary>Binary logarithms of the radices, first pass first; their sum is <see cref="NttPlan.LogN"/>.</summary>
    public IReadOnlyList<int> Passes { get; }

    /// <summary>The least number of passes, as equal as can be.</summary>
    public static int[] Cut(int logN)
    {
        if (logN <= LogTile) return [logN];
        var count = (logN + LogRadix - 1) / LogRadix;
        return [.. Enumerable.Range(0, count).Select(pass => (logN + count - 1 - pass) / count)];
    }

    /// <summary>The factors of a transform over a coset other than the group itself; kept, since a prover uses few cosets and a table is small.</summary>
    public NttScale Scale(Fr coset, bool inverse)
    {
        lock (_gate)
        {
            foreach (var known in _cosets)
                if (known.Coset == coset && known.Inverse == inverse) return known.Tables.Scale;
            var backend = ((GpuAccelerator)Owner).Backend;
            var tables = inverse
                ? new PowerTables(backend, coset.Inverse(), Fr.FromInt64(Count).Inverse(), LogN, after: true)
                : new PowerTables(backend, coset, Fr.One, LogN, after: false);
            _cosets.Add((coset, inverse, tables));
            return tables.Scale;
        }
    }

    protected override void Release()
    {
        foreach (var (_, _, tables) in _cosets) tables.Dispose();
        ((GpuAccelerator)Owner).Backend.Memory.Return(_block, user: null);
    }
}
