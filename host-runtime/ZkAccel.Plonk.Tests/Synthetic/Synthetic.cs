namespace ZkAccel.Plonk.Tests;

/// <summary>
/// A circuit with one of everything: inputs, requantised raw values, rows in base ρ^κ and r, product rows, a committed Gemm, loads, copies,
/// equalities, public tensors of each shape. Works for any profile with n >= 64, or 32 with few lanes and no ranged weights.
/// </summary>
internal static class Synthetic
{
    private const int Rows = 2;

    public sealed record Case(Circuit Circuit, Witness Witness, HashSet<(string Column, int Index, int Row)> Free);

    public static Case Build(Profile profile, int logN = 7, int seed = 1)
    {
        var random = new Random(seed);
        int slots = profile.Slots, lanes = profile.Lanes, cells = Rows * slots;
        PublicTensor Tensor(string name, int outer, int height, int width, int pitch) => new(name, outer, height, width, pitch, -100, 100);
        var builder = new CircuitBuilder(
            profile, logN, Tensor("x", 1, 1, cells, cells), Tensor("ones", 1, 1, cells, cells), Tensor("y", 1, 1, cells + slots, cells + slots),
            Tensor("strided", 1, cells, 1, CircuitBuilder.Stride), Tensor("vector", Rows, 1, 1, 1), Tensor("squares", 1, 1, cells, cells));
        int[] x = [.. Enumerable.Range(0, cells).Select(_ => random.Next(-4, 4))];
        int loadedX = Inputs(builder, x);
        Requantised(builder, x, loadedX);
        Strided(builder, random, cells);
        Vector(builder, random);
        Products(builder, x, loadedX);
        Gemm(builder, random, lanes);
        (Circuit circuit, Witness witness) = builder.Build();
        for (int row = 0; row < circuit.Size; row++)
        {
            for (int s = 0; s < slots; s++)
            {
                // Rows outside all segments: bound by the table only.
                if (row >= builder.NextRow || row < circuit.PublicInputs)
                {
                    foreach (string name in new[] { "pair", "rem" }) builder.Free.Add((name, s, row));
                }
            }

            for (int i = 0; i < lanes; i++)
            {
                if (!builder.Free.Remove(("bound w", i, row))) builder.Free.Add(("w", i, row));
            }
        }

        // Free cells hold anything in their tables, the last row's too: it seeds the digests of row 0.
        foreach ((string name, int index, int row) in builder.Free.OrderBy(c => c))
        {
            if (name == "rem") witness.Rem[index][row] = random.Next(-4, 4);
            if (name == "w") witness.Weights[index][row] = random.Next(-4, 4);
        }

        return new Case(circuit, witness, builder.Free);
    }

    /// <summary>One input of two rows that equals a public tensor, in 32 rows.</summary>
    public static Case Tiny(Profile profile)
    {
        int cells = Rows * profile.Slots;
        var builder = new CircuitBuilder(profile, 5, new PublicTensor("x", 1, 1, cells, cells, -4, 3), new PublicTensor("ones", 1, 1, cells, cells, 1, 1));
        Inputs(builder, [.. Enumerable.Range(0, cells).Select(e => (e % 8) - 4)]);
        (Circuit circuit, Witness witness) = builder.Build();
        return new Case(circuit, witness, builder.Free);
    }

    /// <summary>The slot and row of exponent e in a segment of Rows rows.</summary>
    private static (int Slot, int Row) Place(int first, int slots, int e) => (slots - 1 - (e % slots), first + Rows - 1 - (e / slots));

    private static int Inputs(CircuitBuilder b, int[] x)
    {
        int first = b.NextRow, slots = b.Profile.Slots;
        b.NextRow += Rows;
        for (int e = 0; e < x.Length; e++)
        {
            (int s, int row) = Place(first, slots, e);
            b.Out[s][row] = x[e];
            b.Key[row] = CircuitBuilder.InputKey;
            b.G[s][row] = 1;
            b.Free.Add(("rem", s, row));
        }

        b.Flags(first + 1, keepB: true);
        int loaded = b.Gate(b: 1, row: first + Rows);
        b.Equal(loaded, CircuitBuilder.TensorInput(0));
        b.Publish([.. x.Select(v => (long)v)]);
        b.Publish([.. x.Select(_ => 1L)]);
        return loaded;
    }

    private static void Requantised(CircuitBuilder b, int[] x, int loadedX)
    {
        // One masked row below the outputs keeps the two loads apart and multiplies their digest by ρ^S.
        int first = b.NextRow, slots = b.Profile.Slots;
        b.NextRow += Rows + 1;
        var y = new long[x.Length + slots];
        for (int e = 0; e < x.Length; e++)
        {
            (int s, int row) = Place(first, slots, e);
            b.SetRaw(s, row, (3 * x[e]) + 2);
            b.G[s][row] = 1;
            y[slots + e] = b.Out[s][row];
        }

        for (int s = 0; s < slots; s++)
        {
            b.Free.Add(("pair", s, first + Rows));
            b.Free.Add(("rem", s, first + Rows));
        }

        b.Flags(first + 1, keepA: true, keepB: true);
        b.Flags(first + 2, keepB: true);
        int raw = b.Gate(a: 1, row: first + Rows);
        int outs = b.Gate(b: 1, row: first + Rows + 1);
        b.Equal(outs, CircuitBuilder.TensorInput(2));
        int run = b.Run(2);
        b.Gate(l: 3, sourceA: loadedX, row: run);
        b.Equal(b.Gate(o: 1, l: 2, sourceA: CircuitBuilder.TensorInput(1), row: run + 1), raw);
        b.Publish(y);
    }

    private static void Strided(CircuitBuilder b, Random random, int cells)
    {
        int first = b.NextRow, slots = b.Profile.Slots;
        b.NextRow += Rows;
        var values = new long[cells];
        for (int e = 0; e < cells; e++)
        {
            (int s, int row) = Place(first, slots, e);
            values[e] = random.Next(-30, 28);
            b.SetRaw(s, row, (int)values[e]);
        }

        b.Flags(first, strided: true);
        b.Flags(first + 1, keepA: true, strided: true);
        b.Equal(b.Gate(a: 1, row: first + Rows), CircuitBuilder.TensorInput(3));
        b.Publish(values);
    }

    private static void Vector(CircuitBuilder b, Random random)
    {
        int first = b.NextRow, slots = b.Profile.Slots;
        b.NextRow += Rows;
        var values = new long[Rows];
        for (int o = 0; o < Rows; o++)
        {
            int row = first + Rows - 1 - o;
            values[o] = random.Next(-30, 28);
            for (int s = 0; s < slots; s++)
            {
                b.SetRaw(s, row, s == slots - 1 ? (int)values[o] : random.Next(-30, 28));
                if (s == slots - 1) continue;
                b.Free.Add(("pair", s, row));
                b.Free.Add(("rem", s, row));
            }
        }

        b.Flags(first, vector: true);
        b.Flags(first + 1, keepA: true, vector: true);
        b.Equal(b.Gate(a: 1, row: first + Rows), CircuitBuilder.TensorInput(4));
        b.Publish(values);
    }

    private static void Products(CircuitBuilder b, int[] x, int loadedX)
    {
        int slots = b.Profile.Slots;
        for (int pass = 0; pass < 2; pass++)
        {
            int first = b.NextRow;
            b.NextRow += Rows;
            for (int e = 0; e < x.Length; e++)
            {
                (int s, int row) = Place(first, slots, e);
                b.Hi[s][row] = b.Out[s][row] = x[e];
                b.G[s][row] = 1;
                b.Free.Add(("rem", s, row));
            }

            b.Flags(first, product: true);
            b.Flags(first + 1, keepA: true, keepB: true, product: true);
            if (pass == 0)
            {
                b.Equal(b.Gate(a: 1, row: first + Rows), CircuitBuilder.TensorInput(5));
                b.Publish([.. x.Select(v => (long)v * v)]);
                continue;
            }

            int both = b.Gate(b: 1, row: first + Rows);
            b.Equal(both, b.Gate(m: 1, l: 1, sourceA: loadedX, sourceB: CircuitBuilder.TauC));
        }
    }

    private static void Gemm(CircuitBuilder b, Random random, int lanes)
    {
        int slots = b.Profile.Slots, last = slots - 1;
        int weights = b.NextRow, inputs = weights, outputs = weights + 4;
        b.NextRow += 4 + lanes;
        int[] x = [random.Next(-3, 4), random.Next(-3, 4)];
        var kappa = new int[2];
        var loads = new int[2];
        for (int j = 0; j < 2; j++)
        {
            // The weight segment of input j is row 2j, its input a slot of row 2j + 1: their loads fall in different rows.
            for (int i = 0; i < lanes; i++)
            {
                b.Weights[i][weights + (2 * j)] = random.Next(-4, 4);
                b.Free.Add(("bound w", i, weights + (2 * j)));
            }

            b.Out[last][inputs + (2 * j) + 1] = x[j];
            b.Key[inputs + (2 * j) + 1] = CircuitBuilder.InputKey;
            b.G[last][inputs + (2 * j) + 1] = 1;
            for (int s = 0; s < slots; s++)
            {
                b.Free.Add(("rem", s, inputs + (2 * j) + 1));
                b.Free.Add(("pair", s, inputs + (2 * j)));
                b.Free.Add(("rem", s, inputs + (2 * j)));
                if (s != last) b.Free.Add(("pair", s, inputs + (2 * j) + 1));
            }

            kappa[j] = b.Gate(w: 1, row: weights + (2 * j) + 1);
            loads[j] = b.Gate(b: 1, row: inputs + (2 * j) + 2);
        }

        for (int o = 0; o < lanes; o++)
        {
            int row = outputs + lanes - 1 - o;
            int lane = lanes - 1 - o;
            b.SetRaw(last, row, (b.Weights[lane][weights] * x[0]) + (b.Weights[lane][weights + 2] * x[1]));
            b.Flags(row, keepA: row > outputs, vector: true);
            for (int s = 0; s < last; s++)
            {
                b.Free.Add(("pair", s, row));
                b.Free.Add(("rem", s, row));
            }
        }

        // c of row weights + 4 + 1 is the load of x_1; the next gate rows are free.
        int result = b.Gate(a: 1, row: outputs + lanes);
        int run = b.Run(2);
        b.Gate(m: 1, sourceA: kappa[0], sourceB: loads[0], row: run);
        b.Equal(b.Gate(o: 1, m: 1, sourceA: kappa[1], sourceB: loads[1], row: run + 1), result);
    }
}
