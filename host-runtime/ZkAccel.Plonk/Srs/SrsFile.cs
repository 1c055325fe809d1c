using ZkAccel.Bn254;
using ZkAccel.Files;

namespace ZkAccel.Plonk;

/// <summary>
/// SRS files. Reads <c>.ptau</c> (snarkjs), <c>.srs</c> (halo2, raw bytes) and <c>.zksrs</c>, told apart by their content; writes
/// <c>.zksrs</c>. Whatever is read is checked: the generators, tau neither 0 nor 1, every point on its curve, tau in G2 of order r,
/// and, unless declined, that the powers are those of that tau.
/// </summary>
public static class SrsFile
{
    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="SrsException">The file is truncated, garbled, of no known format, fails a check, or cannot be opened.</exception>
    /// <exception cref="IOException">The file was opened and cannot be read on.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static Srs Import(string path, SrsImportOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new SrsImportOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPowers, 2, nameof(options));
        using var reader = new SrsReader(path, options);
        Span<byte> magic = stackalloc byte[ZkSrsFormat.Magic.Length];
        magic = magic[..(int)Math.Min(magic.Length, reader.Length)];
        reader.Read("header", magic);
        reader.Position = 0;
        Srs srs = magic.StartsWith(PtauFormat.Magic) ? PtauFormat.Read(reader, cancellation)
            : magic.SequenceEqual(ZkSrsFormat.Magic) ? ZkSrsFormat.Read(reader, cancellation)
            : Halo2Format.Read(reader, cancellation);
        Check(srs, reader, options, cancellation);
        return srs;
    }

    /// <summary>Writes a .zksrs file, whole or not at all.</summary>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static void Save(Srs srs, string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(srs);
        AtomicFile.Write(path, stream => ZkSrsFormat.Write(srs, stream), cancellation: cancellation);
    }

    /// <summary>What decoding the points does not show.</summary>
    private static void Check(Srs srs, SrsReader reader, SrsImportOptions options, CancellationToken cancellation)
    {
        ReadOnlyMemory<G1Affine> powers = srs.Powers;
        if (powers.Span[0] != G1Affine.Generator) throw Fail("The first power is not the generator of G1.");
        if (srs.One2 != G2Affine.Generator) throw Fail("The first point of G2 is not the generator.");
        if (powers.Span[1] == G1Affine.Generator || srs.Tau2 == G2Affine.Generator) throw Fail("tau is one.");
        if (options.LagrangeLogN is { } logN && srs.HasLagrange(logN, 1) && !srs.IsLagrange(srs.Lagrange(logN, cancellation: cancellation), cancellation))
            throw Fail("The Lagrange basis is not that of the powers.");
        if (!options.CheckConsistency) return;

        // e(sum r_i tau^(i+1) G1, G2) = e(sum r_i tau^i G1, tau G2) for random r_i of 128 bits.
        UInt128[] factors = BucketSum.RandomFactors(powers.Length - 1);
        G1 shifted = BucketSum.Compute(powers[1..], factors, cancellation);
        options.Progress?.Report(0.65);
        G1 straight = BucketSum.Compute(powers[..^1], factors, cancellation);
        if (!Pairing.Check([shifted.ToAffine(), -straight.ToAffine()], [srs.One2, srs.Tau2])) throw Fail("The powers are not those of one tau, or not of the tau in G2.");
        options.Progress?.Report(1);

        SrsException Fail(string message) => reader.Error("content", 0, message);
    }
}
