using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ZkAccel.Runtime;

/// <summary>
/// A device as people write it: <c>kind[:argument][?key=value[&amp;key=value…]]</c>, such as <c>cpu</c>, <c>cpu:4</c>, <c>gpu:1</c>,
/// <c>fpga:/dev/ttyUSB0?baud=921600</c>. The kind is lower case letters, digits and hyphens.
/// </summary>
public sealed record DeviceName
{
    private const int MaxLength = 1024;
    private readonly Dictionary<string, string> _options;

    private DeviceName(string kind, string argument, Dictionary<string, string> options)
    {
        Kind = kind;
        Argument = argument;
        _options = options;
    }

    /// <summary>The word before the colon.</summary>
    public string Kind { get; }

    /// <summary>What follows the colon; empty when absent.</summary>
    public string Argument { get; }

    /// <summary>Keys and values after the question mark.</summary>
    public IReadOnlyDictionary<string, string> Options => _options;

    /// <summary>Parses a name.</summary>
    /// <exception cref="FormatException">Not a device name; the message says what is wrong.</exception>
    public static DeviceName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text, out var error) ?? throw new FormatException(error);
    }

    /// <summary>Parses a name; false when it is none.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DeviceName? name)
    {
        name = Parse(text ?? "", out _);
        return name is not null;
    }

    /// <summary>The argument as a number, or <paramref name="fallback"/> when absent.</summary>
    /// <exception cref="FormatException">The argument is not a number from 0 to <see cref="int.MaxValue"/>.</exception>
    public int Number(int fallback)
    {
        if (Argument.Length == 0) return fallback;
        if (int.TryParse(Argument, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        throw new FormatException($"device '{this}': '{Argument}' is not a number");
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Kind
        + (Argument.Length == 0 ? "" : ":" + Argument)
        + (_options.Count == 0 ? "" : "?" + string.Join('&', _options.Select(option => $"{option.Key}={option.Value}")));

    /// <inheritdoc/>
    public bool Equals(DeviceName? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private static DeviceName? Parse(string text, out string error)
    {
        error = "";
        if (text.Length > MaxLength)
        {
            error = $"a device name of {text.Length} characters";
            return null;
        }

        var question = text.IndexOf('?', StringComparison.Ordinal);
        var head = question < 0 ? text : text[..question];
        var colon = head.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? head : head[..colon];
        var argument = colon < 0 ? "" : head[(colon + 1)..];
        if (!IsKind(kind))
            error = $"device '{text}': '{kind}' is not a device kind (lower case letters, digits and hyphens)";
        else if (colon >= 0 && argument.Length == 0)
            error = $"device '{text}': nothing follows the colon";
        if (error.Length > 0) return null;

        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        if (question < 0) return new DeviceName(kind, argument, options);
        foreach (var option in text[(question + 1)..].Split('&'))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && equals < option.Length - 1 && options.TryAdd(option[..equals], option[(equals + 1)..])) continue;
            error = $"device '{text}': '{option}' is not key=value, or the key occurs twice";
            return null;
        }

        return new DeviceName(kind, argument, options);
    }

    internal static bool IsKind(string text)
    {
        foreach (var c in text)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-') return false;
        return text.Length > 0;
    }
}
