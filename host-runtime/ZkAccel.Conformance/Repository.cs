using System.Xml.Linq;

namespace ZkAccel.Conformance;

/// <summary>The working tree that a test runs in.</summary>
internal static class Repository
{
    /// <summary>The projects of the solution, by name.</summary>
    public static IReadOnlyDictionary<string, Project> Projects { get; } = Read();

    /// <summary>The folder that holds <c>ZkAccel.sln</c>, above the running program.</summary>
    /// <exception cref="DirectoryNotFoundException">The program runs outside a working tree.</exception>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ZkAccel.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"no ZkAccel.sln above {AppContext.BaseDirectory}");
    }

    private static Dictionary<string, Project> Read()
    {
        var root = Root();
        var projects = new Dictionary<string, Project>();
        foreach (var line in File.ReadAllLines(Path.Combine(root, "ZkAccel.sln")))
        {
            var relative = line.Split('"').FirstOrDefault(part => part.EndsWith(".csproj", StringComparison.Ordinal));
            if (relative is null) continue;
            var path = Path.Combine(root, relative.Replace('\\', '/'));
            var name = Path.GetFileNameWithoutExtension(path);
            var content = XDocument.Load(path);
            var references = content.Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
            var isProgram = name.EndsWith(".Tests", StringComparison.Ordinal) || content.Descendants("OutputType").Any(type => type.Value == "Exe");
            projects.Add(name, new Project(path, [.. references], isProgram));
        }

        return projects;
    }

    /// <summary>A project of the solution.</summary>
    /// <param name="Path">Its file.</param>
    /// <param name="References">Names of the projects that it references.</param>
    /// <param name="IsProgram">Whether it is a program or a test, and no library.</param>
    public sealed record Project(string Path, IReadOnlyList<string> References, bool IsProgram);
}
