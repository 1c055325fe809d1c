using System.Buffers.Binary;
using ZkAccel.Plonk;

namespace ZkAccel.Evm.Tests;

/// <summary>forge's fuzzer on the contract, around a true proof.</summary>
public sealed class ForgeTests(Chain chain)
{
    [Fact]
    [Trait("Lane", "long")]
    public async Task Fuzzing_finds_nothing()
    {
        Subject subject = await Subject.GetAsync(chain, new Profile(1, 1, WeightMode.Committed, packing: 8));
        string folder = Directory.CreateTempSubdirectory("zkaccel-forge").FullName;
        try
        {
            foreach (string part in new[] { "contracts", "test", "fixture" }) Directory.CreateDirectory(Path.Combine(folder, part));
            foreach (string file in new[] { "foundry.toml", "test/ZkAccelVerifier.t.sol", "contracts/CreditLine.sol" }) File.Copy(Path.Combine(Repository.Evm, file), Path.Combine(folder, file));
            File.WriteAllText(Path.Combine(folder, "contracts/ZkAccelVerifier.sol"), EvmVerifier.Source(subject.Key.Profile));
            File.WriteAllBytes(Path.Combine(folder, "fixture/proof.bin"), await subject.ProveAsync());
            File.WriteAllBytes(Path.Combine(folder, "fixture/key.bin"), subject.OnChain.Code.ToArray());
            using (FileStream values = File.Create(Path.Combine(folder, "fixture/values.bin")))
            {
                var word = new byte[32];
                foreach (long value in subject.Values.SelectMany(v => v))
                {
                    word.AsSpan().Fill(value < 0 ? (byte)0xff : (byte)0);
                    BinaryPrimitives.WriteInt64BigEndian(word.AsSpan(24), value);
                    values.Write(word);
                }
            }

            (int code, string output) = await Chain.RunAsync(
                Path.Combine(Repository.Evm, "node_modules/@foundry-rs/forge-linux-amd64/bin/forge"), "test", "--root", folder, "--use", Repository.Solc, "--offline", "--color", "never");
            TestContext.Current.SendDiagnosticMessage(output);
            Assert.True(code == 0, output);
            Assert.Contains("9 tests passed, 0 failed, 0 skipped", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
