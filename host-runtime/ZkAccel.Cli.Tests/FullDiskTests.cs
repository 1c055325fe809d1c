using Xunit;

namespace ZkAccel.Cli.Tests;

/// <summary>A disk that fills up while a command writes: one error, older files as they were, nothing half-written, and the next run works.</summary>
public sealed class FullDiskTests
{
    /// <summary>Runs the tool with older results on a small disk that is then filled up to <c>$spare</c> bytes.</summary>
    private const string OnSmallDisk = """
        mkdir -p "$disk" && mount -t tmpfs -o size=4m none "$disk" || exit 99
        run() { "$zkaccel" "$@"; }
        state() { (cd "$disk" && ls -A && sha256sum *); }
        run "$@" > /dev/null || exit 98
        before=$(state)
        cat /dev/zero > "$disk/filler" 2> /dev/null
        truncate -s "-$spare" "$disk/filler"
        run "$@"
        code=$?
        rm "$disk/filler"
        [ "$(state)" = "$before" ] || { state; exit 97; }
        run "$@" > /dev/null || exit 96
        exit $code
        """;

    /// <summary>Runs the tool with a limit of 1 KiB a file. The runtime's own double mapping of code is a large file, so it is off.</summary>
    private const string UnderLimit = """
        (ulimit -f 1; DOTNET_EnableWriteXorExecute=0 "$zkaccel" "$@")
        code=$?
        [ -z "$(ls -A "$disk")" ] || { ls -A "$disk"; exit 97; }
        "$zkaccel" "$@" > /dev/null || exit 96
        exit $code
        """;

    private static readonly string[] Namespace = ["--user", "--map-root-user", "--mount"];

    public static TheoryData<string, int> Disks => new() { { "srs", 0 }, { "srs", 65536 }, { "setup", 0 }, { "setup", 65536 }, { "commit", 0 }, { "commit", 4096 }, { "prove", 0 }, { "prove", 4096 } };

    [Theory]
    [Trait("Lane", "long")]
    [MemberData(nameof(Disks))]
    public void A_full_disk_is_one_error_and_loses_nothing(string verb, int spare)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mounts");
        Assert.SkipUnless(Tool.Program("unshare", [.. Namespace, "mount", "-t", "tmpfs", "none", "/mnt"]).Code == 0, "this user may not mount a small disk; the limit on file sizes is tested all the same");
        RefusedOnce(verb, "unshare", [.. Namespace, "bash", "-c", OnSmallDisk], spare, "no space left on the disk");
    }

    [Theory]
    [InlineData("srs")]
    [InlineData("setup")]
    [InlineData("commit")]
    [InlineData("prove")]
    public void A_file_above_the_limit_is_one_error_and_loses_nothing(string verb)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ulimit");
        RefusedOnce(verb, "bash", ["-c", UnderLimit], 0, "larger than a file may be here");
    }

    private static void RefusedOnce(string verb, string program, string[] script, int spare, string reason)
    {
        using TinyModel model = TinyModel.Made(before: verb);
        string disk = model.At("disk");
        Directory.CreateDirectory(disk);
        string[] arguments = OnDisk(model, verb, disk);
        (int code, string output, string error) = Tool.Program(
            program, [.. script, "zkaccel", .. arguments], ("zkaccel", Tool.Binary), ("disk", disk), ("spare", $"{spare}"));
        Assert.True(code == 6, $"{code} {output} {error}");
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"zkaccel: {disk}/", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
    }

    private static string[] OnDisk(TinyModel model, string verb, string disk) => verb switch
    {
        "srs" => ["srs", "dev", "--logrows", "12", "--srs-path", $"{disk}/dev.zksrs"],
        "setup" => ["setup", "-M", model.At("tiny.zkm"), "--srs-path", model.At("dev.zksrs"), "--pk-path", $"{disk}/tiny.zkpk", "--vk-path", $"{disk}/tiny.zkvk"],
        "commit" => ["commit", "-M", model.At("tiny.zkm"), "--commitment", $"{disk}/tiny.zkcommit", "--secret", $"{disk}/tiny.zksecret"],
        "prove" => ["prove", "-M", model.At("tiny.zkm"), "-D", TinyModel.Input, "--proof-path", $"{disk}/tiny.zkproof"],
        _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    };
}
