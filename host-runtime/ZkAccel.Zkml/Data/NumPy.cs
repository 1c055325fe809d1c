using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml;

/// <summary>
/// NumPy array files, versions 1 to 3 (numpy.lib.format): magic, header length, a Python dictionary literal with descr,
/// fortran_order and shape, raw data. Little-endian floats and integers in C order only; pickled objects are refused.
/// </summary>
internal static partial class NumPy
{
    private const int MaxHeader = 1 << 16;

    /// <summary>Reads an array.</summary>
    /// <exception cref="ModelException">The bytes are not a supported array.</exception>
    public static Tensor Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 10 || !bytes.StartsWith(Magic)) throw Fail(ModelError.Malformed, "not a NumPy file: the magic is missing");
        var version = bytes[6];
        if (version is < 1 or > 3 || bytes[7] != 0) throw Fail(ModelError.Malformed, $"NumPy format version {version}.{bytes[7]} is not supported: 1.0 to 3.0 are");
        var lengthBytes = version == 1 ? 2 : 4;
        if (bytes.Length < 8 + lengthBytes) throw Fail(ModelError.Malformed, "truncated NumPy header");
        var length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        var start = 8 + lengthBytes;
        if (length > MaxHeader || length > bytes.Length - start) throw Fail(ModelError.Malformed, $"NumPy header of {length} bytes is beyond the file or the size limit");
        var (type, order, shape) = Header(Encoding.UTF8.GetString(bytes.Slice(start, (int)length)));
        if (order) throw Fail(ModelError.Unsupported, "Fortran order is not supported: save numpy.ascontiguousarray(a)");
        var data = bytes[(start + (int)length)..];
        if (data.Length != (long)shape.Count * type.Size())
            throw Fail(ModelError.Data, $"has {data.Length} bytes of data, shape {shape} of {type} needs {(long)shape.Count * type.Size()}");
        return TensorDecoder.FromRaw(data, shape, type, Fail);
    }

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private static (ElementType Type, bool Fortran, Shape Shape) Header(string header)
    {
        if (HeaderPattern().Match(header) is not { Success: true } m)
            throw Fail(ModelError.Malformed, "the NumPy header is not a dictionary of descr, fortran_order and shape");
        var type = m.Groups["descr"].Value switch
        {
            "<f4" => ElementType.Float32,
            "<f8" => ElementType.Float64,
            "<f2" => ElementType.Float16,
            "|i1" or "<i1" => ElementType.Int8,
            "|u1" or "<u1" => ElementType.UInt8,
            "<i2" => ElementType.Int16,
            "<u2" => ElementType.UInt16,
            "<i4" => ElementType.Int32,
            "<u4" => ElementType.UInt32,
            "<i8" => ElementType.Int64,
            "|b1" => ElementType.Bool,
            var d => throw Fail(ModelError.Type, $"NumPy type {ModelException.Quote(d)} is not supported"),
        };
        var parts = m.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > ImportLimits.Rank) throw Fail(ModelError.TooLarge, $"rank {parts.Length} is above the size limit of {ImportLimits.Rank} dimensions");
        Span<long> dims = stackalloc long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out dims[i])) throw Fail(ModelError.Malformed, "the NumPy shape holds a number that is too large");
        }

        if (Dimensions.Check(dims, out var shape) is var (error, problem)) throw Fail(error, problem);
        return (type, m.Groups["order"].Value == "True", shape);
    }

    private static ModelException Fail(ModelError error, string problem) => new(error, problem);

    [GeneratedRegex(@"^\{'descr': '(?<descr>[^']{1,16})', 'fortran_order': (?<order>True|False), 'shape': \((?<shape>[0-9, ]*)\),? *\} *\n?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HeaderPattern();
}
