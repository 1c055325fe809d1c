using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace ZkAccel.Evm;

/// <summary>
/// Runs solc as a program that speaks standard JSON, native or npm's. The settings are those that gas and size are stated for: optimizer with 1,000,000 runs, evmVersion cancun, the legacy pipeline
/// (the contract is one block of assembly, from which the IR pipeline wins nothing), no metadata hash, so that equal sources give equal bytecode.
/// </summary>
public static class SolidityCompiler
{
    /// <summary>The version that tests and measurements use.</summary>
    public const string PinnedVersion = "0.8.37";

    private static readonly string[] Outputs = ["evm.bytecode.object", "evm.deployedBytecode.object", "evm.deployedBytecode.immutableReferences"];

    /// <summary>Compiles one contract that imports nothing.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="contract">Its name.</param>
    /// <param name="solc">The compiler: a path, or a name on PATH.</param>
    /// <exception cref="SolidityException">The compiler is missing or refuses the source; says what to do.</exception>
    public static CompiledContract Compile(string source, string contract, string solc = "solc")
    {
        string request = JsonSerializer.Serialize(new
        {
            language = "Solidity",
            sources = new Dictionary<string, object> { [$"{contract}.sol"] = new { content = source } },
            settings = new
            {
                evmVersion = "cancun",
                optimizer = new { enabled = true, runs = 1_000_000 },
                metadata = new { bytecodeHash = "none" },
                outputSelection = new Dictionary<string, object> { ["*"] = new Dictionary<string, object> { ["*"] = Outputs } },
            },
        });
        using JsonDocument answer = Parse(solc, Run(solc, request));
        if (answer.RootElement.TryGetProperty("errors", out JsonElement errors))
        {
            foreach (JsonElement error in errors.EnumerateArray())
            {
                if (error.GetProperty("severity").GetString() == "error") throw new SolidityException($"{solc}: {error.GetProperty("message").GetString()}");
            }
        }

        JsonElement code = answer.RootElement.GetProperty("contracts").GetProperty($"{contract}.sol").GetProperty(contract).GetProperty("evm");
        return new CompiledContract(Bytes("bytecode"), Bytes("deployedBytecode"), Immutables());

        byte[] Bytes(string name) => Convert.FromHexString(code.GetProperty(name).GetProperty("object").GetString()!);

        int[] Immutables() => code.GetProperty("deployedBytecode").TryGetProperty("immutableReferences", out JsonElement references)
            ? [.. references.EnumerateObject().SelectMany(variable => variable.Value.EnumerateArray()).Select(place => place.GetProperty("start").GetInt32())]
            : [];
    }

    /// <summary>Whether a compiler can be run.</summary>
    /// <param name="solc">A path, or a name on PATH.</param>
    public static bool IsAtHand(string solc = "solc")
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(solc, "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(), problem = process.StandardError.ReadToEndAsync();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return false;
        }
    }

    private static string Run(string solc, string request)
    {
        var start = new ProcessStartInfo(solc, "--standard-json") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(), problem = process.StandardError.ReadToEndAsync();
            process.StandardInput.Write(request);
            process.StandardInput.Close();
            process.WaitForExit();
            return process.ExitCode == 0 ? output.Result : throw new SolidityException($"{solc} failed: {problem.Result.Trim().Split('\n')[0]}");
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new SolidityException($"{solc} cannot be run: install solc {PinnedVersion} or name it (npm's, in this repository: host-runtime/evm/solc.mjs after `npm ci`)", e);
        }
    }

    private static JsonDocument Parse(string solc, string output)
    {
        try
        {
            return JsonDocument.Parse(output);
        }
        catch (JsonException e)
        {
            throw new SolidityException($"{solc} does not speak standard JSON", e);
        }
    }
}

/// <summary>A compiled contract.</summary>
/// <param name="Creation">What creates it, before the constructor's arguments.</param>
/// <param name="Runtime">Its code, immutable values as zeros.</param>
/// <param name="Immutables">Where its code has immutable values: offsets of words of 32 bytes.</param>
public sealed record CompiledContract(byte[] Creation, byte[] Runtime, IReadOnlyList<int> Immutables)
{
    private const int Word = 32;

    /// <summary>Whether code on a chain is this contract's, whatever its one immutable bool.</summary>
    public bool IsCode(ReadOnlySpan<byte> code)
    {
        if (code.Length != Runtime.Length) return false;
        byte[] bare = code.ToArray();
        byte value = Immutables.Count == 0 ? (byte)0 : bare[Immutables[0] + Word - 1];
        foreach (int at in Immutables)
        {
            if (value > 1 || bare[at + Word - 1] != value) return false;
            bare[at + Word - 1] = 0;
        }

        return bare.AsSpan().SequenceEqual(Runtime);
    }
}

/// <summary>A contract did not compile.</summary>
public sealed class SolidityException(string message, Exception? inner = null) : Exception(message, inner);
