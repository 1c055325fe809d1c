using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Operators;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Zkml.Quantise;

public sealed partial class Quantiser
{
    /// <summary>
    /// The model with as many levels for values that are never negative, 2^(bits-1)-1 to 2^bits-1, as leave its circuit as long as with the
    /// fewest: a circuit has a power of two of rows, and mostly slots or gates need more of them than tables. Where a file gives the levels, the room goes to the shift.
    /// </summary>
    private static IntegerModel WithinRoom(Graph graph, Calibration calibration, QuantisationOptions options)
    {
        // Ranges hardly depend on how weights are rounded, so drafts are without.
        var draft = options with { AdaptiveRounding = false };
        var first = Quantise(graph, calibration, draft, options.LeastLevels);
        var logN = LogRows(first);
        var rows = logN is { } n ? 1L << n : MainRows(first);
        if (graph.Nodes.Any(n => n is QuantizeLinear))
        {
            // The file gives the levels; a larger shift leaves the weights that it gives nearer to what they are.
            for (var shift = 16; shift > options.Shift; shift--)
            {
                var more = (1L << shift) - (1L << options.Shift);
                if (MainRows(first) + more <= rows && Try(options with { Shift = shift }, options.LeastLevels) is { } m && (logN is null || LogRows(m) <= logN)) return m;
            }

            return Quantise(graph, calibration, options, options.LeastLevels);
        }

        var (low, high) = (options.LeastLevels, options.MostLevels);
        for (var levels = high; low < high; levels = (low + high + 1) / 2)
        {
            if (Try(draft, levels) is { } m && MainRows(m) <= rows) low = levels;
            else high = levels - 1;
        }

        // The estimate is without the copies that some layers look up.
        for (; low > options.LeastLevels; low -= (options.LeastLevels / 32) + 1)
        {
            if (Try(options, low) is { } m && MainRows(m) <= rows && (logN is null || LogRows(m) <= logN)) return m;
        }

        return Quantise(graph, calibration, options, options.LeastLevels);

        IntegerModel? Try(QuantisationOptions o, int levels)
        {
            try
            {
                return Quantise(graph, calibration, o, levels);
            }
            catch (IntegerModelException e) when (e.Error == IntegerModelError.TableDomain)
            {
                return null;
            }
        }
    }

    /// <summary>Rows of the table without the weights' range, which committed weights have in a circuit of their own.</summary>
    private static long MainRows(IntegerModel m) => 1 + (1L << m.Shift) + m.Tables.Sum(t => (long)t.Outputs.Length);

    /// <summary>log2 n of the fastest circuit: how precise a model is must not depend on the bound that a profile is later chosen under.</summary>
    private static int? LogRows(IntegerModel model)
    {
        try
        {
            return CircuitCompiler.Compile(model, new Visibility(), maxProofBytes: int.MaxValue).Circuit.LogN;
        }
        catch (LoweringException)
        {
            return null;
        }
    }
}
