using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZkAccel.Bench;

/// <summary>What was measured of one subject: a proof (<see cref="Proof"/>) or kernels (<see cref="Kernels"/>), or why not.</summary>
internal sealed record Figures(string Name)
{
    public ProofFigures? Proof { get; init; }

    public KernelFigures[]? Kernels { get; init; }

    /// <summary>Laws of the accelerator interface that the device keeps.</summary>
    public int? Laws { get; init; }

    public string? Error { get; init; }
}

/// <summary>Proofs of one circuit; times are medians of warm runs in one process.</summary>
/// <param name="LogRows">Log2 of the rows.</param>
/// <param name="Profile">Slots, lanes and weight mode.</param>
/// <param name="Smallest">Whether it is the smallest profile, (1, 1).</param>
/// <param name="ProveSeconds">From the input to the proof: integer inference, witness, proof.</param>
/// <param name="WitnessSeconds">Of that, inference and witness.</param>
/// <param name="PeakMiB">Largest resident set of the whole process, setup included.</param>
/// <param name="ProvingMiB">Largest resident set from the first proof on.</param>
/// <param name="ProofBytes">Length of the proof.</param>
/// <param name="VerifyMilliseconds">One verification.</param>
/// <param name="CompileSeconds">Import, calibration on one sample, quantisation, circuit.</param>
/// <param name="SrsSeconds">A fresh test SRS of this size.</param>
/// <param name="KeySeconds">Keys, committed weights, resident columns; on this SRS's first use its Lagrange basis too.</param>
/// <param name="Runs">The warm proofs, in order, seconds.</param>
/// <param name="PhaseMilliseconds">Wall time of each phase of a proof, medians.</param>
internal sealed record ProofFigures(
    int LogRows, string Profile, bool Smallest, double ProveSeconds, double WitnessSeconds, double PeakMiB, double ProvingMiB, int ProofBytes,
    double VerifyMilliseconds, double CompileSeconds, double SrsSeconds, double KeySeconds, double[] Runs,
    IReadOnlyDictionary<string, double> PhaseMilliseconds);

/// <summary>One operation of a device.</summary>
/// <param name="Operation">Which.</param>
/// <param name="LogSize">Log2 of the elements or points.</param>
/// <param name="Milliseconds">Median.</param>
/// <param name="BestMilliseconds">The fastest.</param>
/// <param name="PerSecond">Elements or points a second, by the median; products where the operation is made of them.</param>
internal sealed record KernelFigures(string Operation, int LogSize, double Milliseconds, double BestMilliseconds, double PerSecond)
{
    public static KernelFigures Of(string operation, int logSize, double[] milliseconds, int each = 1)
    {
        double median = ProofRun.Median(milliseconds);
        return new KernelFigures(operation, logSize, median, milliseconds.Min(), each * Math.Pow(2, logSize) / median * 1e3);
    }
}

/// <summary>A whole run.</summary>
internal sealed record QuickReport(Machine Machine, double Seconds, Figures[] Subjects);

internal static class Json
{
    private static readonly JsonSerializerOptions Compact = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };

    public static string Line(Figures figures) => JsonSerializer.Serialize(figures, Compact);

    public static Figures Parse(string line) => JsonSerializer.Deserialize<Figures>(line, Compact)!;

    public static string Text(QuickReport report) => JsonSerializer.Serialize(report, Indented);
}
