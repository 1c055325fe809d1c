namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// Where the products of one axis of a convolution land. Output k takes tap j from input s·k + t_j, t_j = j·dilation - pad = s·q_j + u_j: phase
/// u_j of the input, shifted by q_j. Written as a product of polynomials, input cell k' of the phase meets tap j at exponent k' + e_j, e_j =
/// Left - q_j; wanted outputs are the exponents Left .. Left + Size - 1, the rest is border.
/// </summary>
internal sealed class ConvGeometry
{
    public ConvGeometry(int input, int output, int kernel, int stride, int padBefore, int dilation)
    {
        Stride = stride;
        Output = output;
        Taps = new (int Shift, int Phase)[kernel];
        int left = 0;
        for (int j = 0; j < kernel; j++)
        {
            int t = (j * dilation) - padBefore;
            int q = t >= 0 ? t / stride : -((-t + stride - 1) / stride);
            Taps[j] = (q, t - (q * stride));
            left = Math.Max(left, q);
        }

        Left = left;
        Width = left + output;
        foreach ((int q, int u) in Taps) Width = Math.Max(Width, PhaseLength(input, u) + left - q);
    }

    public int Stride { get; }

    public int Output { get; }

    /// <summary>Shift q_j and phase u_j of every tap.</summary>
    public (int Shift, int Phase)[] Taps { get; }

    public int Left { get; }

    /// <summary>Exponents of the full product.</summary>
    public int Width { get; }

    public int Exponent(int tap) => Left - Taps[tap].Shift;

    public int PhaseLength(int input, int phase) => input > phase ? Shapes.DivideUp(input - phase, Stride) : 0;
}
