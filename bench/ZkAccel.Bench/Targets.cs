namespace ZkAccel.Bench;

/// <summary>Targets on two cores of a current server processor.</summary>
internal static class Targets
{
    public const double VerifyMilliseconds = 10;

    /// <summary>Seconds of a proof and MiB of the whole process, where there is a target.</summary>
    public static (double Seconds, double MiB)? Of(string subject) => subject switch
    {
        "tiny-mlp" or "credit-scoring" => (0.3, 150),
        "mlp-mnist" => (0.5, 200),
        "lenet5-mnist" => (1, 300),
        "mlp-2m" => (8, 2048),
        "resnet20-mnist" or "resnet20-cifar10" => (8, 1536),
        Subjects.Plonk => (3, 300),
        _ => null,
    };

    public static int ProofBytes(bool smallestProfile) => smallestProfile ? 2000 : 3000;

    public static double? Milliseconds(string subject, int logSize) => (subject, logSize) switch
    {
        (Subjects.Msm, 16) => 300,
        (Subjects.Msm, 18) => 1050,
        (Subjects.Ntt, 16) => 12,
        (Subjects.Ntt, 20) => 240,
        _ => null,
    };
}
