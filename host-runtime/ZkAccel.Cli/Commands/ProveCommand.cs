using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;
using ZkAccel.Plonk;
using ZkAccel.Runtime;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel prove</c>: a proof of one inference.</summary>
internal static class ProveCommand
{
    public static Command Create()
    {
        Option<string> model = Shared.Model("The quantised model (.zkm)");
        Option<string[]> data = Shared.Data("The input: input.json, .npy, .pb, or what gen-witness wrote");
        data.Aliases.Add("--witness");
        data.Aliases.Add("-W");
        Option<string?> provingKey = Shared.File("--pk-path", "The proving key; default: the model's name with .zkpk");
        Option<string?> commitmentPath = Shared.File("--commitment", "The model's commitment; default: the model's name with .zkcommit");
        Option<string?> secretPath = Shared.File("--secret", "The commitment's secret; default: the model's name with .zksecret");
        Option<string?> output = Shared.File("--proof-path", "The proof to write; default: the model's name with .zkproof", "-O", "--output");
        var command = new Command("prove", "Prove one inference; the proof is verified before it is written")
        {
            model, data, provingKey, commitmentPath, secretPath, output, Shared.Context, Shared.Device,
        };
        command.Does((parse, terminal, cancellation) => terminal.WorkAsync<Report>(async progress =>
        {
            string modelPath = parse.GetValue(model)!;
            byte[]? context = Shared.ContextOf(parse);
            ZkModel quantised = ZkModel.Load(modelPath);
            string[] files = parse.GetValue(data)!;
            Tensor[] inputs = quantised.ReadInputs(files);
            if (files is [var file] && Path.GetExtension(file) == ".json" && quantised.TryReadRun(file) is { } run) RequireRight(file, quantised, run);
            progress.Report(new ZkProgress("reading the key", 0));
            long loading = Stopwatch.GetTimestamp();
            ZkProvingKey key = ZkProvingKey.Load(Shared.Input(parse, provingKey, modelPath, ".zkpk", "setup"), quantised, cancellation);
            using IAccelerator device = Shared.Open(parse);
            ZkModelSecret? secret = null;
            if (key.Compiled.Visibility.Weights == WeightMode.Committed)
            {
                ZkCommitment commitment = ZkCommitment.Load(Shared.Input(parse, commitmentPath, modelPath, ".zkcommit", "commit"));
                secret = ZkModelSecret.Load(Shared.Input(parse, secretPath, modelPath, ".zksecret", "commit"), key, commitment);
            }

            using var prover = new ZkProver(key, device, secret, cancellation);
            TimeSpan loaded = Stopwatch.GetElapsedTime(loading);
            long proving = Stopwatch.GetTimestamp();
            ZkProofResult result = await prover.ProveAsync(ZkModel.Floats(inputs), context, progress, cancellation).ConfigureAwait(false);
            if (Clamping.Warning(result.Inference.Clamped) is { } warning) terminal.Note(warning);
            TimeSpan proved = Stopwatch.GetElapsedTime(proving);
            string target = parse.GetValue(output) ?? Shared.Beside(modelPath, ".zkproof");
            result.Proof.Save(target, cancellation);
            return ProveReport.Of(target, key, result, loaded, proved);
        }));
        return HelpWithExamples.Attach(
            command,
            "zkaccel prove -M lenet5.zkm -D input.json",
            "zkaccel prove -M lenet5.zkm -D digit.npy --context 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff --json");
    }

    /// <summary>A run in a file is proved only if it is the one that its input gives: a proof is always of a fresh run.</summary>
    private static void RequireRight(string file, ZkModel model, ZkInference run)
    {
        string? wrong = model.FirstDifference(run) is var (layer, element, found, expected)
            ? $"element {element} of layer '{layer}' is {found}, the model gives {expected}"
            : model.FirstContradiction(run);
        if (wrong is not null) throw new UnfitFileException($"{file}: {wrong}: `zkaccel gen-witness` makes it again, and a file of input_data alone is proved as it is");
    }

    private sealed record Phase(string Name, double Seconds);

    private sealed record ProveReport(
        string Proof, int ProofBytes, string KeyDigest, string? ModelDigest, bool Insecure, int LogRows, long Lookups, double Seconds, double LoadSeconds,
        IReadOnlyList<Phase> Phases, long PeakMemoryBytes, int Prediction, IReadOnlyList<float[]> Outputs,
        IReadOnlyList<InputClamping> ClampedInputs) : Report
    {
        public static ProveReport Of(string path, ZkProvingKey key, ZkProofResult result, TimeSpan loaded, TimeSpan proved)
        {
            Circuit circuit = key.Compiled.Circuit;
            using Process self = Process.GetCurrentProcess();
            return new ProveReport(
                path, result.Proof.Bytes.Length, Convert.ToHexStringLower(result.Proof.KeyDigest),
                result.Proof.ModelDigest.Length == 0 ? null : Convert.ToHexStringLower(result.Proof.ModelDigest), result.Proof.Insecure, circuit.LogN,
                key.Compiled.Layers.Sum(l => l.Lookups), proved.TotalSeconds, loaded.TotalSeconds,
                [.. result.Timings.Select(t => new Phase(t.Phase, t.Elapsed.TotalSeconds))], self.PeakWorkingSet64,
                Scores.Prediction(result.Inference.Scores[0]), result.Inference.Scores, result.Inference.Clamped);
        }

        public override void Print(IAnsiConsole console)
        {
            Tables.WriteFacts(
                console,
                ("proof", $"{Proof} ({Format.Bytes(ProofBytes)}), verified"),
                ("circuit", $"2^{LogRows} rows, {Format.Count(Lookups)} lookups"),
                ("output", Scores.Line(Outputs[0])),
                ("prediction", $"{Prediction}"),
                ("peak memory", Format.Bytes(PeakMemoryBytes)),
                ("time", $"{Format.Seconds(Seconds)}, after {Format.Seconds(LoadSeconds)} to load key and device"));
            foreach (Phase phase in Phases) console.MarkupLineInterpolated($"               {phase.Name,-12} {Format.Seconds(phase.Seconds),8}");
            if (Insecure) console.MarkupLine("[yellow]INSECURE: made with an SRS whose secret is known; the proof convinces nobody.[/]");
        }
    }
}
