using System.CommandLine;
using System.Globalization;
using ZkAccel.Plonk;
using ZkAccel.Runtime;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Cli;

/// <summary>Options that several commands take, under one name each and under the names that EZKL users know.</summary>
internal static class Shared
{
    private const string Fastest = "fastest";

    public static Option<bool> Json { get; } = new("--json") { Description = "Write the result as JSON to standard output", Recursive = true };

    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Show where an unexpected error came from", Recursive = true };

    public static Option<string> Model(string description) =>
        new("--model", "-M", "--compiled-circuit") { Description = description, HelpName = "file", Required = true };

    public static Option<string[]> Data(string description, bool required = true) => new("--data", "-D")
    {
        Description = description,
        HelpName = "file",
        Required = required,
        AllowMultipleArgumentsPerToken = true,
        Arity = required ? ArgumentArity.OneOrMore : ArgumentArity.ZeroOrMore,
    };

    public static Option<string?> File(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = "file" };

    public static Option<string> Device { get; } = new("--device")
    {
        Description = "Where to compute; `zkaccel devices` lists what there is",
        HelpName = "name",
        DefaultValueFactory = _ => "cpu",
    };

    public static Option<bool> AllowInsecure { get; } = new("--allow-insecure")
    {
        Description = "Accept an SRS with a known secret: for development, proves nothing to others",
    };

    public static Option<string?> Context { get; } = new("--context")
    {
        Description = "32 bytes in hexadecimal that bind the proof to a use (a nonce, a digest of a request)",
        HelpName = "hex",
    };

    public static Option<int> Bits { get; } = new Option<int>("--bits")
    {
        Description = "Width of the weights",
        DefaultValueFactory = _ => 8,
    }.AcceptOnlyFromAmong("8", "16");

    public static Option<string> Weights { get; } = Choice(
        "--weights", "--param-visibility", "committed: hidden, registered once; private: hidden, in every proof; fixed: in the verifying key",
        "committed", "private", "fixed");

    public static Option<string> InputVisibility { get; } = Choice("--input-visibility", null, "Whether the verifier sees the input", "private", "public");

    public static Option<string> OutputVisibility { get; } = Choice("--output-visibility", null, "Whether the verifier sees the output", "public", "private");

    public static Option<string> Profile { get; } = new("--profile")
    {
        Description = "Shape of the circuit: auto (proofs up to 3,000 bytes), fastest, smallest (least proof), or SLOTSxLANES such as 4x16",
        HelpName = "shape",
        DefaultValueFactory = _ => "auto",
    };

    public static Visibility VisibilityOf(ParseResult parse) => new(
        parse.GetValue(InputVisibility) == "public",
        parse.GetValue(OutputVisibility) == "public",
        Enum.Parse<WeightMode>(parse.GetValue(Weights)!, ignoreCase: true));

    public static (int Slots, int Lanes)? ProfileOf(ParseResult parse)
    {
        string text = parse.GetValue(Profile)!;
        if (text is "auto" or Fastest) return null;
        if (text == "smallest") return CircuitCompiler.Profiles[0];
        string[] parts = text.Split('x');
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int slots)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int lanes)
            && slots is >= 1 and <= Plonk.Profile.MaxSlots && lanes is >= 1 and <= Plonk.Profile.MaxLanes)
            return (slots, lanes);
        throw new UsageException($"--profile is auto, fastest, smallest or SLOTSxLANES (up to {Plonk.Profile.MaxSlots}x{Plonk.Profile.MaxLanes}), not '{text}'");
    }

    /// <summary>The longest proof that the cost model may choose.</summary>
    public static int MaxProofBytesOf(ParseResult parse) => parse.GetValue(Profile) == Fastest ? int.MaxValue : CircuitCompiler.UsualProofBytes;

    public static byte[]? ContextOf(ParseResult parse)
    {
        if (parse.GetValue(Context) is not { } text) return null;
        string hex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        byte[]? bytes = hex.Length == 2 * Verifier.ContextLength && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;
        return bytes ?? throw new UsageException($"--context takes {Verifier.ContextLength} bytes in hexadecimal, not '{text}'");
    }

    /// <summary>Opens the device that the command line names; the caller disposes it.</summary>
    public static IAccelerator Open(ParseResult parse)
    {
        string name = parse.GetValue(Device)!;
        if (name.Split('+').Any(part => part == "null"))
            throw new AcceleratorException(name, nameof(Open), AcceleratorError.NotSupported, "the device 'null' computes nothing, it measures the time around a device: `zkaccel devices` lists others");
        try
        {
            return Accelerators.Open(name);
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>A file beside another one: the same name with another extension.</summary>
    public static string Beside(string path, string extension) => Path.ChangeExtension(path, extension);

    /// <summary>A file to read: the one that an option names, or the one beside another; where that is missing, says which command makes it, or who has it.</summary>
    public static string Input(ParseResult parse, Option<string?> option, string beside, string extension, string? maker)
    {
        if (parse.GetValue(option) is { } named) return named;
        string path = Beside(beside, extension);
        return System.IO.File.Exists(path) ? path : throw new UnfitFileException($"{path}: file not found: {(maker is null ? "ask the model's owner for it" : $"`zkaccel {maker}` makes it")}, {option.Name} names another");
    }

    private static Option<string> Choice(string name, string? alias, string description, params string[] values)
    {
        Option<string> option = alias is null ? new(name) : new(name, alias);
        option.Description = description;
        option.DefaultValueFactory = _ => values[0];
        return option.AcceptOnlyFromAmong(values);
    }
}
