using Xunit;

namespace ZkAccel.Zkml.Tests;

/// <summary>Where the folder of real models is; the tests of the tool look there, too.</summary>
internal static class ZooFolder
{
    private static readonly string? Found = Find();

    /// <summary>The folder; skips the calling test where there is none.</summary>
    public static string Root
    {
        get
        {
            Assert.SkipWhen(Found is null, "the larger models are not there: set ZKACCEL_MODELS to their folder");
            return Found!;
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("ZKACCEL_MODELS") is { Length: > 0 } named) return Directory.Exists(named) ? named : null;
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            // Without the variable, a folder beside one of those around this.
            var models = Path.Combine(d.FullName, "shared", "models");
            if (Directory.Exists(models)) return models;
        }

        return null;
    }
}
