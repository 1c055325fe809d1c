using System.Diagnostics;
using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>
/// Times operations on devices at every second size up to a limit, on resident data, waiting for each. A device that took ten times
/// the best at one size is not timed at larger ones: it keeps its place.
/// </summary>
internal sealed class Calibration
{
    private const int Step = 2;
    private const double Hopeless = 10;
    private readonly int _maxLogN;
    private readonly Dictionary<(OperationKind, int LogN, int Device), double> _seconds = [];

    public Calibration(IReadOnlyList<IAccelerator> devices, int maxLogN)
    {
        _maxLogN = maxLogN;
        var scalars = new Fr[1 << maxLogN];
        foreach (ref var scalar in scalars.AsSpan()) scalar = Fr.Random();
        var points = Points(1 << maxLogN);
        foreach (var operation in DispatchTable.Computing)
        {
            var racing = Enumerable.Range(0, devices.Count).ToList();
            for (var logN = maxLogN % Step; logN <= maxLogN; logN += Step)
            {
                racing.RemoveAll(device => !devices[device].Info.Supports(operation, 1 << logN));
                foreach (var device in racing)
                    _seconds[(operation, logN, device)] = Seconds(devices[device], operation, logN, scalars, points);
                var best = racing.Count == 0 ? 0 : racing.Min(device => _seconds[(operation, logN, device)]);
                racing.RemoveAll(device => _seconds[(operation, logN, device)] > Hopeless * best);
            }
        }
    }

    /// <summary>
    /// Seconds at the nearest measured size not above; beyond the largest, its time grown as between the last two. Infinite where a device
    /// was not timed.
    /// </summary>
    public double Cost(OperationKind operation, int logN, int device)
    {
        var smallest = _maxLogN % Step;
        var within = Math.Clamp(logN, smallest, _maxLogN);
        var measured = within - (within - smallest) % Step;
        var seconds = Measured(measured);
        if (logN <= _maxLogN || measured == smallest || double.IsInfinity(seconds)) return seconds;
        var growth = Math.Max(1, seconds / Measured(measured - Step));
        return seconds * Math.Pow(growth, (double)(logN - _maxLogN) / Step);

        double Measured(int size) => _seconds.GetValueOrDefault((operation, size, device), double.PositiveInfinity);
    }

    private static double Seconds(IAccelerator device, OperationKind operation, int logN, Fr[] scalars, G1Affine[] points)
    {
        var n = 1 << logN;
        using var queue = device.CreateQueue();
        using var memory = device.Allocate(3 * n);
        var (a, b, c) = (memory.Slice(0, n), memory.Slice(n, n), memory.Slice(2 * n, n));
        queue.Upload(scalars.AsMemory(0, n), a);
        queue.Upload(scalars.AsMemory(0, n), b);
        switch (operation)
        {
            case OperationKind.Ntt:
                var plan = device.Plan(logN);
                return Best(() => queue.Ntt(plan, [a], NttKind.Forward, Fr.CosetGenerator));
            case OperationKind.Run:
                using (var program = device.Compile(RowExpression.Column(0) * RowExpression.Column(1) + RowExpression.Column(0, 1)))
                    return Best(() => queue.Run(program, [a, b], [], c));
            case OperationKind.Invert:
                return Best(() => queue.Invert(a));
            case OperationKind.Scan:
                return Best(() => queue.Scan(a, c, ScanKind.ProductExclusive));
            case OperationKind.Recur:
                return Best(() => queue.Recur(a, b, c));
            case OperationKind.Divide:
                return Best(() => queue.Divide(a, scalars[0], c));
            case OperationKind.Evaluate:
                return Best(() => queue.Evaluate(new[] { new EvaluationQuery(a, scalars[0]) }).AsTask().GetAwaiter().GetResult());
            default:
                using (var basis = device.Load(points.AsSpan(0, n), BasisPlan.Resident))
                    return Best(() => queue.Commit(basis, new[] { a }, ScalarHint.Full).AsTask().GetAwaiter().GetResult());
        }

        double Best(Action action)
        {
            var best = double.PositiveInfinity;
            var fence = new Fr[1];
            for (var i = 0; i < 3; i++)
            {
                var start = Stopwatch.GetTimestamp();
                action();
                queue.Download(c.Slice(0, 1), fence).AsTask().GetAwaiter().GetResult();
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            return best;
        }
    }

    /// <summary>1·G, 2·G, 3·G, …: distinct, and cheap to make.</summary>
    private static G1Affine[] Points(int count)
    {
        var sums = new G1[count];
        var sum = G1.Infinity;
        foreach (ref var point in sums.AsSpan()) point = sum += G1Affine.Generator;
        var points = new G1Affine[count];
        G1.ToAffine(sums, points);
        return points;
    }
}
