namespace ZkAccel.Zkml.Lowering;

/// <summary>Runs of free gate rows. Single rows are kept for single terms; longer runs are used from the front.</summary>
internal sealed class GapList
{
    private readonly Queue<int> _single = new();
    private readonly List<(int Row, int Length)> _runs = [];
    private int _next;

    public GapList(bool[] taken, int from, int to)
    {
        for (int row = from; row < to; row++)
        {
            if (taken[row]) continue;
            int start = row;
            while (row < to && !taken[row]) row++;
            if (row - start == 1) _single.Enqueue(start);
            else _runs.Add((start, row - start));
        }
    }

    /// <summary>Takes up to <paramref name="wanted"/> rows in one run, at least two unless one is wanted; false when none are left.</summary>
    public bool Take(int wanted, out int row, out int length)
    {
        if (wanted == 1 && _single.TryDequeue(out row))
        {
            length = 1;
            return true;
        }

        // What is left of a run after a piece may be one row: it joins the single ones.
        while (_next < _runs.Count && _runs[_next].Length < 2)
        {
            if (_runs[_next].Length == 1) _single.Enqueue(_runs[_next].Row);
            _next++;
        }

        if (_next == _runs.Count)
        {
            row = length = 0;
            return false;
        }

        (row, int free) = _runs[_next];
        length = Math.Min(wanted, free);
        _runs[_next] = (row + length, free - length);
        return true;
    }
}
