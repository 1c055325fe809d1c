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

    public static void Save<T>(string path, T content, CancellationToken cancellation)
        where T : IJsonFile =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(content, Options), cancellation: cancellation);

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
            throw new FileFormatException(path, $"is not a {T.Kind}: {FirstSentence(e.Message)}", e);
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
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > limit) throw new FileFormatException(path, $"has {stream.Length} bytes, more than the limit of {limit}");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string problem = e is FileNotFoundException or DirectoryNotFoundException ? "file not found" : $"cannot be read: {e.Message}";
            throw new FileFormatException(path, problem, e);
        }
    }

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return Shorten(end < 0 ? message.TrimEnd('.') : message[..end]);
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
