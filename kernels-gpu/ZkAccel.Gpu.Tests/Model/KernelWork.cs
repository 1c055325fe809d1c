namespace ZkAccel.Gpu.Tests;

/// <summary>What each operation asks of a GPU, counted from the kernels' loops.</summary>
internal static class KernelWork
{
    /// <summary>Products in the text of a pass: a radix-2 step 2, a radix-4 step 4 (at the start and in the middle), the last step 1, the twist 4.</summary>
    public const int ProductsInPass = 2 + 4 + 4 + 1 + 4;

    /// <summary>A forward transform of 2^logN points.</summary>
    public static GpuWork Ntt(int logN)
    {
        var quads = Math.Pow(2, logN - 2);
        var work = default(GpuWork);
        var passes = GpuNttPlan.Cut(logN);
        for (var pass = 0; pass < passes.Length; pass++)
        {
            var radix2Steps = passes[pass] & 1;
            var radix4Steps = (passes[pass] - radix2Steps) / 2 - 1;
            var isLast = pass == passes.Length - 1;
            var products = 4 * radix4Steps + 2 * radix2Steps + 1 + (isLast ? 0 : 4);
            var sums = 8 * (radix4Steps + 1) + 4 * radix2Steps;

            // Twists of the first pass come from the whole table of powers; those of later passes and inside a tile from a part that stays in cache.
            var accesses = 8 + (pass == 0 && !isLast ? 4 : 0);
            work += quads * (products * GpuWork.Product + sums * GpuWork.Sum + accesses * GpuWork.Access);
        }

        return work;
    }

    /// <summary>A product scan: a chunk is read twice and written once, and every level has a sixteenth of the one before.</summary>
    public static GpuWork ProductScan(int logN) => Levels(logN, 2 * GpuWork.Product + 3 * GpuWork.Access);

    /// <summary>A batch inversion: one product up, two down, with a prefix written and read.</summary>
    public static GpuWork Inversion(int logN) => Levels(logN, 3 * GpuWork.Product + 5 * GpuWork.Access);

    /// <summary>An evaluation by Horner's rule in chunks.</summary>
    public static GpuWork Evaluation(int logN) => Levels(logN, GpuWork.Product + GpuWork.Sum + GpuWork.Access);

    private static GpuWork Levels(int logN, GpuWork each) => Math.Pow(2, logN) * ScanKernels.Chunk / (ScanKernels.Chunk - 1) * each;
}
