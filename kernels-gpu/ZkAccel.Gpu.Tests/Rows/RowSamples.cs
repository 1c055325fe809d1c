using ZkAccel.Bn254;
using ZkAccel.Conformance;
using ZkAccel.Runtime;
using static ZkAccel.Runtime.RowExpression;

namespace ZkAccel.Gpu.Tests;

/// <summary>Programs and columns from a seed, and what the reference device makes of them.</summary>
internal sealed class RowSamples(int seed)
{
    private readonly Samples _samples = new(seed);

    /// <summary>A graph of some operations over what was made before, so that many values are used again much later.</summary>
    public RowExpression Random(int operations, int columns, int constants)
    {
        var nodes = new List<RowExpression>();
        for (var i = 0; i < columns; i++) nodes.AddRange([Column(i), Column(i, 1), Column(i, _samples.Next(100) - 50)]);
        for (var i = 0; i < constants; i++) nodes.Add(Constant(i));
        nodes.AddRange([Literal(_samples.Scalar()), Literal(Fr.FromInt64(-1)), Literal(Fr.FromInt64(2))]);
        for (var i = 0; i < operations; i++)
        {
            var (a, b) = (nodes[_samples.Next(nodes.Count)], nodes[^(1 + _samples.Next(Math.Min(20, nodes.Count)))]);
            nodes.Add(_samples.Next(6) switch { 0 => a + b, 1 => a - b, 2 => -a, 3 => a * b + b * nodes[_samples.Next(nodes.Count)], 4 => a * a - a * b, _ => a * b });
        }

        return nodes[^4..].Aggregate((a, b) => a + b);
    }

    /// <summary>Σ_i x_i·x_(i+1)·… of two passes in opposite orders: all of <paramref name="width"/> values live in between.</summary>
    public static RowExpression Crowd(int width)
    {
        RowExpression[] squares = [.. Enumerable.Range(0, width).Select(i => (Column(0, i) + Column(1)) * Column(0, i + 1))];
        var (forward, backward) = (squares[0], squares[^1]);
        for (var i = 1; i < width; i++) (forward, backward) = ((forward + squares[i]) * Constant(0), (backward - squares[^(i + 1)]) * Constant(1));
        return forward * backward + forward;
    }

    public Fr[][] Columns(int count, int rows) => [.. Enumerable.Range(0, count).Select(_ => _samples.Scalars(rows))];

    public Fr[] Scalars(int count) => _samples.Scalars(count);

    public static async Task<Fr[]> Reference(RowExpression expression, Fr[][] columns, Fr[] constants)
    {
        using var device = Accelerators.Open("reference");
        return await Run(device, expression, columns, constants);
    }

    public static async Task<Fr[]> Run(IAccelerator device, RowExpression expression, Fr[][] columns, Fr[] constants)
    {
        using var queue = device.CreateQueue();
        using var program = device.Compile(expression);
        var buffers = columns.Select(column => device.Allocate(column.Length)).ToArray();
        using var target = device.Allocate(columns[0].Length);
        for (var i = 0; i < columns.Length; i++) queue.Upload(columns[i], buffers[i].All);
        queue.Run(program, Array.ConvertAll(buffers, buffer => buffer.All), constants, target.All);
        var result = new Fr[target.Count];
        await queue.Download(target.All, result);
        foreach (var buffer in buffers) buffer.Dispose();
        return result;
    }
}
