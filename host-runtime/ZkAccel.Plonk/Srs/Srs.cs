using System.Security.Cryptography;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// A structured reference string for KZG over BN254: tau^i G1 for i below <see cref="Count"/>, and G2, tau G2. Commits to polynomials
/// with at most <see cref="Count"/> coefficients. Whoever knows tau can forge any proof.
/// </summary>
public sealed partial class Srs
{
    private readonly G1Affine[] _powers;

    /// <summary>Known only to an SRS made here, and never stored.</summary>
    private readonly Fr? _tau;

    private byte[]? _digest;

    internal Srs(G1Affine[] powers, in G2Affine one2, in G2Affine tau2, bool insecure, Fr? tau = null)
    {
        _powers = powers;
        _tau = tau;
        One2 = one2;
        Tau2 = tau2;
        Insecure = insecure;
    }

    /// <summary>tau^i times the generator of G1, from i = 0.</summary>
    public ReadOnlyMemory<G1Affine> Powers => _powers;

    /// <summary>The generator of G2.</summary>
    public G2Affine One2 { get; }

    /// <summary>tau times the generator of G2.</summary>
    public G2Affine Tau2 { get; }

    /// <summary>Whether tau is known to whoever knows a seed: for development and tests, never for a proof that should convince.</summary>
    public bool Insecure { get; }

    /// <summary>Number of powers.</summary>
    public int Count => _powers.Length;

    /// <summary>SHA-256 of the canonical content: what a .zksrs file holds before its digest. 32 bytes.</summary>
    public ReadOnlySpan<byte> Digest => _digest ??= ZkSrsFormat.ComputeDigest(this);

    /// <summary>
    /// An SRS whose tau is a hash of a public seed. Proofs under it convince nobody who thinks of that; it is marked
    /// <see cref="Insecure"/>.
    /// </summary>
    /// <param name="powers">Number of powers, at least 2.</param>
    /// <param name="seed">Any bytes; equal seeds give equal strings, the shorter a prefix of the longer.</param>
    /// <param name="progress">Told the fraction done; may be null.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 powers.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static Srs CreateInsecure(
        int powers, ReadOnlySpan<byte> seed, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(powers, 2);
        Fr tau = SecretOf(seed);
        var scalars = new Fr[powers];
        scalars[0] = Fr.One;
        for (int i = 1; i < powers; i++) scalars[i] = scalars[i - 1] * tau;
        var points = new G1Affine[powers];
        G1.MultiplyGenerator(scalars, points, progress, cancellation);
        return new Srs(points, G2Affine.Generator, (G2Affine.Generator * tau).ToAffine(), insecure: true, tau);
    }

    private static Fr SecretOf(ReadOnlySpan<byte> seed) => Fr.ReduceBytesBigEndian(SHA512.HashData([.. "ZkAccel insecure SRS"u8, .. seed]));
}
