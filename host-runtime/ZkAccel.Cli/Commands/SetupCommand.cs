using System.CommandLine;
using Spectre.Console;
using ZkAccel.Evm;
using ZkAccel.Plonk;
using ZkAccel.Runtime;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel setup</c>: proving and verifying key of a model.</summary>
internal static class SetupCommand
{
    public static Command Create()
    {
        Option<string> model = Shared.Model("The quantised model (.zkm)");
        Option<string?> srsPath = Shared.File("--srs-path", "The SRS (.zksrs, .ptau, .srs); checked with a pairing when read");
        srsPath.Required = true;
        Option<string?> provingKey = Shared.File("--pk-path", "The proving key to write; default: the model's name with .zkpk");
        Option<string?> verifyingKey = Shared.File("--vk-path", "The verifying key to write; default: the model's name with .zkvk");
        var lagrange = new Option<bool>("--lagrange") { Description = "Compute the Lagrange basis of a ceremony's SRS (seconds for 2^16 rows; free where a .ptau brings it): proofs up to twice as fast" };
        var onChain = new Option<bool>("--evm") { Description = $"Keys for verification by a contract: few points in a proof, for {EvmVerifier.Packing} times as many powers of the SRS and slower proofs" };
        var command = new Command("setup", "Compile a quantised model and make its keys")
        {
            model, srsPath, provingKey, verifyingKey, Shared.Weights, Shared.InputVisibility, Shared.OutputVisibility, Shared.Profile, onChain, lagrange, Shared.Device,
        };
        command.Does((parse, terminal, cancellation) => terminal.WorkAsync<Report>(async progress =>
        {
            string modelPath = parse.GetValue(model)!;
            CompiledModel compiled = ZkModel.Load(modelPath).Compile(
                Shared.VisibilityOf(parse), Shared.ProfileOf(parse), Shared.MaxProofBytesOf(parse), parse.GetValue(onChain) ? EvmVerifier.Packing : 1, cancellation);
            int needed = ZkProvingKey.RequiredPowers(compiled);
            progress.Report(new ZkProgress("reading the SRS", 0));
            string path = parse.GetValue(srsPath)!;
            Srs srs = SrsFile.Import(path, new SrsImportOptions { MaxPowers = needed, LagrangeLogN = compiled.Circuit.LogN }, cancellation);
            if (srs.Count < needed)
            {
                throw new UnfitFileException(
                    $"{path}: the SRS has {srs.Count} powers; this circuit has 2^{compiled.Circuit.LogN} rows and takes {needed}: use a file for --logrows {(int)Math.Ceiling(Math.Log2(needed - ZkProvingKey.ExtraPowers))} or more");
            }

            using IAccelerator device = Shared.Open(parse);
            ZkProvingKey key = await ZkProvingKey.CreateAsync(compiled, srs, device, parse.GetValue(lagrange), progress, cancellation).ConfigureAwait(false);
            string provingPath = parse.GetValue(provingKey) ?? Shared.Beside(modelPath, ".zkpk");
            string verifyingPath = parse.GetValue(verifyingKey) ?? Shared.Beside(modelPath, ".zkvk");
            key.Save(provingPath, verifyingPath, cancellation);
            return new SetupReport(
                provingPath, new FileInfo(provingPath).Length, verifyingPath, Convert.ToHexStringLower(key.VerifyingKey.Digest), compiled.Circuit.LogN,
                $"{compiled.Circuit.Profile.Slots}x{compiled.Circuit.Profile.Lanes}", compiled.Visibility.Weights, compiled.PublicConstants, key.VerifyingKey.Key.ProofLength, srs.Insecure);
        }));
        return HelpWithExamples.Attach(
            command,
            "zkaccel setup -M lenet5.zkm --srs-path dev.zksrs",
            "zkaccel setup -M lenet5.zkm --srs-path tau17.zksrs --weights fixed --input-visibility public --profile smallest");
    }

    private sealed record SetupReport(
        string ProvingKey, long ProvingKeyBytes, string VerifyingKey, string KeyDigest, int LogRows, string Profile, WeightMode Weights, IReadOnlyList<string> PublicConstants, int ProofBytes,
        bool Insecure) : Report
    {
        public override void Print(IAnsiConsole console)
        {
            Tables.WriteFacts(
                console,
                ("circuit", $"2^{LogRows} rows, {Profile} slots x lanes, weights {Weights.ToString().ToLowerInvariant()}"),
                ("proving key", $"{ProvingKey} ({Format.Bytes(ProvingKeyBytes)})"),
                ("verifying key", $"{VerifyingKey}, digest {KeyDigest}"),
                ("proofs", Format.Bytes(ProofBytes)));
            if (Weights != WeightMode.Fixed && PublicConstants.Count > 0)
                console.MarkupLineInterpolated($"[yellow]public with the key, unlike the weights: the constants that {string.Join(", ", PublicConstants)} add[/]");
            if (Weights == WeightMode.Committed) console.MarkupLine("[dim]next: zkaccel commit[/]");
            if (Insecure) console.MarkupLine("[yellow]INSECURE: the secret of this SRS is known; proofs under these keys convince nobody.[/]");
        }
    }
}
