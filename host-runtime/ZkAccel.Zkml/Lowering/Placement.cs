using ZkAccel.Bn254;
using ZkAccel.Plonk;

namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// Gives rows to what a trace holds. Slots, weight lanes and gates are different columns and share rows, so n follows from the largest
/// of the three and the tables, not from their sum. One rule couples them: a row's gate loads at most one digest, and a digest is
/// there only in the row after its segment.
/// </summary>
internal sealed class Placement
{
    private readonly Trace _trace;
    private readonly int _rows;
    private readonly int _firstRow;
    private readonly bool[] _gateTaken;
    private readonly int[] _resultRow;
    private readonly List<Gate> _gates = [];

    private Placement(Trace trace, int logN)
    {
        _trace = trace;
        _rows = 1 << logN;
        _firstRow = Circuit.FirstTensorInput + trace.PublicTensors.Count;
        _gateTaken = new bool[_rows];
        _resultRow = new int[trace.Scalars.Operations.Length];
        Array.Fill(_resultRow, -1);
    }

    /// <summary>A gate row: one term, on top of the row above when it continues a sum; of an operation of the scalar program.</summary>
    internal readonly record struct Gate(int Row, bool Continues, Fr Coefficient, int SourceA, int SourceB, Digest? Load, int Operation);

    /// <summary>Gates in evaluation order.</summary>
    public IReadOnlyList<Gate> Gates => _gates;

    /// <summary>Rows of c that hold the results of operations.</summary>
    public int ResultRow(Cell cell) => _resultRow[cell.Id];

    /// <summary>Places everything into 2^logN rows; null when it does not fit.</summary>
    public static Placement? TryPlace(Trace trace, int logN)
    {
        var placement = new Placement(trace, logN);
        return placement.PlaceSlots() && placement.PlaceWeights() && placement.PlaceGates() ? placement : null;
    }

    // The last row resets every digest and has no gate; a segment's end must be a row with a gate.
    private bool PlaceSlots()
    {
        int row = _firstRow;
        foreach (SlotBlock block in _trace.Blocks)
        {
            block.Start = row;
            row += block.Rows;
            if (row >= _rows - 1) return false;
        }

        foreach (ref readonly ScalarProgram.Operation operation in _trace.Scalars.Operations)
        {
            if (operation.Kind != ScalarProgram.Kind.Load || operation.Digest == Digest.Weights) continue;
            TakeLoad(operation.At.AbsoluteRow);
        }

        return true;
    }

    private bool PlaceWeights()
    {
        int row = _firstRow;
        foreach (WeightSegment segment in _trace.Weights)
        {
            while (row + segment.Rows < _rows - 1 && _gateTaken[row + segment.Rows]) row++;
            if (row + segment.Rows >= _rows - 1) return false;
            segment.Start = row;
            row += segment.Rows;
            TakeLoad(row);
        }

        return true;
    }

    private void TakeLoad(int row)
    {
        if (_gateTaken[row]) throw new InvalidOperationException($"Two digests are loaded in row {row}.");
        _gateTaken[row] = true;
    }

    private bool PlaceGates()
    {
        var gaps = new GapList(_gateTaken, _firstRow, _rows - 1);
        ReadOnlySpan<ScalarProgram.Operation> operations = _trace.Scalars.Operations;
        for (int id = 0; id < operations.Length; id++)
        {
            ref readonly ScalarProgram.Operation operation = ref operations[id];
            switch (operation.Kind)
            {
                case ScalarProgram.Kind.Public:
                    _resultRow[id] = operation.First + 1;
                    break;
                case ScalarProgram.Kind.Load:
                    int at = operation.At.AbsoluteRow;
                    _gates.Add(new Gate(at, false, Fr.One, Source(operation.A), Source(operation.B), operation.Digest, id));
                    _resultRow[id] = at + 1;
                    break;
                default:
                    if (!PlaceSum(_trace.Scalars.Terms.Slice(operation.First, operation.Count), id, gaps, out _resultRow[id])) return false;
                    break;
            }
        }

        return true;
    }

    // A sum that does not fit one gap goes on in the next, which takes the part so far as one more term.
    private bool PlaceSum(ReadOnlySpan<Term> terms, int operation, GapList gaps, out int result)
    {
        result = -1;
        int done = 0;
        while (done < terms.Length)
        {
            int wanted = terms.Length - done + (result >= 0 ? 1 : 0);
            if (!gaps.Take(wanted, out int row, out int length)) return false;
            int end = row + length;
            bool continues = false;
            if (result >= 0)
            {
                _gates.Add(new Gate(row++, false, Fr.One, result, -1, null, operation));
                continues = true;
            }

            for (; row < end; row++, done++, continues = true)
                _gates.Add(new Gate(row, continues, terms[done].Coefficient, Source(terms[done].A), Source(terms[done].B), null, operation));
            result = end;
        }

        return true;
    }

    private int Source(Cell cell) => cell.IsNone ? -1 : _resultRow[cell.Id] >= 0 ? _resultRow[cell.Id] : throw new InvalidOperationException("A cell is used before it is made.");
}
