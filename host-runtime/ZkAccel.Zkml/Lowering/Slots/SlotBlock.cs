namespace ZkAccel.Zkml.Lowering;

/// <summary>The place where a segment has ended: its digest can be read in this row of the block or weight segment.</summary>
internal readonly record struct SegmentEnd(IPlaced Owner, int Row)
{
    public int AbsoluteRow => Owner.Start + Row;
}

/// <summary>Something that takes consecutive rows; the placement decides where.</summary>
internal interface IPlaced
{
    int Start { get; }
}

/// <summary>Base of the raw digest of a row.</summary>
internal enum RawClass : byte
{
    /// <summary>ρ: cells of a line.</summary>
    Rho,

    /// <summary>ρ^κ: cells of one phase of a strided line.</summary>
    Stride,

    /// <summary>r: one element a row, in the last slot.</summary>
    Vector,
}

/// <summary>Rows of slots: flags and masks now, integers when a witness is filled.</summary>
internal sealed class SlotBlock(string layer, int rows, int slots, RawClass raw, bool product, int key, Action<SlotWriter, Evaluation> fill) : IPlaced
{
    private readonly byte[] _masks = new byte[rows * slots];

    public string Layer { get; } = layer;

    public int Rows { get; } = rows;

    public RawClass Raw { get; } = raw;

    public bool Product { get; } = product;

    /// <summary>Table key of rows that are not idle.</summary>
    public int Key { get; } = key;

    public bool[] KeepRaw { get; } = new bool[rows];

    public bool[] KeepOut { get; } = new bool[rows];

    /// <summary>Rows that hold no cell: they only carry a digest on, so that two loads do not meet in one row.</summary>
    public bool[] Idle { get; } = new bool[rows];

    public Action<SlotWriter, Evaluation> Fill { get; } = fill;

    public int Start { get; set; } = -1;

    public ref byte Mask(int row, int slot) => ref _masks[(row * slots) + slot];
}

/// <summary>Writes the integers of one block into the witness columns.</summary>
internal readonly struct SlotWriter(Plonk.Witness witness, int start)
{
    public void Write(int row, int slot, int hi, int rem, int @out)
    {
        witness.Hi[slot][start + row] = hi;
        witness.Rem[slot][start + row] = rem;
        witness.Out[slot][start + row] = @out;
    }
}

/// <summary>Rows of weight lanes that hold one digest Σ_i r^i byExponent[i]: the highest exponent in lane 0 of the first row.</summary>
internal sealed class WeightSegment(string layer, int[] byExponent, int rows) : IPlaced
{
    public string Layer { get; } = layer;

    public int Rows { get; } = rows;

    public int Start { get; set; } = -1;

    public SegmentEnd End => new(this, Rows);

    public void Write(int[][] lanes)
    {
        for (int i = 0; i < byExponent.Length; i++)
        {
            int cell = (Rows * lanes.Length) - 1 - i;
            lanes[cell % lanes.Length][Start + (cell / lanes.Length)] = byExponent[i];
        }
    }
}
