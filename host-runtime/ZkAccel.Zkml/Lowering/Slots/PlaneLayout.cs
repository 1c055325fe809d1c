namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// Planes of lines in slots. Cell (y, x) of a plane has exponent pitch·y + x in the raw digest, which runs over the whole plane, and
/// x in its line's out digest: lines are whole rows, so nothing overlaps. Rows are written from the highest exponent down.
/// </summary>
/// <remarks>
/// The out digest of the last line and the raw digest of the plane would end in one row, and a row loads one digest: an idle row
/// after each plane carries the raw digest (or, in product rows, the out digest) one row further and multiplies it by base^S. What a
/// forger puts into the idle row meets exponents below S, which no identity has.
/// </remarks>
internal sealed class PlaneLayout
{
    private readonly SlotBlock _block;
    private readonly int _slots;
    private readonly int _rowsPerPlane;

    /// <summary>Lays out <paramref name="planes"/> planes.</summary>
    /// <param name="trace">Where the rows go.</param>
    /// <param name="layer">For messages and counts.</param>
    /// <param name="planes">Number of planes.</param>
    /// <param name="height">Lines a plane.</param>
    /// <param name="width">Cells a line, borders included.</param>
    /// <param name="inside">First and last + 1 of the cells that count in the out digest.</param>
    /// <param name="raw">Base of the raw digest.</param>
    /// <param name="product">Product rows: the raw digest, of hi·out, ends with each line, the out digest with each plane.</param>
    /// <param name="key">Table key.</param>
    /// <param name="fill">(plane, y, x, evaluation) -> hi, rem, out, called through <see cref="LineWriter"/>.</param>
    public PlaneLayout(Trace trace, string layer, int planes, int height, int width, (int From, int To) inside, RawClass raw, bool product, int key, Action<LineWriter, Evaluation> fill)
    {
        _slots = trace.Slots;
        Planes = planes;
        Height = height;
        Width = width;
        RowsPerLine = Shapes.DivideUp(width, _slots);
        Pitch = RowsPerLine * _slots;
        RawFactor = raw == RawClass.Stride ? trace.Stride : 1;
        Product = product;
        _rowsPerPlane = (height * RowsPerLine) + 1;
        _block = new SlotBlock(layer, planes * _rowsPerPlane, _slots, raw, product, key, (w, e) => fill(new LineWriter(this, w), e));
        for (int p = 0; p < planes; p++)
        {
            for (int y = 0; y < height; y++) MarkLine(p, y, inside);
            int idle = (p * _rowsPerPlane) + _rowsPerPlane - 1;
            _block.Idle[idle] = true;
            _block.KeepRaw[idle] = !product;
            _block.KeepOut[idle] = product;
        }

        trace.Add(_block);
    }

    public int Planes { get; }

    public int Height { get; }

    public int Width { get; }

    public int RowsPerLine { get; }

    /// <summary>Distance of two lines in cells; times <see cref="RawFactor"/> in exponents of ρ.</summary>
    public int Pitch { get; }

    /// <summary>Exponent of ρ that one cell is worth in the raw digest.</summary>
    public int RawFactor { get; }

    public bool Product { get; }

    /// <summary>Exponent of ρ that the digest of a whole plane has too much.</summary>
    public int PlaneOffset => _slots * RawFactor;

    /// <summary>Where the plane's digest can be read: raw, or out in product rows.</summary>
    public SegmentEnd PlaneEnd(int plane) => new(_block, (plane + 1) * _rowsPerPlane);

    /// <summary>Where a line's digest can be read: out, or raw in product rows.</summary>
    public SegmentEnd LineEnd(int plane, int y) => new(_block, FirstRow(plane, y) + RowsPerLine);

    private int FirstRow(int plane, int y) => (plane * _rowsPerPlane) + ((Height - 1 - y) * RowsPerLine);

    private void MarkLine(int plane, int y, (int From, int To) inside)
    {
        int first = FirstRow(plane, y);
        for (int i = 0; i < RowsPerLine; i++)
        {
            bool startsLine = i == 0;
            bool startsPlane = startsLine && y == Height - 1;
            _block.KeepRaw[first + i] = !(Product ? startsLine : startsPlane);
            _block.KeepOut[first + i] = !(Product ? startsPlane : startsLine);
        }

        // The padding of a product line counts: the tie to the factors forces it to zero.
        (int from, int to) = Product ? (0, Pitch) : inside;
        for (int x = from; x < to; x++) _block.Mask(first + RowsPerLine - 1 - (x / _slots), _slots - 1 - (x % _slots)) = 1;
    }

    /// <summary>Writes cells by plane, line and position.</summary>
    internal readonly struct LineWriter(PlaneLayout layout, SlotWriter writer)
    {
        public void Write(int plane, int y, int x, int hi, int rem, int @out) =>
            writer.Write(layout.FirstRow(plane, y) + layout.RowsPerLine - 1 - (x / layout._slots), layout._slots - 1 - (x % layout._slots), hi, rem, @out);
    }
}
