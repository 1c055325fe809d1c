using ZkAccel.Plonk;

namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// What a proof costs on the CPU backend with two threads, from what it does: multi-scalar multiplications of n full-size or small scalars and
/// NTTs of n. Profiles are chosen by the ratio of these costs; as times they lack what does not grow with n and what is neither of the two,
/// which <see cref="Estimate"/> adds.
/// </summary>
internal static class CostModel
{
    private const double FullPoint = 0.7e-6;
    private const double SmallPoint = 0.08e-6;
    private const double NttStep = 2.4e-9;

    // Fitted to proofs in a warm process on two processors with AVX-512: tiny-mlp 0.053 s (here 0.067), lenet5-mnist 0.242 s (0.189), resnet20-mnist
    // 1.25 s (1.33). The first is what a proof takes however small it is; the second is row programs, inversions, hashing and memory.
    private const double LeastSeconds = 0.04;
    private const double Unmodelled = 2;

    /// <summary>Seconds that a proof will take, within a factor of two.</summary>
    public static double Estimate(Profile profile, int logN) => LeastSeconds + (Unmodelled * Cost(profile, logN));

    /// <summary>Seconds in multi-scalar multiplications and NTTs.</summary>
    public static double Cost(Profile profile, int logN)
    {
        double n = 1L << logN;
        int helpers = profile.Helpers;
        int lanes = profile.Ranged ? profile.Lanes : 1;
        int small = (3 * profile.Slots) + 1 + (profile.Weights == WeightMode.Private ? profile.Lanes : 0);
        int full = 6 + helpers + 2 + 3 + 2;
        int columns = (3 * profile.Slots) + lanes + 9 + helpers;
        int fixedColumns = 19 + profile.Slots;
        double transforms = columns + 4.0 * (columns + fixedColumns);
        return (n * ((full * FullPoint) + (small * SmallPoint)) + (transforms * n * logN * NttStep)) / 2;
    }
}
