namespace ZkAccel.Evm.Tests;

/// <summary>Paths in the checkout.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Where npm's tools are.</summary>
    public static string Evm => Path.Combine(Root, "host-runtime", "evm");

    public static string Solc => Path.Combine(Evm, "solc.mjs");

    public static string Model(string name) => Path.Combine(Root, "bench", "models", name);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ZkAccel.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("the checkout");
    }
}
