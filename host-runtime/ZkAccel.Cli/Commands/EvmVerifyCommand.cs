using System.CommandLine;
using Spectre.Console;
using ZkAccel.Evm;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel evm verify</c>: a proof checked by the contract on a chain.</summary>
internal static class EvmVerifyCommand
{
    /// <summary>Why the code at the verifier's address is taken for the verifier.</summary>
    private enum CodeIs
    {
        Deployed,
        Compared,
        Trusted,
        NotCompared,
    }

    public static Command Create()
    {
        Option<string?> keyPath = EvmCommand.KeyPath(), proofPath = EvmCommand.ProofPath(), commitmentPath = EvmCommand.CommitmentPath();
        var rpc = new Option<string>("--rpc") { Description = "JSON-RPC endpoint of an Ethereum node", HelpName = "url", Required = true };
        var keyName = new Option<string?>("--key-env") { Description = "Environment variable that holds the sender's private key; without it the contract is only called, which costs nothing", HelpName = "name" };
        Option<string?> verifierAddress = EvmCommand.Address(
            "--verifier", "Address of the verifier contract. Any contract can say yes: one that you did not deploy must be trusted, or compared, which is done where a compiler is at hand (--solc)");
        Option<string?> keyAddress = EvmCommand.Address("--key-address", "Address of the data contract; its code is compared with the files");
        var deploy = new Option<bool>("--deploy") { Description = "Deploy verifier and data contract where no address is given" };
        Option<string> solc = EvmCommand.Solc("for --deploy, and to compare the code at --verifier");
        var trust = new Option<bool>("--trust-verifier") { Description = "Take the contract at --verifier as it is: compiled otherwise than here, yet known to be the verifier" };
        var chain = new Option<long?>("--chain-id") { Description = "Refuse to send to any other chain", HelpName = "number" };
        var command = new Command("verify", "Have a contract verify a proof: checks it here first, deploys what is missing if asked, calls, sends, prints result and gas")
        {
            keyPath, proofPath, commitmentPath, rpc, keyName, verifierAddress, keyAddress, deploy, solc, trust, chain, Shared.AllowInsecure,
        };
        command.Does(async (parse, terminal, cancellation) =>
        {
            string path = parse.GetValue(keyPath)!;
            bool allowInsecure = parse.GetValue(Shared.AllowInsecure);
            ZkVerifyingKey key = EvmCommand.Load(path);
            (EvmKey data, ZkCommitment? commitment) = EvmCommand.OnChain(path, key, parse.GetValue(commitmentPath), allowInsecure);
            ZkProof proof = ZkProof.Load(parse.GetValue(proofPath)!);
            byte[]? verifier = EvmCommand.ReadAddress(parse.GetValue(verifierAddress), "--verifier"), holder = EvmCommand.ReadAddress(parse.GetValue(keyAddress), "--key-address");
            if ((verifier is null || holder is null) && !parse.GetValue(deploy)) throw new UsageException("evm verify takes --verifier and --key-address, or --deploy");
            if (verifier is null && parse.GetValue(trust)) throw new UsageException("--trust-verifier takes --verifier");
            string? secret = SecretOf(parse.GetValue(keyName));

            // What does not hold here costs nothing there.
            ZkVerdict verdict = key.Verify(proof, commitment, context: null, allowInsecure);
            if (!verdict.Accepted) return new VerifyReport(false, verdict.Reason);

            CompiledContract? compiled = verifier is null ? EvmCommand.Compile(data.Profile, parse.GetValue(solc)!)
                : parse.GetValue(trust) ? null : EvmCommand.CompileIfPossible(data.Profile, parse, solc);
            EvmNode node = await EvmNode.ConnectAsync(parse.GetValue(rpc)!, secret, parse.GetValue(chain), cancellation).ConfigureAwait(false);
            if (holder is not null && !(await node.CodeAsync(holder).ConfigureAwait(false)).AsSpan().SequenceEqual(data.Code))
                throw new NodeException($"{EvmCommand.Hex(holder)} does not hold {Path.GetFileName(path)} and its model: deploy it (--deploy without --key-address)");
            CodeIs code = verifier is null ? CodeIs.Deployed : parse.GetValue(trust) ? CodeIs.Trusted : compiled is null ? CodeIs.NotCompared : CodeIs.Compared;
            if (verifier is not null)
            {
                byte[] found = await node.CodeAsync(verifier).ConfigureAwait(false);
                if (found.Length == 0) throw new NodeException($"there is no contract at {EvmCommand.Hex(verifier)} on chain {node.ChainId}");
                if (compiled is not null && !compiled.IsCode(found))
                    throw new NodeException($"the contract at {EvmCommand.Hex(verifier)} is not what this compiler makes of the verifier of profile {data.Profile}: name the compiler that it was made with (--solc), or --trust-verifier");
            }

            string? deployed = null;
            long deploymentGas = 0;
            verifier ??= await DeployAsync("verifier", "--verifier", EvmVerifier.DeploymentCode(compiled!.Creation, key.Key.Insecure)).ConfigureAwait(false);
            holder ??= await DeployAsync("data contract", "--key-address", data.DeploymentCode()).ConfigureAwait(false);

            byte[] calldata = new EvmClaim(holder, data.Digest, proof.Context, proof.Bytes, proof.PublicValues).Calldata();
            bool accepted = await node.CallAsync(verifier, calldata).ConfigureAwait(false);
            long? estimate = accepted ? await node.EstimateAsync(verifier, calldata).ConfigureAwait(false) : null;
            EvmNode.Receipt? sent = accepted && node.CanSend ? await node.SendAsync(verifier, calldata, cancellation).ConfigureAwait(false) : null;
            return (Report)new VerifyReport(accepted, accepted ? verdict.Reason : "contract")
            {
                Insecure = key.Key.Insecure,
                Context = EvmCommand.Hex(proof.Context),
                Public = PublicTensor.Of(key, proof),
                ChainId = node.ChainId,
                Verifier = EvmCommand.Hex(verifier),
                VerifierCode = code,
                KeyAddress = EvmCommand.Hex(holder),
                Digest = EvmCommand.Hex(data.Digest),
                CalldataBytes = calldata.Length,
                GasEstimate = estimate,
                GasUsed = sent?.GasUsed,
                Transaction = sent?.Transaction,
                DeploymentGas = deploymentGas == 0 ? null : deploymentGas,
            };

            async Task<byte[]> DeployAsync(string what, string option, byte[] creation)
            {
                if (!node.CanSend) throw new UsageException("--deploy takes --key-env, the name of the variable that holds the sender's private key");
                EvmNode.Receipt receipt;
                try
                {
                    receipt = await node.SendAsync(null, creation, cancellation).ConfigureAwait(false);
                }
                catch (NodeException e) when (deployed is not null)
                {
                    throw new NodeException($"{e.Message} (not lost: {deployed})");
                }

                // At once: what follows may fail, and this has been paid for.
                deployed = $"{option} {EvmCommand.Hex(receipt.Contract)}";
                deploymentGas += receipt.GasUsed;
                terminal.Done($"deployed the {what}: {deployed}, {Format.Count(receipt.GasUsed)} gas");
                return receipt.Contract;
            }
        });
        return HelpWithExamples.Attach(
            command,
            "zkaccel evm verify --vk-path credit.zkvk --proof-path credit.zkproof --rpc http://127.0.0.1:8545 --key-env PRIVATE_KEY --deploy --allow-insecure",
            "zkaccel evm verify --vk-path credit.zkvk --proof-path credit.zkproof --rpc $RPC --verifier 0x5FbD...0aa3 --key-address 0xe7f1...0512 --solc solc --json");
    }

    private static string? SecretOf(string? variable)
    {
        if (variable is null) return null;
        return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } secret ? secret : throw new UsageException($"the environment has no variable {variable} (--key-env)");
    }

    /// <summary>The verdict. Where the verifier in this process refuses, no node was asked, and the rest is empty.</summary>
    private sealed record VerifyReport(bool Accepted, string Reason) : Report
    {
        public bool Insecure { get; init; }

        public string? Context { get; init; }

        public IReadOnlyList<PublicTensor>? Public { get; init; }

        public long? ChainId { get; init; }

        public string? Verifier { get; init; }

        public CodeIs? VerifierCode { get; init; }

        public string? KeyAddress { get; init; }

        public string? Digest { get; init; }

        public int? CalldataBytes { get; init; }

        public long? GasEstimate { get; init; }

        public long? GasUsed { get; init; }

        public string? Transaction { get; init; }

        public long? DeploymentGas { get; init; }

        [System.Text.Json.Serialization.JsonIgnore]
        public override int ExitCode => Accepted ? Cli.ExitCode.Success : Cli.ExitCode.Refused;

        public override void Print(IAnsiConsole console)
        {
            if (ChainId is null)
            {
                console.MarkupLineInterpolated($"[red]REFUSED[/]: {Reason}; no node was asked, nothing was deployed or sent");
                return;
            }

            console.MarkupLineInterpolated(
                Accepted ? (FormattableString)$"[green]accepted[/] by the contract on chain {ChainId}" : $"[red]REFUSED[/] by the contract on chain {ChainId}, though the proof holds; it was not sent");
            if (Accepted)
            {
                foreach (PublicTensor tensor in Public!) tensor.Print(console);
            }

            var facts = new List<(string, string)>
            {
                ("context", $"{Context}: {(Context!.AsSpan(2).Trim('0').IsEmpty ? "the proof is bound to no use" : "as the proof says; whoever relies on it compares it")}"),
                ("verifier", $"{Verifier}, {Describe(VerifierCode)}"),
                ("data contract", $"{KeyAddress}, digest {Digest}"),
            };
            if (DeploymentGas is { } deployment) facts.Add(("deployment", $"{Format.Count(deployment)} gas, once"));
            if (GasEstimate is { } estimate) facts.Add(("gas", GasUsed is { } used ? $"{Format.Count(used)} used, {Format.Count(estimate)} estimated" : $"{Format.Count(estimate)} estimated"));
            if (Transaction is { } transaction) facts.Add(("transaction", transaction));
            Tables.WriteFacts(console, [.. facts]);
            if (Accepted && Insecure) console.MarkupLine("[yellow]INSECURE: the secret of the SRS is known, so anyone could have made this proof.[/]");
        }

        private static string Describe(CodeIs? code) => code switch
        {
            CodeIs.Deployed => "deployed by this command",
            CodeIs.Compared => "its code is that of this profile's verifier",
            CodeIs.Trusted => "trusted as it is (--trust-verifier)",
            _ => "NOT COMPARED, no compiler at hand (--solc): any contract can say yes",
        };
    }
}
