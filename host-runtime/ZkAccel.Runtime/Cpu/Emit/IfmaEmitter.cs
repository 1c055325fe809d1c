namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// Machine code of the products with the 52-bit integer multiply-add (AVX-512 IFMA). Calls are of the System V convention; the table of
/// the modulus comes in rcx.
/// </summary>
/// <remarks>
/// Registers: 0..4 low sums, 5..9 high sums, 10 limb of a, 11 quotient, 12 zero, 13 mask, 14 -1/p, 15..19 p, 20..24 b, 25..29 a.
/// Each row adds one limb of a times b and one quotient times p, and moves the columns down by one. A column's sum stays below
/// 5 * 2 * 2 * 2^52 &lt; 2^57.
/// </remarks>
internal static class IfmaEmitter
{
    private const int C = 0, D = 5, A = 10, Q = 11, Zero = 12, Mask = 13, Inverse = 14, P = 15, B = 20, Lazy = 25;
    private const int BlockBytes = Modulus.Block * sizeof(long);

    /// <summary>(r, a, b, table, n, step of b in bytes): r[k] = a[k] * b[k] / R.</summary>
    internal static byte[] Multiply() => Product(broadcast: false);

    /// <summary>(r, a, w, table, n, step of w in bytes): r[k] = a[k] * w[k] / R, w one element for all lanes.</summary>
    internal static byte[] Scale() => Product(broadcast: true);

    /// <summary>(r, a, -, table, n): r[k] = a[k]^2 / R. Fifteen limb products instead of twenty-five, all columns first.</summary>
    internal static byte[] Square()
    {
        var s = new Assembler();
        Constants(s);
        s.Align(64);
        int top = s.Position;
        const int a = B;
        for (int i = 0; i < 5; i++) s.Load(a + i, Gpr.Rsi, 64 * i);
        for (int k = 0; k < 10; k++) s.Clear(k);
        for (int i = 0; i < 5; i++)
        {
            for (int j = i + 1; j < 5; j++)
            {
                s.MultiplyAddLow(i + j, a + i, a + j);
                s.MultiplyAddHigh(i + j + 1, a + i, a + j);
            }
        }

        for (int k = 1; k < 9; k++) s.Add(k, k, k);
        for (int i = 0; i < 5; i++)
        {
            s.MultiplyAddLow(2 * i, a + i, a + i);
            s.MultiplyAddHigh(2 * i + 1, a + i, a + i);
        }

        for (int i = 0; i < 5; i++)
        {
            s.Clear(Q);
            s.MultiplyAddLow(Q, i, Inverse);
            s.Add(A, i, Mask);
            s.ShiftRightLogical(A, A, 52);
            s.Add(i + 1, i + 1, A);
            for (int j = 1; j < 5; j++) s.MultiplyAddLow(i + j, Q, P + j);
            for (int j = 0; j < 5; j++) s.MultiplyAddHigh(i + j + 1, Q, P + j);
        }

        Normalize(s, 5, logical: true);
        for (int i = 0; i < 5; i++) s.Store(5 + i, Gpr.Rdi, 64 * i);
        s.AddImmediate(Gpr.Rdi, BlockBytes);
        s.AddImmediate(Gpr.Rsi, BlockBytes);
        s.Loop(Gpr.R8, top);
        s.Return();
        return s.ToArray();
    }

    /// <summary>(x, y, w, table, n): (x, y) = (x + y, (x - y) * w[k]), w one element a pair of blocks.</summary>
    internal static byte[] Butterfly()
    {
        var s = new Assembler();
        Constants(s);
        s.Align(64);
        int top = s.Position;
        for (int i = 0; i < 5; i++)
        {
            s.Load(C + i, Gpr.Rdi, 64 * i);
            s.Load(B + i, Gpr.Rsi, 64 * i);
        }

        for (int i = 0; i < 5; i++)
        {
            s.Subtract(Lazy + i, C + i, B + i);
            s.Add(C + i, C + i, B + i);
            s.Add(Lazy + i, Lazy + i, Gpr.Rcx, (Modulus.Row2P + i) * 64);
        }

        Reduce(s, C, D);
        for (int i = 0; i < 5; i++) s.Store(C + i, Gpr.Rdi, 64 * i);
        Normalize(s, Lazy, logical: false);
        for (int i = 0; i < 5; i++) s.Broadcast(B + i, Gpr.Rdx, 8 * i);
        Rows(s, i => Lazy + i);
        for (int i = 0; i < 5; i++) s.Store(C + i, Gpr.Rsi, 64 * i);
        s.AddImmediate(Gpr.Rdi, BlockBytes);
        s.AddImmediate(Gpr.Rsi, BlockBytes);
        s.AddImmediate(Gpr.Rdx, Element.Words * sizeof(long));
        s.Loop(Gpr.R8, top);
        s.Return();
        return s.ToArray();
    }

    private static byte[] Product(bool broadcast)
    {
        var s = new Assembler();
        Constants(s);
        s.Align(64);
        int top = s.Position;
        for (int i = 0; i < 5; i++)
        {
            if (broadcast) s.Broadcast(B + i, Gpr.Rdx, 8 * i);
            else s.Load(B + i, Gpr.Rdx, 64 * i);
        }

        Rows(s, i =>
        {
            s.Load(A, Gpr.Rsi, 64 * i);
            return A;
        });
        for (int i = 0; i < 5; i++) s.Store(C + i, Gpr.Rdi, 64 * i);
        s.AddImmediate(Gpr.Rdi, BlockBytes);
        s.AddImmediate(Gpr.Rsi, BlockBytes);
        s.Add(Gpr.Rdx, Gpr.R9);
        s.Loop(Gpr.R8, top);
        s.Return();
        return s.ToArray();
    }

    private static void Constants(Assembler s)
    {
        s.Clear(Zero);
        s.Load(Mask, Gpr.Rcx, Modulus.RowMask * 64);
        s.Load(Inverse, Gpr.Rcx, Modulus.RowInverse * 64);
        for (int i = 0; i < 5; i++) s.Load(P + i, Gpr.Rcx, (Modulus.RowP + i) * 64);
    }

    // a * b / R into C, limbs normalized; the limbs of a are asked for row by row.
    private static void Rows(Assembler s, Func<int, int> limb)
    {
        for (int j = 0; j < 5; j++) s.Clear(C + j);
        for (int i = 0; i < 5; i++)
        {
            int a = limb(i);
            s.MultiplyAddLow(C, a, B);
            s.Clear(Q);
            s.MultiplyAddLow(Q, C, Inverse);
            for (int j = 1; j < 5; j++) s.MultiplyAddLow(C + j, a, B + j);
            for (int j = 0; j < 5; j++)
            {
                s.Clear(D + j);
                s.MultiplyAddHigh(D + j, a, B + j);
            }

            // c0 + q * p0 is a multiple of 2^52 that is never formed: its carry is (c0 + 2^52 - 1) / 2^52.
            s.Add(C, C, Mask);
            s.ShiftRightLogical(C, C, 52);
            for (int j = 1; j < 5; j++) s.MultiplyAddLow(C + j, Q, P + j);
            for (int j = 0; j < 5; j++) s.MultiplyAddHigh(D + j, Q, P + j);
            s.Add(C, C, C + 1);
            s.Add(C, C, D);
            for (int j = 1; j < 4; j++) s.Add(C + j, C + j + 1, D + j);
            s.Add(C + 4, D + 4, Zero);
        }

        Normalize(s, C, logical: true);
    }

    private static void Normalize(Assembler s, int c, bool logical)
    {
        for (int j = 0; j < 4; j++)
        {
            if (logical) s.ShiftRightLogical(A, c + j, 52);
            else s.ShiftRightArithmetic(A, c + j, 52);
            s.And(c + j, c + j, Mask);
            s.Add(c + j + 1, c + j + 1, A);
        }
    }

    // See Lanes.Reduce: the top three bits choose the multiple of p that is taken off.
    private static void Reduce(Assembler s, int c, int scratch)
    {
        s.ShiftRightLogical(A, c + 4, 45);
        for (int j = 0; j < 5; j++)
        {
            s.Permute(scratch + j, A, Gpr.Rcx, (Modulus.RowReduce + j) * 64);
            s.Subtract(c + j, c + j, scratch + j);
        }

        Normalize(s, c, logical: false);
    }
}
