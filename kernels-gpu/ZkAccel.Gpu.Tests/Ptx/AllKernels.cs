using System.Reflection;
using System.Runtime.CompilerServices;

namespace ZkAccel.Gpu.Tests;

/// <summary>Every kernel of the assembly, found by its description in a static field.</summary>
internal static class AllKernels
{
    public static IReadOnlyList<Kernel> Found { get; } = Find();

    public static Kernel Named(string name) => Found.Single(kernel => kernel.Name == name);

    private static List<Kernel> Find()
    {
        var kernels = new List<Kernel>();
        foreach (var type in typeof(Kernel).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            kernels.AddRange(type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(field => typeof(Kernel).IsAssignableFrom(field.FieldType))
                .Select(field => (Kernel)field.GetValue(null)!));
        }

        return [.. kernels.OrderBy(kernel => kernel.Name, StringComparer.Ordinal)];
    }
}
