using ZkAccel.Plonk;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Lowering;

/// <summary>What the verifier sees of a run.</summary>
/// <param name="PublicInput">The quantised input is public.</param>
/// <param name="PublicOutput">The output is public.</param>
/// <param name="Weights">Where weights are committed.</param>
public sealed record Visibility(bool PublicInput = false, bool PublicOutput = true, WeightMode Weights = WeightMode.Committed);

/// <summary>Rows that one layer takes; slots, weights and scalars share rows, so the circuit is as long as the longest of the three.</summary>
/// <param name="Layer">The ONNX nodes it came from.</param>
/// <param name="SlotRows">Rows of slots.</param>
/// <param name="WeightRows">Rows of weight lanes.</param>
/// <param name="ScalarRows">Gate rows.</param>
/// <param name="Lookups">Pair and range lookups of its cells.</param>
public sealed record LayerRows(string Layer, int SlotRows, int WeightRows, int ScalarRows, long Lookups);

/// <summary>Turns an integer model into a circuit; the profile is the cheapest by the cost model unless one is asked for.</summary>
public static class CircuitCompiler
{
    /// <summary>The profiles that the cost model chooses from: (slots, lanes).</summary>
    public static IReadOnlyList<(int Slots, int Lanes)> Profiles { get; } = [(1, 1), (1, 8), (1, 32), (2, 8), (2, 32), (4, 16), (6, 16), (12, 32)];

    /// <summary>Compiles a model.</summary>
    /// <param name="model">The integer model.</param>
    /// <param name="visibility">What is public.</param>
    /// <param name="profile">Slots and lanes to use; null to choose.</param>
    /// <param name="packing">Columns that share a commitment: 1, or 8 and more for verification on chain.</param>
    /// <exception cref="LoweringException">A node has no circuit, or nothing fits 2^26 rows.</exception>
    public static CompiledModel Compile(IntegerModel model, Visibility visibility, (int Slots, int Lanes)? profile = null, int packing = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(visibility);
        CompiledModel? best = null;
        foreach ((int slots, int lanes) in profile is { } asked ? [asked] : Profiles)
        {
            CompiledModel candidate = Compile(model, visibility, new Profile(slots, lanes, visibility.Weights, packing: packing));
            if (best is null || candidate.EstimatedSeconds < best.EstimatedSeconds) best = candidate;
        }

        return best!;
    }

    private static CompiledModel Compile(IntegerModel model, Visibility visibility, Profile profile)
    {
        var trace = new Trace(profile.Slots, profile.Lanes, model.Shift, Stride(model));
        _ = new Lowerer(model, trace, visibility);
        List<(int Key, int First, int Second)> table = trace.Tables.Rows(model.Shift, profile.Ranged ? model.WeightBits : 0);
        // Committed weights are registered by a circuit of the same length, which holds the table of weights.
        int registration = visibility.Weights == WeightMode.Committed ? Registration.Rows(model.WeightBits) : 0;
        int rows = Math.Max(registration, Math.Max(trace.Blocks.Sum(b => b.Rows), trace.Weights.Sum(w => w.Rows)));
        rows = Math.Max(rows, Math.Max(trace.Scalars.Rows, table.Count));
        for (int logN = Math.Max(Circuit.MinLogN, (int)Math.Ceiling(Math.Log2(Math.Max(rows, 2)))); logN <= Circuit.MaxLogN; logN++)
        {
            if (table.Count > 1 << logN || Placement.TryPlace(trace, logN) is not { } placement) continue;
            return new CompiledModel(model, trace, CircuitAssembler.Assemble(trace, placement, profile, logN, table), visibility);
        }

        throw new LoweringException($"{model.Name} takes {rows} rows, more than 2^{Circuit.MaxLogN}.");
    }

    // κ: the stride that most windows have; others are taken element by element.
    private static int Stride(IntegerModel model)
    {
        var strides = model.Nodes.SelectMany(n => n switch
        {
            IntConv c => [c.Window.StrideWidth],
            IntMaxPool p => [p.Window.StrideWidth],
            IntSumPool p => [p.Window.StrideWidth],
            IntSlice s => (IEnumerable<int>)[s.Steps[^1]],
            _ => [],
        });
        return strides.Where(s => s > 1).GroupBy(s => s).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).FirstOrDefault()?.Key ?? 2;
    }
}
