namespace ZkAccel.Zkml.Onnx;

/// <summary>What the importer accepts at most. Checked before anything of that size is allocated.</summary>
internal static class ImportLimits
{
    /// <summary>Bytes of a model file (protobuf itself stops at 2^31).</summary>
    public const long FileBytes = 1L << 30;

    /// <summary>Bytes of all external data of one model.</summary>
    public const long ExternalBytes = 1L << 32;

    /// <summary>Elements of one tensor.</summary>
    public const long TensorElements = 1L << 26;

    /// <summary>Elements of all tensors that constant folding computes.</summary>
    public const long FoldedElements = 1L << 24;

    /// <summary>Products and elements read by all that constant folding computes.</summary>
    public const long FoldedWork = 1L << 30;

    /// <summary>Protobuf messages of a model.</summary>
    public const int Messages = 1 << 20;

    /// <summary>Multiplications of one convolution, matrix product or pool.</summary>
    public const long NodeWork = 1L << 40;

    /// <summary>Nodes of a graph.</summary>
    public const int Nodes = 1 << 16;

    /// <summary>Inputs, outputs or attributes of one node; inputs or outputs of the graph.</summary>
    public const int NodeEdges = 1 << 12;

    /// <summary>Dimensions of a tensor.</summary>
    public const int Rank = 8;

    /// <summary>A stride, dilation, pad or kernel size.</summary>
    public const long Window = 1 << 16;

    /// <summary>Oldest supported version of the default operator set.</summary>
    public const int MinOpset = 11;

    /// <summary>Newest supported version of the default operator set.</summary>
    public const int MaxOpset = 21;

    /// <summary>Oldest supported version of the file format (the one that has operator sets).</summary>
    public const int MinIr = 3;

    /// <summary>Newest supported version of the file format.</summary>
    public const int MaxIr = 13;
}
