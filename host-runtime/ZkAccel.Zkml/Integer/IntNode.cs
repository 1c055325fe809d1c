using System.Collections.Immutable;

namespace ZkAccel.Zkml.Integer;

/// <summary>One exact integer operation.</summary>
/// <param name="Output">Id of the value that it defines.</param>
/// <param name="Name">The ONNX node or nodes it came from.</param>
internal abstract record IntNode(int Output, string Name)
{
    /// <summary>Ids of the values it reads.</summary>
    public abstract ImmutableArray<int> Inputs { get; }
}

/// <summary>A sliding window over the last two axes. An output is (size + pads - dilation*(kernel-1) - 1) / stride + 1 wide, rounded down.</summary>
internal readonly record struct Window(
    int KernelHeight, int KernelWidth, int StrideHeight = 1, int StrideWidth = 1,
    int PadTop = 0, int PadLeft = 0, int PadBottom = 0, int PadRight = 0, int DilationHeight = 1, int DilationWidth = 1)
{
    /// <summary>Rows of the output for an input of the given height.</summary>
    public int OutputHeight(int height) => Size(height, KernelHeight, StrideHeight, PadTop + PadBottom, DilationHeight);

    /// <summary>Columns of the output for an input of the given width.</summary>
    public int OutputWidth(int width) => Size(width, KernelWidth, StrideWidth, PadLeft + PadRight, DilationWidth);

    private static int Size(int size, int kernel, int stride, int pads, int dilation)
    {
        var room = size + (long)pads - (long)dilation * (kernel - 1) - 1;
        return room < 0 ? 0 : (int)(room / stride) + 1;
    }
}

/// <summary>Cross-correlation of [1,C,H,W] with weights [O,C/groups,kh,kw], zero padding, plus a bias for each output channel. Exact.</summary>
internal sealed record IntConv(int Output, string Name, int X, int Weights, int? Bias, Window Window, int Groups) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [X];
}

/// <summary>x [..,k] times constant weights [k,m], plus a bias for each column. Exact.</summary>
internal sealed record IntMatMul(int Output, string Name, int X, int Weights, int? Bias) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [X];
}

/// <summary>Product of two activations [..,n,k] and [..,k,m] of equal leading dimensions. Exact.</summary>
internal sealed record IntMatMul2(int Output, string Name, int X, int Y) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [X, Y];
}

/// <summary>A value and its coefficient in a sum.</summary>
internal readonly record struct LinearTerm(int Value, long Coefficient);

/// <summary>Sum of coefficient times value over terms of equal dimensions, plus a bias: one for each element, or one for each index of axis 1, or one. Exact.</summary>
internal sealed record IntLinear(int Output, string Name, ImmutableArray<LinearTerm> Terms, int? Bias) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [.. Terms.Select(t => t.Value)];
}

/// <summary>Element-wise product of two activations of equal dimensions. Exact.</summary>
internal sealed record IntMul(int Output, string Name, int X, int Y) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [X, Y];
}

/// <summary>Sum over each window of each channel of [1,C,H,W]; padding adds nothing. Exact.</summary>
internal sealed record IntSumPool(int Output, string Name, int X, Window Window) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [X];
}

/// <summary>Sum over the given axes, which stay with size 1. Exact.</summary>
internal sealed record IntReduceSum(int Output, string Name, int X, ImmutableArray<int> Axes) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [X];
}

/// <summary>The same elements in the same row-major order under other dimensions.</summary>
internal sealed record IntReshape(int Output, string Name, int X, ImmutableArray<int> Dims) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [X];
}

/// <summary>Axis i of the output is axis <c>Permutation[i]</c> of the input.</summary>
internal sealed record IntTranspose(int Output, string Name, int X, ImmutableArray<int> Permutation) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [X];
}

/// <summary>Element j of axis i of the output is element <c>Starts[i] + j*Steps[i]</c> of that axis of the input; a step may be negative.</summary>
internal sealed record IntSlice(int Output, string Name, int X, ImmutableArray<int> Starts, ImmutableArray<int> Steps, ImmutableArray<int> Sizes)
    : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [X];
}

/// <summary>Values of equal scale side by side along an axis.</summary>
internal sealed record IntConcat(int Output, string Name, int Axis, ImmutableArray<int> Parts) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => Parts;
}

/// <summary>Zeros before and after, for each axis.</summary>
internal sealed record IntPad(int Output, string Name, int X, ImmutableArray<int> Before, ImmutableArray<int> After) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [X];
}

/// <summary>Repeats axes of size 1 to the given dimensions (equal rank).</summary>
internal sealed record IntExpand(int Output, string Name, int X, ImmutableArray<int> Dims) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [X];
}

/// <summary>A value and its multipliers: one, or one for each index of axis 1.</summary>
/// <param name="Value">Value id.</param>
/// <param name="Multipliers">Length 1 or the size of axis 1.</param>
internal sealed record RequantiseTerm(int Value, long[] Multipliers);

/// <summary>
/// acc = sum of m * x over the terms (equal dimensions); hi = floor((acc + 2^(T-1)) / 2^T); output = table[hi].
/// Scaling, residual addition, activation function and clamping in one step.
/// </summary>
internal sealed record IntRequantise(int Output, string Name, ImmutableArray<RequantiseTerm> Terms, int Table) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [.. Terms.Select(t => t.Value)];
}

/// <summary>Largest element of each window of each channel of [1,C,H,W]; padding never wins. Exact.</summary>
internal sealed record IntMaxPool(int Output, string Name, int X, Window Window) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [X];
}

/// <summary>
/// Along an axis: M = max x; e = table[x - M]; S = sum of e; p = floor((2^OutBits * e + floor(S/2)) / S).
/// </summary>
internal sealed record IntSoftmax(int Output, string Name, int X, int Axis, int Table, int OutBits) : IntNode(Output, Name)
{
    /// <inheritdoc/>
    public override ImmutableArray<int> Inputs => [X];
}
