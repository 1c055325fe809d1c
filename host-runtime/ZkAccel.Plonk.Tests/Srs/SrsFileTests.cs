using ZkAccel.Bn254;

namespace ZkAccel.Plonk.Tests;

public sealed class SrsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("srs").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("ptau")]
    [InlineData("halo2")]
    public void Files_of_other_tools_are_read(string format)
    {
        Srs srs = Import(Good(format));
        Assert.Equal(format == "ptau" ? 15 : 8, srs.Count);
        Assert.False(srs.Insecure);
        Assert.True(srs.Powers.Span.SequenceEqual(ToyFiles.Powers(srs.Count)));
        Assert.Equal(G2Affine.Generator, srs.One2);
        Assert.Equal(ToyFiles.Tau2, srs.Tau2);
    }

    [Fact]
    public void A_file_of_snarkjs_is_read()
    {
        Srs srs = SrsFile.Import(Fixture("snarkjs-3-beacon.ptau"));
        Assert.Equal(15, srs.Count);
        Assert.NotEqual(G1Affine.Generator, srs.Powers.Span[1]);
        SrsException e = Assert.Throws<SrsException>(() => SrsFile.Import(Fixture("snarkjs-3-new.ptau")));
        Assert.Contains("tau is one", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public void Lagrange_bases_of_a_prepared_file_are_read(int logN)
    {
        Srs srs = SrsFile.Import(Fixture("snarkjs-3-prepared.ptau"), new SrsImportOptions { LagrangeLogN = logN });
        Assert.True(srs.HasLagrange(logN, 1));
        Srs plain = SrsFile.Import(Fixture("snarkjs-3-prepared.ptau"));
        Assert.False(plain.HasLagrange(logN, 1));
        Assert.Equal(plain.Lagrange(logN), srs.Lagrange(logN));
        Assert.True(srs.ForCircuit(logN, 1, (1 << logN) + 3).HasLagrange(logN, 1));
        Assert.False(SrsFile.Import(Fixture("snarkjs-3-beacon.ptau"), new SrsImportOptions { LagrangeLogN = logN }).HasLagrange(logN, 1));
        Assert.False(SrsFile.Import(Fixture("snarkjs-3-prepared.ptau"), new SrsImportOptions { LagrangeLogN = 4 }).HasLagrange(4, 1));
        Assert.False(SrsFile.Import(Fixture("snarkjs-3-prepared.ptau"), new SrsImportOptions { LagrangeLogN = 3, MaxPowers = 7 }).HasLagrange(3, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Points_that_are_not_the_Lagrange_basis_are_refused(bool checkConsistency)
    {
        // Two points of the basis of size 4 exchanged: each is a good point.
        byte[] bad = File.ReadAllBytes(Fixture("snarkjs-3-prepared.ptau"));
        int at = SectionStart(bad, 12) + (3 * G1Affine.ByteLength);
        bad.AsSpan(at, G1Affine.ByteLength).ToArray().CopyTo(bad.AsSpan(at + (2 * G1Affine.ByteLength)));
        string path = Path.Combine(_folder, "bad.ptau");
        File.WriteAllBytes(path, bad);
        var options = new SrsImportOptions { LagrangeLogN = 2, CheckConsistency = checkConsistency };
        Contains("Lagrange basis", Assert.Throws<SrsException>(() => SrsFile.Import(path, options)));
        Assert.NotNull(SrsFile.Import(path, new SrsImportOptions { LagrangeLogN = 3 }));
        bad[at - (3 * G1Affine.ByteLength) - 8]--;
        File.WriteAllBytes(path, bad);
        Assert.Throws<SrsException>(() => SrsFile.Import(path, options));

        static int SectionStart(byte[] file, uint type)
        {
            for (int start = 12; ; start += 12 + BitConverter.ToInt32(file, start + 4))
            {
                if (BitConverter.ToUInt32(file, start) == type) return start + 12;
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(1 << 13)]
    public void Own_files_round_trip(int count)
    {
        Srs srs = Srs.CreateInsecure(count, "round trip"u8);
        string path = Path.Combine(_folder, "a.zksrs");
        SrsFile.Save(srs, path);
        Srs back = SrsFile.Import(path);
        Assert.True(back.Insecure);
        Assert.True(srs.Powers.Span.SequenceEqual(back.Powers.Span));
        Assert.Equal(srs.Tau2, back.Tau2);
        Assert.Equal(srs.Digest.ToArray(), back.Digest.ToArray());
        Assert.Equal(srs.Digest.ToArray(), File.ReadAllBytes(path)[^32..]);
    }

    [Fact]
    public void Saving_replaces_whole_files_and_leaves_nothing_behind()
    {
        string path = Path.Combine(_folder, "a.zksrs");
        File.WriteAllText(path, "old");
        SrsFile.Save(Srs.CreateInsecure(2, "new"u8), path);
        Assert.Equal(2, SrsFile.Import(path).Count);
        Assert.Single(Directory.GetFiles(_folder));
        string taken = Path.Combine(_folder, "folder");
        Directory.CreateDirectory(taken);
        Assert.ThrowsAny<Exception>(() => SrsFile.Save(Srs.CreateInsecure(2, "new"u8), taken));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("ptau")]
    [InlineData("halo2")]
    [InlineData("zksrs")]
    public void A_prefix_of_the_powers_can_be_kept(string format)
    {
        Srs srs = Import(Good(format), new SrsImportOptions { MaxPowers = 5 });
        Assert.Equal(5, srs.Count);
        Assert.True(Import(Good(format)).Powers.Span[..5].SequenceEqual(srs.Powers.Span));
        Assert.Throws<ArgumentOutOfRangeException>(() => Import(Good(format), new SrsImportOptions { MaxPowers = 1 }));
    }

    [Theory]
    [InlineData("ptau")]
    [InlineData("halo2")]
    [InlineData("zksrs")]
    public void Every_truncation_and_every_surplus_is_refused(string format)
    {
        byte[] good = Good(format);
        for (int length = 0; length < good.Length; length += length < 200 ? 1 : 37)
        {
            SrsException e = Refused(good[..length]);
            Assert.InRange(e.Offset, 0, good.Length);
        }

        Refused(good[..^1]);
        Refused([.. good, 0]);
    }

    /// <summary>A flipped bit anywhere is noticed, except where a format holds what is not read: past the ranges given lie powers in G2.</summary>
    [Theory]
    [InlineData("ptau", 0, 1333)]
    [InlineData("halo2", 0, 1284)]
    [InlineData("zksrs", 0, 824)]
    public void Flipped_bits_are_refused(string format, int from, int to)
    {
        byte[] good = Good(format);
        Assert.True(to <= good.Length);
        for (int at = from; at < to; at += at < from + 120 ? 1 : 29)
        {
            if (Unread(format, at, good.Length)) continue;
            byte[] bad = [.. good];
            bad[at] ^= (byte)(1 << (at % 8));
            Refused(bad);
        }

        static bool Unread(string format, int at, int length) => format switch
        {
            // The power of the ceremony, and the type and content of the section of another type.
            "ptau" => at is >= 64 and < 72 or >= 80 and < 93,
            // The Lagrange basis.
            "halo2" => at >= 4 + 512 && at < 4 + 1024,
            _ => false,
        };
    }

    [Fact]
    public void Errors_name_file_section_and_byte()
    {
        byte[] bad = Good("ptau");
        int third = 12 + 12 + 44 + 12 + 13 + 12 + 2 * 64;
        bad[third] ^= 1;
        SrsException e = Refused(bad);
        Assert.Equal(third, e.Offset);
        Assert.Equal("section 2 (tauG1)", e.Section);
        Assert.EndsWith("file.bin", e.File, StringComparison.Ordinal);
        Assert.Contains("Power 2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sections_that_lie_are_refused()
    {
        byte[] good = Good("ptau");
        Contains("appears twice", Refused([.. good[..8], .. ToyFiles.Word(5), .. good[12..], .. good[12..68]]));
        Contains("missing", Refused([.. good[..8], .. ToyFiles.Word(1), .. good[12..68]]));
        byte[] huge = [.. good];
        huge.AsSpan(16, 8).Fill(0xff);
        Contains("does not fit", Refused(huge));
        byte[] version = [.. good];
        version[4] = 2;
        Contains("Version 2", Refused(version));
        byte[] power = [.. good];
        power[12 + 12 + 36] = 29;
        Contains("Power 29", Refused(power));
        power[12 + 12 + 36] = 4;
        Contains("where 1984 belong", Refused(power));
        byte[] many = [.. good];
        many.AsSpan(8, 4).Fill(0xff);
        Refused(many);
    }

    [Fact]
    public void Own_headers_that_lie_are_refused()
    {
        byte[] good = Good("zksrs");
        Contains("Version 2", Refused(With(8, 2)));
        Contains("Flags 3", Refused(With(12, 3)));
        Contains("powers", Refused(With(16, 1)));
        Contains("powers make", Refused(With(16, 10)));
        Contains("at least 2", Refused(With(23, 0x80)));
        // The flag that says insecure is under the digest.
        Contains("digest", Refused(With(12, 0)));
        Contains("digest", Refused(With(good.Length - 1, (byte)(good[^1] ^ 1))));

        byte[] With(int at, byte value)
        {
            byte[] bad = [.. good];
            bad[at] = value;
            return bad;
        }
    }

    [Fact]
    public void Points_that_are_valid_but_wrong_are_refused()
    {
        G1Affine[] powers = ToyFiles.Powers(8);
        Contains("first power", Refused(Halo2With(p => p[0] = p[1])));
        Contains("not those of one tau", Refused(Halo2With(p => p[5] = p[4])));
        Contains("not those of one tau", Refused(Halo2With(p => p[7] = -p[7])));
        Contains("finite point of G1", Refused(Halo2With(p => p[3] = G1Affine.Infinity)));
        Contains("finite point of G1", Refused(Halo2With(p => p[3] = new G1Affine(Fq.One, Fq.One))));
        Contains("tau is one", Refused(Halo2With(p => Array.Fill(p, G1Affine.Generator), G2Affine.Generator)));
        Contains("not those of one tau", Refused(Halo2With(_ => { }, (G2Affine.Generator * (ToyFiles.Tau + Fr.One)).ToAffine())));
        Contains("finite point of G2", Refused(Halo2With(_ => { }, G2Affine.Infinity)));
        Contains("finite point of G2", Refused(Halo2With(_ => { }, ToyFiles.WrongSubgroup())));
        Contains("finite point of G2", Refused(Halo2With(_ => { }, new G2Affine(Fq2.One, Fq2.One))));
        byte[] good = Good("halo2");
        int second = good.Length - 256;
        Contains("G2 is not the generator", Refused([.. good[..second], .. ToyFiles.Raw(ToyFiles.Tau2), .. good[(second + 128)..]]));

        // Declining the check of consistency lets through what only that check sees.
        Assert.Equal(8, Import(Halo2With(p => p[5] = p[4]), new SrsImportOptions { CheckConsistency = false }).Count);

        byte[] Halo2With(Action<G1Affine[]> change, G2Affine? tau2 = null)
        {
            G1Affine[] changed = [.. powers];
            change(changed);
            return [.. ToyFiles.Word(3), .. ToyFiles.Raw(changed), .. new byte[512], .. ToyFiles.Raw(G2Affine.Generator), .. ToyFiles.Raw(tau2 ?? ToyFiles.Tau2)];
        }
    }

    [Fact]
    public void Coordinates_not_below_the_prime_are_refused()
    {
        byte[] bad = Good("halo2");
        // 2^256 mod q + q: the same residue as the generator's x.
        var carry = 0;
        byte[] q = new byte[32];
        (-Fq.One).WriteBytesLittleEndian(q);
        q[0]++;
        for (int i = 0; i < 32; i++)
        {
            int sum = bad[4 + i] + q[i] + carry;
            bad[4 + i] = (byte)sum;
            carry = sum >> 8;
        }

        Assert.Equal(0, carry);
        Contains("finite point of G1", Refused(bad));
    }

    [Fact]
    public void Missing_and_foreign_files_are_refused()
    {
        Contains("none: file not found", Assert.Throws<SrsException>(() => SrsFile.Import(Path.Combine(_folder, "none"))));
        Contains("Neither", Refused("not an SRS at all"u8.ToArray()));
        Refused([]);
        Refused(new byte[3]);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        string path = Path.Combine(_folder, "file.bin");
        File.WriteAllBytes(path, Good("ptau"));
        Assert.ThrowsAny<OperationCanceledException>(() => SrsFile.Import(path, null, cancelled.Token));
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Srs", "vectors", name);

    private static void Contains(string expected, SrsException e) => Assert.Contains(expected, e.Message, StringComparison.Ordinal);

    private byte[] Good(string format)
    {
        if (format == "ptau") return ToyFiles.Ptau(3);
        if (format == "halo2") return ToyFiles.Halo2(3);
        string path = Path.Combine(_folder, "good.zksrs");
        SrsFile.Save(Srs.CreateInsecure(8, "good"u8), path);
        return File.ReadAllBytes(path);
    }

    private SrsException Refused(byte[] content) => Assert.Throws<SrsException>(() => Import(content));

    private Srs Import(byte[] content, SrsImportOptions? options = null)
    {
        string path = Path.Combine(_folder, "file.bin");
        File.WriteAllBytes(path, content);
        return SrsFile.Import(path, options);
    }
}
