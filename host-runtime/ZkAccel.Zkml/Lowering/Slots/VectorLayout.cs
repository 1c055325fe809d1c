namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// A vector of elements, one a row in the last slot, so that each can be read alone. Either the raw digest runs over the whole vector
/// (Σ_e r^e raw_e, times r for the idle row after it) while each out is read alone, or each raw value is read alone.
/// </summary>
internal sealed class VectorLayout
{
    private readonly SlotBlock _block;
    private readonly int _perVector;
    private readonly bool _rawAlone;

    /// <summary>Lays out <paramref name="vectors"/> vectors of <paramref name="length"/> elements.</summary>
    /// <param name="trace">Where the rows go.</param>
    /// <param name="layer">For messages and counts.</param>
    /// <param name="vectors">Number of vectors, each with a raw digest of its own.</param>
    /// <param name="length">Elements of a vector.</param>
    /// <param name="rawAlone">Each raw value is read alone and no out is; otherwise each out is read alone.</param>
    /// <param name="product">Product rows, whose raw values are hi·out: each is read alone, the out digest runs over the vector.</param>
    /// <param name="key">Table key.</param>
    /// <param name="fill">Writes the elements.</param>
    public VectorLayout(Trace trace, string layer, int vectors, int length, bool rawAlone, bool product, int key, Action<ElementWriter, Evaluation> fill)
    {
        Length = length;
        _rawAlone = rawAlone || product;
        bool idle = product || !rawAlone;
        _perVector = length + (idle ? 1 : 0);
        _block = new SlotBlock(layer, vectors * _perVector, trace.Slots, RawClass.Vector, product, key, (w, e) => fill(new ElementWriter(this, w, trace.Slots - 1), e));
        for (int v = 0; v < vectors; v++)
        {
            for (int e = 0; e < length; e++)
            {
                int row = Row(v, e);
                _block.KeepRaw[row] = !_rawAlone && e != length - 1;
                _block.KeepOut[row] = product && e != length - 1;
                if (!rawAlone) _block.Mask(row, trace.Slots - 1) = 1;
            }

            if (!idle) continue;
            int last = (v * _perVector) + length;
            _block.Idle[last] = true;
            _block.KeepRaw[last] = !product;
            _block.KeepOut[last] = product;
        }

        trace.Add(_block);
    }

    public int Length { get; }

    /// <summary>Where the digest over the whole vector can be read (raw: exponents of r, one too many; product: out, ρ^S an element, one too many).</summary>
    public SegmentEnd VectorEnd(int vector) => new(_block, (vector + 1) * _perVector);

    /// <summary>Where one element's value can be read.</summary>
    public SegmentEnd ElementEnd(int vector, int element) => new(_block, Row(vector, element) + 1);

    private int Row(int vector, int element) => (vector * _perVector) + Length - 1 - element;

    /// <summary>Writes elements by vector and index.</summary>
    internal readonly struct ElementWriter(VectorLayout layout, SlotWriter writer, int slot)
    {
        public void Write(int vector, int element, int hi, int rem, int @out) => writer.Write(layout.Row(vector, element), slot, hi, rem, @out);
    }
}
