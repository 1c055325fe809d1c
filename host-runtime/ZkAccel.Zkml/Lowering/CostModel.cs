using ZkAccel.Plonk;

namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// Seconds that a proof will take on the CPU backend with two threads, from what it does: multi-scalar multiplications of n full-size or small
/// scalars and NTTs of n. Only their ratio matters for the choice of a profile.
/// </summary>
internal static class CostModel
{
    private const double FullPoint = 0.7e-6;
    private const double SmallPoint = 0.08e-6;
    private const double NttStep = 2.4e-9;

    public static double Seconds(Profile profile, int logN)
    {
        double n = 1L << logN;
        int lookups = (2 * profile.Slots) + (profile.Ranged ? profile.Lanes : 0);
        int helpers = Math.Max(0, Shapes.DivideUp(lookups - 2, 3));
        int lanes = profile.Ranged ? profile.Lanes : 1;
        int small = (3 * profile.Slots) + 1 + (profile.Weights == WeightMode.Private ? profile.Lanes : 0);
        int full = 6 + helpers + 2 + 3 + 2;
        int columns = (3 * profile.Slots) + lanes + 9 + helpers;
        int fixedColumns = 19 + profile.Slots;
        double transforms = columns + 4.0 * (columns + fixedColumns);
        return (n * ((full * FullPoint) + (small * SmallPoint)) + (transforms * n * logN * NttStep)) / 2;
    }
}
