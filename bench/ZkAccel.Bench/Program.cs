using System.Globalization;
using ZkAccel.Bench;
using ZkAccel.Runtime;

const string help = """
    ZkAccel.Bench quick [--results FOLDER] [--only NAME,NAME] [--json]
        Measures every subject in a process of its own and prints a table beside the targets.
        --results FOLDER  also writes FOLDER/quick.json
        --only NAMES      these subjects only: model folders, plonk-2^16, msm, ntt
        --json            prints the JSON instead of the table
    ZkAccel.Bench gpu [--device NAME] [--laws LOGN] [--results FOLDER] [--json]
        Measures the operations of a device, each checked before it is timed, and proofs of models and of plain PLONK.
        --device NAME     this one, such as cuda:0, opencl:0?memory=4096 or cpu; else the first CUDA device that opens, else OpenCL,
                          else the emulation at small sizes
        --laws LOGN       first the conformance suite, columns up to 2^LOGN
        --results FOLDER  also writes FOLDER/gpu.json, after each subject
    ZkAccel.Bench one NAME
        Measures one subject in this process and prints its JSON, on one line.

    Models are looked for in bench/models, in models beside this program, then in $ZKACCEL_MODELS. Progress goes to stderr.
    Exit status: 0 all subjects measured, 1 one of them failed, 2 usage. A missed target is no failure.
    """;

string? Option(string name)
{
    int at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}

// An argument that is neither the verb nor an option nor its value: exit status 2.
int? Unknown(string verb, params string[] own)
{
    HashSet<string?> known = [verb, "--json", "--results", .. own, Option("--results"), .. own.Select(Option)];
    if (args.FirstOrDefault(a => !known.Contains(a)) is not { } unknown) return null;
    Console.Error.WriteLine($"'{unknown}' is no option.{Environment.NewLine}{help}");
    return 2;
}

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(help);
    return 0;
}

switch (args)
{
    case ["one", var name]:
        try
        {
            Console.WriteLine(Json.Line(await Subjects.MeasureAsync(name)));
            return 0;
        }
        catch (DirectoryNotFoundException error)
        {
            Console.Error.WriteLine(error.Message);
            return 2;
        }

    case ["gpu", ..]:
        try
        {
            int? laws = Option("--laws") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
            return Unknown("gpu", "--device", "--laws") ?? await GpuRun.RunAsync(Option("--device"), Option("--results"), args.Contains("--json"), laws);
        }
        catch (Exception error) when (error is AcceleratorException or FormatException or ArgumentException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }

    case [] or ["quick", ..]:
        return Unknown("quick", "--only") ?? await QuickRun.RunAsync(Option("--results"), Option("--only")?.Split(','), args.Contains("--json"));
    default:
        Console.Error.WriteLine(help);
        return 2;
}
