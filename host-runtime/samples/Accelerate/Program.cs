// The accelerator interface on its own: accelerate [device] [logN], such as: accelerate cpu:2 16
using System.Globalization;
using ZkAccel.Bn254;
using ZkAccel.Runtime;
using static ZkAccel.Runtime.RowExpression;

var logN = 8;
if (args.Length > 2 || (args.Length == 2 && (!int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out logN) || logN is < 2 or > 22)))
{
    Console.Error.WriteLine("usage: accelerate [device] [logN, 2 to 22]");
    foreach (var kind in Accelerators.Kinds) Console.Error.WriteLine($"  {kind.Name,-12}{kind.Summary}");
    return 2;
}

var n = 1 << logN;
try
{
    using var device = RecordingAccelerator.Profile(Accelerators.Open(args.Length > 0 ? args[0] : "cpu"));
    Console.WriteLine($"device      {device.Info.Name}, {device.Info.Threads} threads");
    Console.WriteLine(device.Info.Notes.TrimEnd());

    // 1·G, 2·G, 3·G, … stand in for an SRS. A column of shifted squares: small, and of both signs.
    using var basis = device.Load(Multiples(n), BasisPlan.Resident);
    var numbers = new int[n];
    for (var i = 0; i < n; i++) numbers[i] = i % 181 * (i % 181) - 181;

    using var memory = device.Allocate(3 * n);
    var (column, coefficients, values) = (memory.Slice(0, n), memory.Slice(n, n), memory.Slice(2 * n, n));
    using var queue = device.CreateQueue();
    queue.Upload(numbers, column);
    queue.Upload(numbers, coefficients);
    var resident = device.Mark();

    var commitment = (await queue.Commit(basis, new[] { column }, ScalarHint.Small(bits: 16, signed: true)))[0];
    Console.WriteLine($"commitment  {commitment}");

    // p to coefficients; q = p(x)² + 3·p(ωx) row by row from the values, then to coefficients too.
    var plan = device.Plan(logN);
    queue.Ntt(plan, [coefficients], NttKind.Inverse, Fr.One);
    using var program = device.Compile(Column(0) * Column(0) + Constant(0) * Column(0, 1));
    queue.Run(program, [column], [Fr.FromInt64(3)], values);
    queue.Ntt(plan, [values], NttKind.Inverse, Fr.One);

    // At x = ω² the polynomials must say what the rows said: q(ω²) = p(ω²)² + 3·p(ω³).
    var root = Fr.RootOfUnity(logN);
    var answers = await queue.Evaluate(new EvaluationQuery[]
    {
        new(coefficients, root.Pow(2)), new(coefficients, root.Pow(3)), new(values, root.Pow(2)),
    });
    device.RequireNoTransfer(resident, device.Mark());
    var holds = answers[2] == answers[0].Square() + Fr.FromInt64(3) * answers[1] && answers[0] == Fr.FromInt64(numbers[2]);
    Console.WriteLine($"check       q(w^2) = p(w^2)^2 + 3 p(w^3): {(holds ? "holds" : "FAILS")}");
    Console.WriteLine();
    Console.Write(device.Report());
    return holds ? 0 : 1;
}
catch (Exception exception) when (exception is AcceleratorException or FormatException or ArgumentException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static G1Affine[] Multiples(int count)
{
    var sums = new G1[count];
    var sum = G1.Infinity;
    foreach (ref var point in sums.AsSpan()) point = sum += G1Affine.Generator;
    var points = new G1Affine[count];
    G1.ToAffine(sums, points);
    return points;
}
