namespace ZkAccel.Zkml.Graphs;

/// <summary>Element type of a tensor. The numbers are those of ONNX <c>TensorProto.DataType</c>.</summary>
public enum ElementType
{
    /// <summary>No type.</summary>
    None = 0,

    /// <summary>IEEE 754 binary32.</summary>
    Float32 = 1,

    /// <summary>Unsigned, 8 bits.</summary>
    UInt8 = 2,

    /// <summary>Two's complement, 8 bits.</summary>
    Int8 = 3,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16 = 4,

    /// <summary>Two's complement, 16 bits.</summary>
    Int16 = 5,

    /// <summary>Two's complement, 32 bits.</summary>
    Int32 = 6,

    /// <summary>Two's complement, 64 bits.</summary>
    Int64 = 7,

    /// <summary>Truth value, held as 0 or 1.</summary>
    Bool = 9,

    /// <summary>IEEE 754 binary16; computed in binary32.</summary>
    Float16 = 10,

    /// <summary>IEEE 754 binary64; imported only where every constant is a binary32 value, computed in binary32.</summary>
    Float64 = 11,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32 = 12,

    /// <summary>Unsigned, 64 bits; values above 2^63-1 are refused.</summary>
    UInt64 = 13,

    /// <summary>bfloat16; computed in binary32.</summary>
    BFloat16 = 16,
}

/// <summary>Facts about element types.</summary>
internal static class ElementTypes
{
    /// <summary>True for the types that a <see cref="Tensor"/> holds as floats.</summary>
    public static bool IsFloat(this ElementType type) =>
        type is ElementType.Float32 or ElementType.Float16 or ElementType.Float64 or ElementType.BFloat16;

    /// <summary>Bytes of one element in raw data.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        _ => 8,
    };

    /// <summary>Smallest and largest value of an integer type.</summary>
    public static (long Min, long Max) Range(this ElementType type) => type switch
    {
        ElementType.Bool => (0, 1),
        ElementType.UInt8 => (0, byte.MaxValue),
        ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ElementType.UInt16 => (0, ushort.MaxValue),
        ElementType.Int16 => (short.MinValue, short.MaxValue),
        ElementType.Int32 => (int.MinValue, int.MaxValue),
        ElementType.UInt32 => (0, uint.MaxValue),
        ElementType.UInt64 => (0, long.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };

    /// <summary>The type of an ONNX data_type number, or <see cref="ElementType.None"/> where it is not supported.</summary>
    public static ElementType FromOnnx(int dataType) =>
        dataType is > 0 and not 8 and <= 13 or 16 ? (ElementType)dataType : ElementType.None;

    /// <summary>The name of any ONNX data_type number, for messages.</summary>
    public static string OnnxName(int dataType) => dataType switch
    {
        0 => "undefined (0)",
        8 => "string",
        11 => "double",
        14 => "complex64",
        15 => "complex128",
        > 16 and <= 20 => "float8",
        21 or 22 => "int4",
        23 => "float4",
        _ when FromOnnx(dataType) is var t and not ElementType.None => t.ToString().ToLowerInvariant(),
        _ => $"unknown ({dataType})",
    };
}
