namespace ZkAccel.Cli;

/// <summary>What the process returns. The same list stands in <c>zkaccel --help</c> and in the README.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Usage = 1;
    public const int BadInput = 2;
    public const int Refused = 3;
    public const int Device = 4;
    public const int Insecure = 5;
    public const int Output = 6;
    public const int Node = 7;
    public const int Internal = 70;
    public const int Cancelled = 130;
    public const int Terminated = 143;

    public static IReadOnlyList<(int Code, string Name, string Meaning)> All { get; } =
    [
        (Success, "ok", "done; for verify: the proof is accepted; for check: the witness satisfies the circuit"),
        (Usage, "usage", "the command line is wrong"),
        (BadInput, "bad-input", "a file is missing, malformed, unsupported or does not fit the others"),
        (Refused, "refused", "verify, evm verify, evm calldata: the proof is rejected; check: the witness violates a constraint, or is not what the model gives"),
        (Device, "device", "the device is unknown, not available or failed"),
        (Insecure, "insecure-srs", "the SRS has a known secret and --allow-insecure was not given"),
        (Output, "output", "a result could not be written (disk full, no permission)"),
        (Node, "node", "evm: the Ethereum node cannot be reached, is of another chain, or refuses"),
        (Internal, "internal", "a fault of the program; --verbose says where"),
        (Cancelled, "cancelled", "interrupted by Ctrl-C; nothing half-written is left"),
        (Terminated, "terminated", "the same by SIGTERM"),
    ];

    public static string NameOf(int code)
    {
        foreach ((int known, string name, _) in All)
        {
            if (known == code) return name;
        }

        return "internal";
    }
}
