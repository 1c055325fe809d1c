using System.CommandLine;
using Spectre.Console;
using ZkAccel.Evm;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel evm verify</c>: a proof checked by the contract on a chain.</summary>
internal static class EvmVerifyCommand
{
    public static Command Create()
    {
        Option<string?> keyPath = EvmCommand.KeyPath(), proofPath = EvmCommand.ProofPath(), commitmentPath = EvmCommand.CommitmentPath();
        var rpc = new Option<string>("--rpc") { Description = "JSON-RPC endpoint of an Ethereum node", HelpName = "url", Required = true };
        var keyName = new Option<string?>("--key-env") { Description = "Environment variable that holds the sender's private key; without it the contract is only called, which costs nothing", HelpName = "name" };
        Option<string?> verifierAddress = EvmCommand.Address("--verifier", "Address of the verifier contract"), keyAddress = EvmCommand.Address("--key-address", "Address of the data contract");
        var deploy = new Option<bool>("--deploy") { Description = "Deploy verifier and data contract where no address is given" };
        var solc = new Option<string>("--solc") { Description = $"The compiler, for --deploy (measured: {SolidityCompiler.PinnedVersion})", HelpName = "program", DefaultValueFactory = _ => "solc" };
        var chain = new Option<long?>("--chain-id") { Description = "Refuse to send to any other chain", HelpName = "number" };
        var command = new Command("verify", "Have a contract verify a proof: deploys what is missing if asked, calls, sends, prints result and gas")
        {
            keyPath, proofPath, commitmentPath, rpc, keyName, verifierAddress, keyAddress, deploy, solc, chain, Shared.AllowInsecure,
        };
        command.Does(async (parse, terminal, cancellation) =>
        {
            string path = parse.GetValue(keyPath)!;
            ZkVerifyingKey key = EvmCommand.Load(path);
            EvmKey data = EvmCommand.OnChain(path, key, parse.GetValue(commitmentPath), parse.GetValue(Shared.AllowInsecure));
            ZkProof proof = ZkProof.Load(parse.GetValue(proofPath)!);
            byte[]? verifier = EvmCommand.ReadAddress(parse.GetValue(verifierAddress), "--verifier"), holder = EvmCommand.ReadAddress(parse.GetValue(keyAddress), "--key-address");
            if ((verifier is null || holder is null) && !parse.GetValue(deploy)) throw new UsageException("evm verify takes --verifier and --key-address, or --deploy");
            byte[]? creation = verifier is null ? SolidityCompiler.Compile(EvmVerifier.Source(data.Profile), EvmVerifier.ContractName, parse.GetValue(solc)!).Creation : null;
            EvmNode node = await EvmNode.ConnectAsync(parse.GetValue(rpc)!, SecretOf(parse.GetValue(keyName)), parse.GetValue(chain), cancellation).ConfigureAwait(false);
            long deploymentGas = 0;
            if (creation is not null) verifier = await DeployAsync(EvmVerifier.DeploymentCode(creation, key.Key.Insecure)).ConfigureAwait(false);
            if (holder is null) holder = await DeployAsync(data.DeploymentCode()).ConfigureAwait(false);
            else if (!(await node.CodeAsync(holder).ConfigureAwait(false)).AsSpan().SequenceEqual(data.Code))
                throw new NodeException($"{EvmCommand.Hex(holder)} does not hold {Path.GetFileName(path)} and its model: deploy it (--deploy without --key-address)");
            if ((await node.CodeAsync(verifier!).ConfigureAwait(false)).Length == 0) throw new NodeException($"there is no contract at {EvmCommand.Hex(verifier)} on chain {node.ChainId}");

            byte[] calldata = new EvmClaim(holder, data.Digest, proof.Context, proof.Bytes, proof.PublicValues).Calldata();
            bool accepted = await node.CallAsync(verifier!, calldata).ConfigureAwait(false);
            long? estimate = accepted ? await node.EstimateAsync(verifier!, calldata).ConfigureAwait(false) : null;
            EvmNode.Receipt? sent = accepted && node.CanSend ? await node.SendAsync(verifier, calldata, cancellation).ConfigureAwait(false) : null;
            return (Report)new VerifyReport(
                accepted, node.ChainId, EvmCommand.Hex(verifier), EvmCommand.Hex(holder), EvmCommand.Hex(data.Digest), calldata.Length, estimate, sent?.GasUsed, sent?.Transaction,
                deploymentGas == 0 ? null : deploymentGas);

            async Task<byte[]> DeployAsync(byte[] code)
            {
                if (!node.CanSend) throw new UsageException("--deploy takes --key-env, the name of the variable that holds the sender's private key");
                EvmNode.Receipt receipt = await node.SendAsync(null, code, cancellation).ConfigureAwait(false);
                deploymentGas += receipt.GasUsed;
                return receipt.Contract;
            }
        });
        return HelpWithExamples.Attach(
            command,
            "zkaccel evm verify --vk-path credit.zkvk --proof-path credit.zkproof --rpc http://127.0.0.1:8545 --key-env PRIVATE_KEY --deploy --allow-insecure",
            "zkaccel evm verify --vk-path credit.zkvk --proof-path credit.zkproof --rpc $RPC --verifier 0x5FbD...0aa3 --key-address 0xe7f1...0512 --json");
    }

    private static string? SecretOf(string? variable)
    {
        if (variable is null) return null;
        return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } secret ? secret : throw new UsageException($"the environment has no variable {variable} (--key-env)");
    }

    private sealed record VerifyReport(
        bool Accepted, long ChainId, string Verifier, string KeyAddress, string Digest, int CalldataBytes, long? GasEstimate, long? GasUsed, string? Transaction,
        long? DeploymentGas) : Report
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public override int ExitCode => Accepted ? Cli.ExitCode.Success : Cli.ExitCode.Refused;

        public override void Print(IAnsiConsole console)
        {
            console.MarkupLine(Accepted ? $"[green]accepted[/] by the contract on chain {ChainId}" : $"[red]REFUSED[/] by the contract on chain {ChainId}; nothing was sent");
            var facts = new List<(string, string)> { ("verifier", Verifier), ("data contract", $"{KeyAddress}, digest {Digest}") };
            if (DeploymentGas is { } deployment) facts.Add(("deployment", $"{Format.Count(deployment)} gas, once"));
            if (GasEstimate is { } estimate) facts.Add(("gas", GasUsed is { } used ? $"{Format.Count(used)} used, {Format.Count(estimate)} estimated" : $"{Format.Count(estimate)} estimated"));
            if (Transaction is { } transaction) facts.Add(("transaction", transaction));
            Tables.WriteFacts(console, [.. facts]);
        }
    }
}
