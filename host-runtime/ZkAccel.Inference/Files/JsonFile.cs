using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZkAccel.Inference;

/// <summary>
/// Small JSON files, read strictly: a size limit, no unknown, repeated or missing properties, the right format name and version.
/// </summary>
internal static class JsonFile
{
    private const long Limit = 1L << 28;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        MaxDepth = 16,
    };

    public static byte[] ToBytes<T>(T content)
        where T : IJsonFile =>
        JsonSerializer.SerializeToUtf8Bytes(content, Options);

    public static T Load<T>(string path)
        where T : IJsonFile =>
        Parse<T>(path, ReadBytes(path, Limit));

    public static T Parse<T>(string path, ReadOnlySpan<byte> bytes)
        where T : IJsonFile
    {
        T content;
        try
        {
            content = JsonSerializer.Deserialize<T>(bytes, Options) ?? throw new FileFormatException(path, $"is not a {T.Kind}: null");
        }
        catch (JsonException e)
        {
            throw new FileFormatException(path, $"is not a {T.Kind}: {Describe(e)}; make it again", e);
        }

        if (content.Format != T.Kind) throw new FileFormatException(path, $"is not a {T.Kind} but says '{Shorten(content.Format)}'");
        if (content.Version != 1) throw new FileFormatException(path, $"is of version {content.Version}; this program reads version 1");
        return content;
    }

    /// <summary>Bytes of a hexadecimal property.</summary>
    public static byte[] Hex(string path, string property, string text)
    {
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException e)
        {
            throw new FileFormatException(path, $"'{property}' is not hexadecimal", e);
        }
    }

    /// <summary>Hexadecimal digits as the files write them.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>All bytes of a regular file below a limit.</summary>
    public static byte[] ReadBytes(string path, long limit)
    {
        try
        {
            byte[] bytes = InputFile.ReadAllBytes(path, limit);
            return bytes.Length > 0 ? bytes : throw new FileFormatException(path, "is empty, or no regular file");
        }
        catch (InputException e)
        {
            throw new FileFormatException(path, e.Problem, e);
        }
    }

    /// <summary>Where a file stops being what it should be. Errors of syntax have an inner error of the reader.</summary>
    private static string Describe(JsonException e)
    {
        string place = $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
        if (e.InnerException is JsonException) return $"truncated or damaged, no JSON at {place}";
        string property = e.Path is null or "$" ? "" : $" '{Shorten(e.Path.TrimStart('$', '.'))}'";
        return $"at {place} a property{property} is missing, unknown, repeated or of the wrong type";
    }

    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "...";
}

/// <summary>The head of a JSON file.</summary>
internal interface IJsonFile
{
    /// <summary>The format's name.</summary>
    static abstract string Kind { get; }

    /// <summary>The name as the file says it.</summary>
    string Format { get; }

    /// <summary>The version as the file says it.</summary>
    int Version { get; }
}
