using System.CommandLine;
using System.Text;
using Spectre.Console;
using ZkAccel.Evm;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel evm vk</c>: key and model as a data contract.</summary>
internal static class EvmKeyCommand
{
    public static Command Create()
    {
        Option<string?> keyPath = EvmCommand.KeyPath(), commitmentPath = EvmCommand.CommitmentPath();
        Option<string?> output = Shared.File("--output", "Where to write the deployment code, in hexadecimal; default: the key's name with .evmkey", "-O");
        var command = new Command("vk", "The verifying key, with the model's commitment, as a data contract: digest and deployment code")
        {
            keyPath, commitmentPath, output, Shared.AllowInsecure,
        };
        command.Does((parse, _, cancellation) =>
        {
            string path = parse.GetValue(keyPath)!;
            ZkVerifyingKey key = EvmCommand.Load(path);
            EvmKey data = EvmCommand.OnChain(path, key, parse.GetValue(commitmentPath), parse.GetValue(Shared.AllowInsecure)).Data;
            string target = parse.GetValue(output) ?? Shared.Beside(path, ".evmkey"), deployment = EvmCommand.Hex(data.DeploymentCode());
            AtomicFile.Write(target, Encoding.ASCII.GetBytes(deployment + "\n"), cancellation: cancellation);
            return new KeyReport(target, EvmCommand.Hex(data.Digest), data.Profile.ToString(), data.Code.Length, deployment, key.Key.Insecure);
        });
        return HelpWithExamples.Attach(command, "zkaccel evm vk --vk-path credit.zkvk", "zkaccel evm vk --vk-path credit.zkvk --commitment credit.zkcommit --allow-insecure --json");
    }

    private sealed record KeyReport(string File, string Digest, string Profile, int CodeBytes, string DeploymentCode, bool Insecure) : Report
    {
        public override void Print(IAnsiConsole console)
        {
            Tables.WriteFacts(
                console,
                ("digest", $"{Digest}: what a contract pins"),
                ("data contract", $"{Format.Bytes(CodeBytes)}; its deployment code is in {File}"),
                ("profile", Profile));
            if (Insecure) console.MarkupLine("[yellow]INSECURE: the secret of the SRS is known; a verifier deployed for value refuses this key.[/]");
        }
    }
}
