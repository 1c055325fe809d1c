using System.Text.RegularExpressions;
using Xunit;

namespace ZkAccel.Cli.Tests;

/// <summary>The commands of doc/evm.md do what the page says, one after another as they stand there; a node that executes nothing is the chain.</summary>
public sealed partial class EvmPageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zkaccel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_block_of_the_page_runs_as_it_stands()
    {
        string page = File.ReadAllText(Path.Combine(Tool.Root, "host-runtime", "doc", "evm.md"));
        string block = Block().Match(page).Groups["lines"].Value;
        using var node = new StubNode();

        // Not the build, not npm's tools, not anvil; all else as it is.
        string[] lines = [.. block.Split('\n').Where(line => !line.StartsWith("scripts/build.sh", StringComparison.Ordinal) && !line.Contains("/bin/anvil", StringComparison.Ordinal) && !line.StartsWith("kill", StringComparison.Ordinal))];
        Assert.Equal(8, lines.Count(line => line.StartsWith("zkaccel ", StringComparison.Ordinal)));
        string compiler = Path.Combine(_folder, "solc");
        File.WriteAllText(compiler, """
            #!/bin/sh
            cat > /dev/null
            echo '{"contracts":{"ZkAccelVerifier.sol":{"ZkAccelVerifier":{"evm":{"bytecode":{"object":"6001"},"deployedBytecode":{"object":"6001"}}}}}}'
            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(compiler, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        string script = string.Join('\n', lines)
            .Replace("solc=$PWD/host-runtime/evm/solc.mjs", $"solc={compiler}", StringComparison.Ordinal)
            .Replace("$root/host-runtime/ZkAccel.Cli/bin/Release/net10.0", Path.GetDirectoryName(Tool.Binary), StringComparison.Ordinal)
            .Replace("out/evm", Path.Combine(_folder, "out"), StringComparison.Ordinal)
            .Replace("http://127.0.0.1:8545", node.Url, StringComparison.Ordinal);
        Assert.Equal(4, new[] { compiler, Path.GetDirectoryName(Tool.Binary)!, Path.Combine(_folder, "out"), node.Url }.Count(part => script.Contains(part, StringComparison.Ordinal)));
        (int code, string output, string error) = Tool.Program("bash", ["-euo", "pipefail", "-c", script]);
        Assert.True(code == 0, error);
        Assert.Equal(3, node.Sent);

        // What the page shows of the last command: what was proved is what is proved here.
        foreach (string start in new[] { "accepted by the contract", "output '", "context ", "INSECURE: the secret of the SRS is known, so" })
            Assert.Contains("\n" + output.Split('\n').Last(line => line.StartsWith(start, StringComparison.Ordinal)) + "\n", page, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^```sh\n(?<lines>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
