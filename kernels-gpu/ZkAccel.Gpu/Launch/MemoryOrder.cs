using System.Collections.Immutable;
using System.Reflection;
using ILGPU.Backends;
using ILGPU.IR.Transformations;

namespace ZkAccel.Gpu;

/// <summary>
/// Makes a backend keep loads and stores in the order in which a kernel has them. ILGPU 1.5.3 at O2 moves a load down to its use without looking
/// at the first store, barrier or fence of the block that it passes: <c>t = x[i]; x[i] = s; s += t;</c> then adds what was stored. In its default mode
/// the same pass leaves everything with an effect in its place.
/// </summary>
internal static class MemoryOrder
{
    /// <summary>The backend's passes. Not public, and an accelerator makes its backend itself: there is no other way in.</summary>
    private static readonly PropertyInfo Passes =
        typeof(Backend).GetProperty("KernelTransformers", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!;

    /// <summary>To be called before the backend's first kernel is compiled.</summary>
    public static void Keep(Backend backend)
    {
        ImmutableArray<Transformer> kept = [.. Of(backend).Select(Keep)];
        Passes.GetSetMethod(nonPublic: true)!.Invoke(backend, [kept]);
    }

    /// <summary>Whether nothing in the backend moves loads or stores.</summary>
    public static bool IsKept(Backend backend) => !Of(backend).SelectMany(transformer => transformer.Transformations).Any(Moves);

    private static ImmutableArray<Transformer> Of(Backend backend) => (ImmutableArray<Transformer>)Passes.GetValue(backend)!;

    private static Transformer Keep(Transformer transformer) => Transformer.Create(
        transformer.Configuration,
        [.. transformer.Transformations.Select(pass => Moves(pass) ? new CodePlacement<CodePlacement.GroupOperands>(CodePlacementMode.Default) : pass)]);

    private static bool Moves(Transformation pass) => pass is CodePlacement { Mode: CodePlacementMode.Aggressive };
}
