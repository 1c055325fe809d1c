using ZkAccel.Bn254;

namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// The digest of one segment, loaded when somebody asks for it. A digest that is only summed with its neighbours is loaded onto the sum (a Horner
/// step, one row instead of two); asked for alone afterwards, it is the difference of two partial sums.
/// </summary>
internal sealed class Reading
{
    private readonly ScalarProgram _program = null!;
    private readonly Digest _digest;
    private readonly SegmentEnd _at;
    private Cell _cell = Cell.None;
    private Cell _partial = Cell.None, _next = Cell.None, _step = Cell.None;

    public Reading(Cell cell) => _cell = cell;

    public Reading(ScalarProgram program, Digest digest, SegmentEnd at) => (_program, _digest, _at) = (program, digest, at);

    /// <summary>Whether no gate has loaded it yet.</summary>
    public bool IsPending => _cell.IsNone && _partial.IsNone;

    /// <summary>The digest alone.</summary>
    public Cell Cell
    {
        get
        {
            if (!_cell.IsNone) return _cell;
            return _cell = _partial.IsNone
                ? _program.Load(_digest, _at)
                : _program.Sum(new Term(Fr.One, _partial), new Term(-Fr.One, _next, _step));
        }
    }

    /// <summary>The digest plus <paramref name="sum"/> times <paramref name="step"/>; it must be pending.</summary>
    public Cell LoadOnto(Cell sum, Cell step)
    {
        if (sum.IsNone) return Cell;
        (_next, _step) = (sum, step);
        return _partial = _program.Load(_digest, _at, sum, step);
    }
}
