namespace ZkAccel.Conformance;

/// <summary>The working tree that a test runs in.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>ZkAccel.sln</c>, above the running program.</summary>
    /// <exception cref="DirectoryNotFoundException">The program runs outside a working tree.</exception>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ZkAccel.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"no ZkAccel.sln above {AppContext.BaseDirectory}");
    }
}
