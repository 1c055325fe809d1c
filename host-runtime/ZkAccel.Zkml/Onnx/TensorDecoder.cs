using System.Buffers.Binary;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx.Wire;

namespace ZkAccel.Zkml.Onnx;

/// <summary>
/// Decodes a TensorProto. The length of its data is checked against its dimensions before anything is allocated, and its
/// data may be in one place only: with two, two readers would see two models.
/// </summary>
internal static class TensorDecoder
{
    /// <param name="proto">The message.</param>
    /// <param name="name">Name for errors.</param>
    /// <param name="external">Where external data may be read, or null where it is refused.</param>
    /// <param name="allowEmpty">Whether a one-dimensional tensor without elements is legal (a list of axes, say): it becomes null.</param>
    /// <exception cref="ModelException">Anything wrong with the tensor.</exception>
    public static Tensor? Decode(TensorProto proto, string name, ExternalData? external, bool allowEmpty = false)
    {
        ModelException Fail(ModelError error, string problem) => new(error, problem, tensor: name);

        var type = ElementTypes.FromOnnx(proto.DataType);
        if (type == ElementType.None)
            throw Fail(ModelError.Type, $"element type {ElementTypes.OnnxName(proto.DataType)} (data_type {proto.DataType}) is not supported");
        if (allowEmpty && proto.Dims is [0] && Stored(proto).Count == 0) return null;
        Span<long> dims = stackalloc long[ImportLimits.Rank];
        if (proto.Dims.Count > dims.Length) throw Fail(ModelError.TooLarge, $"rank {proto.Dims.Count} is above the size limit of {dims.Length} dimensions");
        for (var i = 0; i < proto.Dims.Count; i++) dims[i] = proto.Dims[i];
        if (Dimensions.Check(dims[..proto.Dims.Count], out var shape) is var (error, problem)) throw Fail(error, problem);

        var stored = Stored(proto);
        if (proto.DataLocation is not (0 or 1)) throw Fail(ModelError.Data, $"data_location {proto.DataLocation} is not defined");
        if (proto.DataLocation == 1)
        {
            if (stored.Count > 0) throw Fail(ModelError.Data, $"has external data and {stored[0]} at once");
            if (external is null) throw Fail(ModelError.ExternalData, "external data is only read for a model loaded from a file path");
            return FromRaw(external.Read(proto, name, (long)shape.Count * type.Size()), shape, type, Fail);
        }

        if (proto.ExternalData.Count > 0) throw Fail(ModelError.Data, "lists external data but data_location is not EXTERNAL");
        if (stored.Count > 1) throw Fail(ModelError.Data, $"has both {stored[0]} and {stored[1]}: its data must be in one place");
        if (stored.Count == 0) throw Fail(ModelError.Data, $"has no data for shape {shape}");
        if (stored[0] == "raw_data")
        {
            var need = (long)shape.Count * type.Size();
            if (proto.RawData.Length != need) throw Fail(ModelError.Data, $"raw_data has {proto.RawData.Length} bytes, shape {shape} of {type} needs {need}");
            return FromRaw(proto.RawData.Span, shape, type, Fail);
        }

        return FromTyped(proto, stored[0], shape, type, Fail);
    }

    private static List<string> Stored(TensorProto p)
    {
        var s = new List<string>();
        if (p.HasRawData) s.Add("raw_data");
        if (p.FloatData.Count > 0) s.Add("float_data");
        if (p.Int32Data.Count > 0) s.Add("int32_data");
        if (p.Int64Data.Count > 0) s.Add("int64_data");
        if (p.DoubleData.Count > 0) s.Add("double_data");
        if (p.Uint64Data.Count > 0) s.Add("uint64_data");
        if (p.StringData.Count > 0) s.Add("string_data");
        return s;
    }

    /// <summary>Decodes little-endian elements; the caller has checked that there are as many as the shape needs.</summary>
    public static Tensor FromRaw(ReadOnlySpan<byte> raw, Shape shape, ElementType type, Func<ModelError, string, ModelException> fail)
    {
        var n = shape.Count;
        if (type.IsFloat())
        {
            var f = new float[n];
            for (var i = 0; i < n; i++)
            {
                f[i] = type switch
                {
                    ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(raw[(4 * i)..]),
                    ElementType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(raw[(2 * i)..]),
                    ElementType.BFloat16 => BFloat16(BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..])),
                    _ => Narrow(BinaryPrimitives.ReadDoubleLittleEndian(raw[(8 * i)..]), shape, i, fail),
                };
            }

            return new Tensor(shape, f, type);
        }

        var v = new long[n];
        for (var i = 0; i < n; i++)
        {
            v[i] = type switch
            {
                ElementType.Int8 => (sbyte)raw[i],
                ElementType.UInt8 or ElementType.Bool => raw[i],
                ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(raw[(2 * i)..]),
                ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..]),
                ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(raw[(4 * i)..]),
                ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(raw[(4 * i)..]),
                _ => BinaryPrimitives.ReadInt64LittleEndian(raw[(8 * i)..]),
            };
        }

        return Ranged(v, shape, type, fail);
    }

    private static Tensor FromTyped(TensorProto p, string field, Shape shape, ElementType type, Func<ModelError, string, ModelException> fail)
    {
        var expected = type switch
        {
            ElementType.Float32 => "float_data",
            ElementType.Float64 => "double_data",
            ElementType.Int64 => "int64_data",
            ElementType.UInt32 or ElementType.UInt64 => "uint64_data",
            _ => "int32_data",
        };
        if (field != expected) throw fail(ModelError.Data, $"has its values in {field}, a tensor of {type} keeps them in {expected}");
        var n = shape.Count;
        var have = field switch
        {
            "float_data" => p.FloatData.Count,
            "double_data" => p.DoubleData.Count,
            "int64_data" => p.Int64Data.Count,
            "uint64_data" => p.Uint64Data.Count,
            _ => p.Int32Data.Count,
        };
        if (have != n) throw fail(ModelError.Data, $"{field} has {have} values, shape {shape} needs {n}");
        if (type.IsFloat())
        {
            var f = new float[n];
            for (var i = 0; i < n; i++)
            {
                f[i] = type switch
                {
                    ElementType.Float32 => p.FloatData[i],
                    ElementType.Float64 => Narrow(p.DoubleData[i], shape, i, fail),
                    ElementType.Float16 => (float)BitConverter.UInt16BitsToHalf(unchecked((ushort)p.Int32Data[i])),
                    _ => BFloat16(unchecked((ushort)p.Int32Data[i])),
                };
            }

            return new Tensor(shape, f, type);
        }

        var v = new long[n];
        for (var i = 0; i < n; i++)
        {
            v[i] = field switch
            {
                "int64_data" => p.Int64Data[i],
                "uint64_data" => unchecked((long)p.Uint64Data[i]),
                _ => p.Int32Data[i],
            };
        }

        return Ranged(v, shape, type, fail);
    }

    private static Tensor Ranged(long[] values, Shape shape, ElementType type, Func<ModelError, string, ModelException> fail)
    {
        var (min, max) = type.Range();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] < min || values[i] > max) throw fail(ModelError.Range, $"element {shape.Coordinates(i)} is outside the range of {type}");
        }

        return new Tensor(shape, values, type);
    }

    private static float BFloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    private static float Narrow(double value, Shape shape, int index, Func<ModelError, string, ModelException> fail)
    {
        var f = (float)value;
        if (f != value && !double.IsNaN(value))
            throw fail(ModelError.Type, $"element {shape.Coordinates(index)} is a double that binary32 does not hold exactly: convert the model to float32");
        return f;
    }
}
