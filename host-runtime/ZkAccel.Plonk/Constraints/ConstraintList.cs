namespace ZkAccel.Plonk;

/// <summary>Numbering of the constraints: constraint j is weighted by α^j.</summary>
internal static class ConstraintList
{
    public const int Gate = 0, Weights = 1, Raw = 2, Out = 3, FirstHelper = 4;

    public static int Sum(Profile profile) => FirstHelper + profile.Helpers;

    public static int Copies(Profile profile) => Sum(profile) + 1;

    public static int Start(Profile profile) => Sum(profile) + 2;

    public static int Count(Profile profile) => Sum(profile) + 3;

    /// <summary>
    /// All constraints, neighbours sharing columns: whoever evaluates them one after another, and drops a column after its last reader,
    /// holds few at a time.
    /// </summary>
    public static int[] ByColumns(Profile profile) =>
        [Start(profile), Copies(profile), Gate, Weights, Raw, Out, .. Enumerable.Range(FirstHelper, profile.Helpers), Sum(profile)];

    public static string Name(Profile profile, int index) => index switch
    {
        Gate => "gate",
        Weights => "weights",
        Raw => "raw",
        Out => "out",
        _ when index < Sum(profile) => $"helper {index - FirstHelper}",
        _ when index == Sum(profile) => "lookup sum",
        _ when index == Copies(profile) => "copies",
        _ => "product start",
    };
}
