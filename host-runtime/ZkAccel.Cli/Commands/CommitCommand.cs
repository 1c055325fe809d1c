using System.CommandLine;
using Spectre.Console;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel commit</c>: registers a model once; later proofs point at it.</summary>
internal static class CommitCommand
{
    public static Command Create()
    {
        Option<string> model = Shared.Model("The quantised model (.zkm)");
        Option<string?> provingKey = Shared.File("--pk-path", "The proving key; default: the model's name with .zkpk");
        Option<string?> output = Shared.File("--commitment", "The public commitment to write; default: the model's name with .zkcommit", "-O", "--output");
        Option<string?> secret = Shared.File("--secret", "The secret to write and to keep; default: the model's name with .zksecret");
        var command = new Command("commit", "Commit to a model's weights and prove them in range, once for all proofs") { model, provingKey, output, secret, Shared.Device };
        command.Does((parse, terminal, cancellation) => terminal.WorkAsync<Report>(async progress =>
        {
            string modelPath = parse.GetValue(model)!;
            progress.Report(new ZkProgress("reading the key", 0));
            string keyPath = Shared.Input(parse, provingKey, modelPath, ".zkpk", "setup");
            ZkProvingKey key = ZkProvingKey.Load(keyPath, ZkModel.Load(modelPath), cancellation);
            if (key.Compiled.Visibility.Weights != WeightMode.Committed)
                throw new UnfitFileException($"{keyPath}: was made with --weights fixed or private: there is nothing to commit to");
            using IAccelerator device = Shared.Open(parse);
            (ZkCommitment commitment, ZkModelSecret kept) = await ZkProver.CommitAsync(key, device, progress, cancellation).ConfigureAwait(false);
            string commitmentPath = parse.GetValue(output) ?? Shared.Beside(modelPath, ".zkcommit");
            string secretPath = parse.GetValue(secret) ?? Shared.Beside(modelPath, ".zksecret");
            commitment.Save(commitmentPath, kept, secretPath, cancellation);
            return new CommitReport(commitmentPath, secretPath, Convert.ToHexStringLower(commitment.Model.Digest), key.VerifyingKey.Key.Insecure);
        }));
        return HelpWithExamples.Attach(command, "zkaccel commit -M lenet5.zkm", "zkaccel commit -M lenet5.zkm --pk-path keys/lenet5.zkpk -O lenet5.zkcommit");
    }

    private sealed record CommitReport(string Commitment, string Secret, string ModelDigest, bool Insecure) : Report
    {
        public override void Print(IAnsiConsole console) => Tables.WriteFacts(
            console, ("commitment", $"{Commitment}: publish it"), ("secret", $"{Secret}: keep it, proofs need it"), ("model digest", ModelDigest));
    }
}
