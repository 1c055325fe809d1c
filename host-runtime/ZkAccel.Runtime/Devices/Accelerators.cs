using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Runtime;

/// <summary>
/// Opens devices by name. An assembly with a device registers its kind when the program starts; a library takes an
/// <see cref="IAccelerator"/> and never a name.
/// </summary>
public static class Accelerators
{
    private static readonly Lock Gate = new();
    private static readonly SortedDictionary<string, DeviceKind> Registered = new(StringComparer.Ordinal)
    {
        ["cpu"] = CpuAccelerator.Kind,
        ["reference"] = new("reference", "schoolbook formulas, for comparison", Device<ReferenceAccelerator>) { Probe = () => ["reference"] },
        ["null"] = new("null", "does nothing, to measure the time around a device", Device<NullAccelerator>) { Probe = () => ["null"] },
    };

    /// <summary>The kinds that can be opened, by name.</summary>
    public static IReadOnlyList<DeviceKind> Kinds
    {
        get
        {
            lock (Gate) return [.. Registered.Values];
        }
    }

    /// <summary>Adds a kind, or replaces the one of the same name.</summary>
    /// <exception cref="ArgumentException">The name is not a <see cref="DeviceName.Kind"/>.</exception>
    public static void Register(DeviceKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (!DeviceName.IsKind(kind.Name)) throw new ArgumentException($"'{kind.Name}' is not a device kind", nameof(kind));
        lock (Gate) Registered[kind.Name] = kind;
    }

    /// <summary>
    /// Opens the device of a <see cref="DeviceName"/>, or several joined by <c>+</c> as a <see cref="Composite"/> in that order of preference;
    /// the caller disposes it.
    /// </summary>
    /// <exception cref="FormatException">The name is malformed.</exception>
    /// <exception cref="AcceleratorException">No such kind, or the device is absent, busy or of the wrong image.</exception>
    public static IAccelerator Open(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var parts = name.Split('+');
        if (parts.Length == 1) return OpenOne(name);
        var devices = new List<IAccelerator>();
        try
        {
            foreach (var part in parts) devices.Add(OpenOne(part));
            return Composite.Over([.. devices]);
        }
        catch
        {
            foreach (var device in devices) device.Dispose();
            throw;
        }
    }

    private static IAccelerator OpenOne(string name)
    {
        var parsed = DeviceName.Parse(name);
        DeviceKind? kind;
        string known;
        lock (Gate)
        {
            Registered.TryGetValue(parsed.Kind, out kind);
            known = string.Join(", ", Registered.Keys);
        }

        if (kind is null)
            throw new AcceleratorException(name, nameof(Open), AcceleratorError.NotFound, $"no device kind '{parsed.Kind}'; known: {known}");
        return kind.Open(parsed);
    }

    /// <summary>A device that takes neither an argument nor options.</summary>
    private static TDevice Device<TDevice>(DeviceName name)
        where TDevice : IAccelerator, new()
    {
        if (name.Argument.Length > 0 || name.Options.Count > 0)
            throw new FormatException($"device '{name}': '{name.Kind}' takes no argument and no options");
        return new TDevice();
    }
}

/// <summary>A family of devices that can be opened by name.</summary>
/// <param name="Name">The kind, as in <see cref="DeviceName.Kind"/>.</param>
/// <param name="Summary">One line for people: what it is, what the argument means.</param>
/// <param name="Open">Opens a device; fails with <see cref="AcceleratorException"/>.</param>
public sealed record DeviceKind(string Name, string Summary, Func<DeviceName, IAccelerator> Open)
{
    /// <summary>Names of the devices attached now, such as <c>gpu:0</c>; empty when the kind cannot tell.</summary>
    public Func<IReadOnlyList<string>> Probe { get; init; } = () => [];
}
