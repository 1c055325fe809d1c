using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using ZkAccel.Plonk;
using ZkAccel.Prover;
using ZkAccel.Runtime;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Inference;

/// <summary>
/// What proving takes besides the model: the choices made at setup, the keys, and the part of the SRS that circuits of this size need.
/// A <c>.zkpk</c> file; it holds no weights unless the verifying key fixes them.
/// </summary>
public sealed class ZkProvingKey
{
    /// <summary>Powers of the SRS beyond the rows of a circuit.</summary>
    public const int ExtraPowers = ProvingKey.ExtraPowers;

    // Weights and packing share a byte of the file.
    private const int PackingShift = 2;

    private static readonly byte[] Magic = "ZKACCPK1"u8.ToArray();

    private ZkProvingKey(CompiledModel compiled, ProvingKey key, ProvingKey? registration, Srs srs)
    {
        Compiled = compiled;
        Key = key;
        RegistrationKey = registration;
        Srs = srs;
        VerifyingKey = new ZkVerifyingKey(compiled.Model.Name, key.VerifyingKey, registration?.VerifyingKey, ZkTensor.Describe(compiled));
    }

    /// <summary>The model as a circuit.</summary>
    public CompiledModel Compiled { get; }

    /// <summary>What to give to verifiers.</summary>
    public ZkVerifyingKey VerifyingKey { get; }

    internal ProvingKey Key { get; }

    internal ProvingKey? RegistrationKey { get; }

    internal Srs Srs { get; }

    /// <summary>Makes the keys of a compiled model.</summary>
    /// <param name="compiled">The circuit.</param>
    /// <param name="srs">At least <see cref="RequiredPowers"/> powers.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="lagrange">
    /// Whether to compute the Lagrange basis of a ceremony's SRS, seconds for 2^16 rows: later proofs are up to twice as fast. For a
    /// development SRS, and where the SRS brought it, it is free and always there.
    /// </param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The SRS is too short.</exception>
    /// <exception cref="AcceleratorException">The device failed.</exception>
    public static async Task<ZkProvingKey> CreateAsync(
        CompiledModel compiled, Srs srs, IAccelerator device, bool lagrange = false, IProgress<ZkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(compiled);
        ArgumentNullException.ThrowIfNull(srs);
        Circuit circuit = compiled.Circuit;
        Relay? relay = progress is null ? null : new Relay(progress);
        int packing = circuit.Profile.Packing;
        Srs part = srs.ForCircuit(circuit.LogN, packing, RequiredPowers(compiled), relay, cancellation);
        if (lagrange) LagrangeBasis.Of(part, circuit.LogN, packing, relay, cancellation);
        progress?.Report(new ZkProgress("fixed columns", 0));
        ProvingKey key = await ProvingKey.GenerateAsync(circuit, part, device, FixedWeights(compiled), cancellation).ConfigureAwait(false);
        ProvingKey? registration = null;
        if (RegistrationOf(compiled) is { } weights)
        {
            progress?.Report(new ZkProgress("registration key", 0));
            registration = await ProvingKey.GenerateAsync(weights, part, device, null, cancellation).ConfigureAwait(false);
        }

        return new ZkProvingKey(compiled, key, registration, part);
    }

    /// <summary>Powers of the SRS that a circuit takes: n + 16, and k times as many where it packs by k.</summary>
    public static int RequiredPowers(CompiledModel compiled)
    {
        ArgumentNullException.ThrowIfNull(compiled);
        return ProvingKey.RequiredPowers(compiled.Circuit.LogN, compiled.Circuit.Profile);
    }

    /// <summary>Reads a <c>.zkpk</c> file for the model it was made for.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model, which is compiled anew.</param>
    /// <param name="cancellation">Stops the work between its steps.</param>
    /// <exception cref="FileFormatException">The file is refused, or the model gives another circuit.</exception>
    public static ZkProvingKey Load(string path, ZkModel model, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        byte[] bytes = JsonFile.ReadBytes(path, Array.MaxLength);
        cancellation.ThrowIfCancellationRequested();
        var reader = new Sections(path, bytes);
        ReadOnlySpan<byte> head = reader.Head(Magic, 5);
        if (head[2] > 1 || head[3] > 1 || head[4] >> PackingShift > BitOperations.Log2(Profile.MaxPacking)) throw reader.Damaged();
        byte[] digest = reader.Next().ToArray();
        ZkVerifyingKey keys = ZkVerifyingKey.FromBytes(path, reader.Next());
        cancellation.ThrowIfCancellationRequested();
        Srs srs = Srs.TryReadForCircuit(bytes.AsMemory(reader.Position, reader.Remaining)) ?? throw reader.Damaged();
        CompiledModel compiled = model.Compile(
            new Visibility(head[2] == 1, head[3] == 1, (WeightMode)(head[4] % (1 << PackingShift))), (head[0], head[1]), packing: 1 << (head[4] >> PackingShift),
            cancellation: cancellation);
        if (!CircuitDigest.Of(compiled.Circuit).AsSpan().SequenceEqual(digest))
            throw new FileFormatException(path, "was made for another model or by another version of the program: run setup again");
        cancellation.ThrowIfCancellationRequested();
        Circuit? weights = RegistrationOf(compiled);
        if (weights is null != keys.Registration is null) throw reader.Damaged();
        return new ZkProvingKey(
            compiled, ProvingKey.Restore(compiled.Circuit, keys.Key, FixedWeights(compiled)),
            weights is null ? null : ProvingKey.Restore(weights, keys.Registration!, null), srs);
    }

    /// <summary>Writes a <c>.zkpk</c> file, whole or not at all.</summary>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public void Save(string path, CancellationToken cancellation = default) =>
        AtomicFile.Write(path, stream => Write(stream, cancellation), cancellation: cancellation);

    /// <summary>Writes the proving key and its verifying key, both or neither.</summary>
    /// <exception cref="OutputException">A file cannot be written.</exception>
    public void Save(string path, string verifyingKeyPath, CancellationToken cancellation = default) => AtomicFile.Write(
        [new(path, stream => Write(stream, cancellation)), new(verifyingKeyPath, stream => stream.Write(VerifyingKey.ToBytes()))], cancellation);

    private void Write(Stream stream, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Profile profile = Compiled.Circuit.Profile;
        Visibility visibility = Compiled.Visibility;
        var weights = (byte)((int)visibility.Weights + (BitOperations.Log2((uint)profile.Packing) << PackingShift));
        Write((byte[])[.. Magic, (byte)profile.Slots, (byte)profile.Lanes, Flag(visibility.PublicInput), Flag(visibility.PublicOutput), weights]);
        WriteSection(CircuitDigest.Of(Compiled.Circuit));
        WriteSection(VerifyingKey.ToBytes());
        Srs.WriteForCircuit(Write);
        stream.Write(hash.GetHashAndReset());

        void WriteSection(byte[] section)
        {
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, section.Length);
            Write(length);
            Write(section);
        }

        void Write(ReadOnlyMemory<byte> part)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(part.Span);
            stream.Write(part.Span);
        }
    }

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;

    private static int[][]? FixedWeights(CompiledModel compiled) =>
        compiled.Circuit.Profile.Weights == WeightMode.Fixed ? compiled.WeightColumns() : null;

    /// <summary>The circuit that registers the weights; null where they are not committed.</summary>
    private static Circuit? RegistrationOf(CompiledModel compiled) =>
        compiled.Circuit.Profile.Weights == WeightMode.Committed ? compiled.RegistrationCircuit() : null;

    private sealed class Relay(IProgress<ZkProgress> target) : IProgress<double>
    {
        public void Report(double value) => target.Report(new ZkProgress("Lagrange basis", value));
    }

    /// <summary>A file of a head, sections with their length before them, a rest, and SHA-256 of all that.</summary>
    private ref struct Sections
    {
        private readonly string _path;
        private readonly int _length;
        private ReadOnlySpan<byte> _rest;

        public Sections(string path, ReadOnlySpan<byte> bytes)
        {
            _path = path;
            if (!bytes.StartsWith(Magic)) throw new FileFormatException(path, "is not a proving key");
            if (bytes.Length < Magic.Length + SHA256.HashSizeInBytes) throw Damaged();
            _rest = bytes[..^SHA256.HashSizeInBytes];
            _length = _rest.Length;
            if (!SHA256.HashData(_rest).AsSpan().SequenceEqual(bytes[^SHA256.HashSizeInBytes..])) throw Damaged();
        }

        public readonly FileFormatException Damaged() => new(_path, "is a damaged proving key: run setup again");

        public ReadOnlySpan<byte> Head(ReadOnlySpan<byte> magic, int length) => Take(magic.Length + length)[magic.Length..];

        public ReadOnlySpan<byte> Next() => Take(BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int))));

        /// <summary>Where in the file the next byte is.</summary>
        public readonly int Position => _length - _rest.Length;

        /// <summary>Bytes up to the digest.</summary>
        public readonly int Remaining => _rest.Length;

        private ReadOnlySpan<byte> Take(int length)
        {
            if (length < 0 || length > _rest.Length) throw Damaged();
            ReadOnlySpan<byte> taken = _rest[..length];
            _rest = _rest[length..];
            return taken;
        }
    }
}
