using System.CommandLine;
using Spectre.Console;
using ZkAccel.Evm;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel evm calldata</c>: the call that verifies a proof.</summary>
internal static class EvmCalldataCommand
{
    public static Command Create()
    {
        Option<string?> keyPath = EvmCommand.KeyPath(), proofPath = EvmCommand.ProofPath(), commitmentPath = EvmCommand.CommitmentPath();
        Option<string?> address = EvmCommand.Address("--key-address", "Address of the data contract that `evm vk` deploys");
        address.Required = true;
        var command = new Command("calldata", "The calldata of `verify(address,bytes32,bytes32,bytes,int64[])` for a proof that holds") { keyPath, proofPath, commitmentPath, address, Shared.AllowInsecure };
        command.Does((parse, _, _) =>
        {
            string path = parse.GetValue(keyPath)!;
            ZkVerifyingKey key = EvmCommand.Load(path);
            bool allowInsecure = parse.GetValue(Shared.AllowInsecure);
            (EvmKey data, ZkCommitment? commitment) = EvmCommand.OnChain(path, key, parse.GetValue(commitmentPath), allowInsecure);
            ZkProof proof = ZkProof.Load(parse.GetValue(proofPath)!);
            byte[] holder = EvmCommand.ReadAddress(parse.GetValue(address), "--key-address")!;
            ZkVerdict verdict = key.Verify(proof, commitment, context: null, allowInsecure);
            if (!verdict.Accepted) throw new RefusedException($"{parse.GetValue(proofPath)} is refused: {verdict.Reason}");
            byte[] calldata = new EvmClaim(holder, data.Digest, proof.Context, proof.Bytes, proof.PublicValues).Calldata();
            return new CalldataReport(EvmCommand.Hex(calldata), calldata.Length, EvmCommand.Hex(data.Digest), EvmCommand.Hex(proof.Context));
        });
        return HelpWithExamples.Attach(
            command, "zkaccel evm calldata --vk-path credit.zkvk --proof-path credit.zkproof --key-address 0x5FbDB2315678afecb367f032d93F642f64180aa3 --allow-insecure");
    }

    private sealed record CalldataReport(string Calldata, int Bytes, string Digest, string Context) : Report
    {
        public override void Print(IAnsiConsole console) => Console.Out.WriteLine(Calldata);
    }
}
