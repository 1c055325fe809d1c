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

/// <summary>Turns an integer model into a circuit; the profile is chosen by the cost model unless one is asked for.</summary>
public static class CircuitCompiler
{
    /// <summary>The profiles that the cost model chooses from: (slots, lanes).</summary>
    public static IReadOnlyList<(int Slots, int Lanes)> Profiles { get; } = [(1, 1), (1, 8), (1, 32), (2, 8), (2, 32), (4, 16), (6, 16), (12, 32)];

    /// <summary>Bytes of a proof that the cost model does not exceed unless it is told to.</summary>
    public const int UsualProofBytes = 3000;

    /// <summary>Part of the least time that is given for a cheaper verifier.</summary>
    private const double Patience = 0.1;

    /// <summary>Compiles a model.</summary>
    /// <param name="model">The integer model.</param>
    /// <param name="visibility">What is public.</param>
    /// <param name="profile">
    /// Slots and lanes to use; null to choose, of the profiles within the bound the fastest, or one that takes a tenth longer at most and has
    /// the verifier combine fewer points.
    /// </param>
    /// <param name="maxProofBytes">The bound on a proof when a profile is chosen; only a model that fits none of these gets a longer one.</param>
    /// <param name="packing">Columns that share a commitment: 1, or 8 and more for verification on chain.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="LoweringException">A node has no circuit, or nothing fits 2^26 rows.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static CompiledModel Compile(
        IntegerModel model, Visibility visibility, (int Slots, int Lanes)? profile = null, int maxProofBytes = UsualProofBytes, int packing = 1,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(visibility);
        if (profile is { } asked) return TryCompile(model, visibility, new Profile(asked.Slots, asked.Lanes, visibility.Weights, packing: packing), cancellation) ?? throw TooLarge(model);
        ILookup<bool, Profile> bySize = Profiles.Select(p => new Profile(p.Slots, p.Lanes, visibility.Weights, packing: packing)).ToLookup(p => p.ProofLength <= maxProofBytes);
        return Choose(bySize[true]) ?? Choose(bySize[false]) ?? throw TooLarge(model);

        CompiledModel? Choose(IEnumerable<Profile> profiles)
        {
            CompiledModel[] candidates = [.. profiles.Select(p => TryCompile(model, visibility, p, cancellation)).OfType<CompiledModel>()];
            if (candidates.Length == 0) return null;
            double longest = candidates.Min(c => c.Cost) * (1 + Patience);
            return candidates.Where(c => c.Cost <= longest).MinBy(c => (c.Circuit.Profile.VerifierPoints, c.Cost));
        }
    }

    private static LoweringException TooLarge(IntegerModel model) => new($"{model.Name} takes more than 2^{Circuit.MaxLogN} rows.");

    /// <summary>The circuit in one profile; null when it takes too many rows.</summary>
    private static CompiledModel? TryCompile(IntegerModel model, Visibility visibility, Profile profile, CancellationToken cancellation)
    {
        var trace = new Trace(profile.Slots, profile.Lanes, model.Shift, Stride(model));
        _ = new Lowerer(model, trace, visibility, cancellation);
        List<(int Key, int First, int Second)> table = trace.Tables.Rows(model.Shift, profile.Ranged ? model.WeightBits : 0);
        // Committed weights are registered by a circuit of the same length, which holds the table of weights.
        int registration = visibility.Weights == WeightMode.Committed ? Registration.Rows(model.WeightBits) : 0;
        int rows = Math.Max(registration, Math.Max(trace.Blocks.Sum(b => b.Rows), trace.Weights.Sum(w => w.Rows)));
        rows = Math.Max(rows, Math.Max(trace.Scalars.Rows, table.Count));
        for (int logN = Math.Max(Circuit.MinLogN, (int)Math.Ceiling(Math.Log2(Math.Max(rows, 2)))); logN <= Circuit.MaxLogN; logN++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (table.Count > 1 << logN || Placement.TryPlace(trace, logN) is not { } placement) continue;
            return new CompiledModel(model, trace, CircuitAssembler.Assemble(trace, placement, profile, logN, table), visibility);
        }

        return null;
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
