using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// Copies as a permutation of the 3n cells of the wires a, b, c: cells that must be equal form a cycle. Cell (w, x) is number w n + x
/// and stands in the polynomials as k_w ω^x, k = (1, 5, 25): 5 generates the multiplicative group, so the three cosets are disjoint.
/// </summary>
internal static class Permutation
{
    /// <summary>k_w.</summary>
    public static Fr Coset(int wire) => Fr.CosetGenerator.Pow((ulong)wire);

    /// <summary>The cell that follows each cell in its cycle.</summary>
    public static int[] Cycles(Circuit circuit)
    {
        int n = circuit.Size;
        var next = new int[3 * n];
        var parent = new int[3 * n];
        for (int i = 0; i < next.Length; i++) next[i] = parent[i] = i;
        for (int x = 0; x < n; x++)
        {
            if (circuit.SourceA[x] >= 0) Join(x, (2 * n) + circuit.SourceA[x]);
            if (circuit.SourceB[x] >= 0) Join(n + x, (2 * n) + circuit.SourceB[x]);
        }

        foreach ((int a, int b) in circuit.EqualC) Join((2 * n) + a, (2 * n) + b);
        return next;

        // Exchanging the successors of two cells of different cycles makes one cycle of both.
        void Join(int a, int b)
        {
            int rootA = Root(a), rootB = Root(b);
            if (rootA == rootB) return;
            parent[rootA] = rootB;
            (next[a], next[b]) = (next[b], next[a]);
        }

        int Root(int cell)
        {
            while (parent[cell] != cell)
            {
                parent[cell] = parent[parent[cell]];
                cell = parent[cell];
            }

            return cell;
        }
    }

    /// <summary>σ_w: the place of the cell that follows (w, x), for every row x.</summary>
    public static void Fill(int[] cycles, int wire, ReadOnlySpan<Fr> rootPowers, Span<Fr> column)
    {
        int n = rootPowers.Length;
        Fr[] cosets = [Coset(0), Coset(1), Coset(2)];
        for (int x = 0; x < n; x++)
        {
            (int w, int row) = Math.DivRem(cycles[(wire * n) + x], n);
            column[x] = cosets[w] * rootPowers[row];
        }
    }
}
