using System.Buffers.Binary;
using System.Security.Cryptography;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Tests.Integer;

public class ModelFileTests
{
    /// <summary>A model with every kind of node.</summary>
    internal static IntegerModel Everything()
    {
        var random = new Random(9);
        var b = new IntegerModelBuilder("every kind", 9, 8, 8);
        var x = b.Input(ExecutorTests.Plain("x", [1, 2, 6, 6], -128, 127), 0.5);
        var z = b.Input(new InputQuantisation("z", [1, 3, 2], [0, 2, 1], [1, 6], [0.25], [1, 2, 3, 4, 5, 6], [-9], [9], 5, ModelClamps: true));
        var c = b.Add(new IntConv(0, "conv", x, b.Weights("w", [4, 1, 3, 3], ExecutorTests.Weights(random, 36, 127)), b.Bias("b", [1, -2, 3, 4]), new Window(3, 3, 1, 2, 1, 1, 1, 1), 2), "c", 0.1, 0.2, 0.3, 0.4);
        var q = b.Add(new IntRequantise(0, "relu", [new(c, [1, 2, 3, 4])], b.Table("clamp[0,127]", v => Math.Clamp(v, 0, 127))), "q", 0.5);
        var m = b.Add(new IntMaxPool(0, "max", q, new Window(2, 3, 2, 1)), "m", 0.5);
        var s = b.Add(new IntSumPool(0, "avg", m, new Window(3, 1)), "s", 0.5);
        var n = b.Add(new IntRequantise(0, "n", [new(s, [100])], b.Table("clamp[-127,127]", v => Math.Clamp(v, -127, 127))), "n", 0.5);
        var t = b.Add(new IntTranspose(0, "t", n, [0, 2, 3, 1]), "t", 0.5);
        var f = b.Add(new IntReshape(0, "f", t, [1, 4]), "f", 0.5);
        var g = b.Add(new IntMatMul(0, "gemm", f, b.Weights("v", [4, 6], ExecutorTests.Weights(random, 24, 127)), null), "g", 0.5);
        var l = b.Add(new IntLinear(0, "l", [new(g, 3), new(z, -4)], b.Bias("k", [7])), "l", 0.5);
        var r = b.Add(new IntRequantise(0, "r", [new(l, [5]), new(z, [9])], 1), "r", 0.5);
        var p = b.Add(new IntSoftmax(0, "softmax", r, 1, b.Table("exp", d => (int)(Math.Exp(d / 8.0) * 32768)), 12), "p", 0.5);
        var y = b.Add(new IntMul(0, "mul", p, z), "y", 0.5);
        var a = b.Add(new IntSlice(0, "slice", r, [0, 5], [1, -2], [1, 3]), "a", 0.5);
        var d = b.Add(new IntPad(0, "pad", a, [0, 1], [0, 2]), "d", 0.5);
        var e = b.Add(new IntConcat(0, "concat", 1, [d, a]), "e", 0.5);
        var h = b.Add(new IntReshape(0, "h", e, [1, 9, 1]), "h", 0.5);
        var i = b.Add(new IntExpand(0, "expand", h, [1, 9, 2]), "i", 0.5);
        var j = b.Add(new IntTranspose(0, "j", i, [0, 2, 1]), "j", 0.5);
        var k = b.Add(new IntMatMul2(0, "mm", i, j), "k", 0.5);
        var u = b.Add(new IntReduceSum(0, "sum", k, [2]), "u", 0.5);
        return b.Build(y, u);
    }

    [Fact]
    public void Everything_agrees_with_its_plain_twin() => ExecutorTests.Compare(Everything(), new Random(10));

    [Fact]
    public void A_file_gives_the_same_model_and_the_same_bytes()
    {
        var model = Everything();
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zkm");
        try
        {
            IntegerModelFile.Save(model, path);
            var read = IntegerModelFile.Load(path);
            Assert.Equal(IntegerModelFile.ToBytes(model), IntegerModelFile.ToBytes(read));
            Assert.Equal(IntegerModelFile.Digest(model), IntegerModelFile.Digest(read));
            Assert.Equal(model.Values.Select(v => (v.Name, v.Min, v.Max, v.IsNarrow)), read.Values.Select(v => (v.Name, v.Min, v.Max, v.IsNarrow)));
            long[] x = ExecutorTests.Sample(new Random(1), 72, -128, 127), z = [1, -2, 3, -4, 5, -6];
            Assert.Equal(new IntegerExecutor(model).Run(x, z), new IntegerExecutor(read).Run(x, z));
            IntegerModelFile.Save(model, path);
            Assert.Empty(Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(path) + ".*.part"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Any_changed_or_missing_byte_is_refused()
    {
        var bytes = IntegerModelFile.ToBytes(Everything());
        for (var i = 0; i < bytes.Length; i += 7)
        {
            var bad = (byte[])bytes.Clone();
            bad[i] ^= 0x40;
            Assert.Throws<IntegerModelException>(() => IntegerModelFile.FromBytes(bad));
            Assert.Throws<IntegerModelException>(() => IntegerModelFile.FromBytes(bytes.AsSpan(0, i)));
        }
    }

    [Fact]
    public void Forged_files_with_a_good_digest_give_typed_errors_or_an_equal_model()
    {
        var bytes = IntegerModelFile.ToBytes(Everything());
        var random = new Random(11);
        var refused = 0;
        for (var round = 0; round < 4000; round++)
        {
            var bad = (byte[])bytes.Clone();
            for (var k = random.Next(1, 4); k > 0; k--)
            {
                var at = random.Next(12, bad.Length - 36);
                if (random.Next(2) == 0) bad[at] = (byte)random.Next(256);
                else BinaryPrimitives.WriteInt32LittleEndian(bad.AsSpan(at), random.Next(4) switch { 0 => -1, 1 => int.MaxValue, 2 => int.MinValue, _ => random.Next(100) });
            }

            Seal(bad);
            try
            {
                var model = IntegerModelFile.FromBytes(bad);
                Assert.Equal(bad, IntegerModelFile.ToBytes(model));
            }
            catch (IntegerModelException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 4000);
    }

    [Fact]
    public void A_file_that_claims_a_larger_table_or_follows_with_more_is_not_canonical()
    {
        var bytes = IntegerModelFile.ToBytes(Everything());
        byte[] longer = [.. bytes[..^32], 0, .. bytes[^32..]];
        Seal(longer);
        Assert.Equal(IntegerModelError.Format, Assert.Throws<IntegerModelException>(() => IntegerModelFile.FromBytes(longer)).Error);
        var version = (byte[])bytes.Clone();
        version[8] = 1;
        Seal(version);
        Assert.Contains("version 1 of", Assert.Throws<IntegerModelException>(() => IntegerModelFile.FromBytes(version)).Message, StringComparison.Ordinal);
        Assert.Equal(IntegerModelError.Format, Assert.Throws<IntegerModelException>(() => IntegerModelFile.FromBytes([])).Error);
    }

    private static void Seal(byte[] file) => SHA256.HashData(file.AsSpan(0, file.Length - 32)).CopyTo(file, file.Length - 32);
}
