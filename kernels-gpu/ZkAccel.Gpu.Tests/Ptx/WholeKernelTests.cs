using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU;
using Xunit;
using Group = ILGPU.Group;

namespace ZkAccel.Gpu.Tests;

/// <summary>What ILGPU makes of the field inside a kernel: the chains arrive whole, elements stay in registers and cross memory 16 bytes at a time.</summary>
public sealed partial class WholeKernelTests
{
    private static readonly PtxCompiler Compiler = new();

    private static void Everything<TField>(Index1D i, ArrayView<TField> a, ArrayView<TField> b)
        where TField : unmanaged, IField<TField>
    {
        var (x, y) = (a[i], b[i]);
        var product = TField.MulAdd(x, y, x + y, TField.Square(x - y));
        if (!product.IsZero) product = TField.MulSub(-product, TField.Double(y), x, TField.One);
        a[i] = product * TField.IntoMontgomery;
    }

    /// <summary>Sums in place: what is read must be read before it is written over.</summary>
    private static void Scan(Index1D i, ArrayView<int> values, int count)
    {
        var sum = 0;
        for (var k = 0; k < count; k++)
        {
            var value = values[k];
            values[k] = sum;
            sum += value;
        }
    }

    /// <summary>A step of a scan in shared memory: what is read before a barrier must not be read after it.</summary>
    private static void Exchange(ArrayView<int> values)
    {
        var shared = SharedMemory.Allocate1D<int>(64);
        shared[Group.IdxX] = values[Group.IdxX];
        Group.Barrier();
        var neighbour = shared[Group.IdxX ^ 1];
        Group.Barrier();
        shared[Group.IdxX] += neighbour;
        Group.Barrier();
        values[Group.IdxX] = shared[Group.IdxX];
    }

    [Fact]
    public void Loads_stay_before_the_stores_and_barriers_that_follow_them()
    {
        Assert.Equal(["ld.global", "st.global"], Order(Compiler, nameof(Scan)));
        Assert.Equal(
            ["ld.global", "st.shared", "bar.sync", "ld.shared", "bar.sync", "ld.shared", "st.shared", "bar.sync", "ld.shared", "st.global"],
            Order(Compiler, nameof(Exchange)));
    }

    /// <summary>When this fails, ILGPU has mended its pass, and <see cref="MemoryOrder"/> may go.</summary>
    [Fact]
    public void ILGPU_by_itself_moves_a_load_past_a_store()
    {
        using var compiler = new PtxCompiler(keepsOrder: false);
        Assert.Equal(["st.global", "ld.global"], Order(compiler, nameof(Scan)));
    }

    private static string[] Order(PtxCompiler compiler, string kernel) =>
        [.. MemoryInstruction().Matches(compiler.Compile(Method(kernel))).Select(match => match.Value)];

    private static void Horner<TField>(Index1D i, ArrayView<TField> a, TField point, int count)
        where TField : unmanaged, IField<TField>
    {
        var sum = TField.Zero;
        for (var k = 0; k < count; k++) sum = sum * point + a[i * count + k];
        a[i] = sum;
    }

    [Theory]
    [InlineData(nameof(Everything), 4)]
    [InlineData(nameof(Horner), 1)]
    public void Chains_arrive_whole_and_nothing_is_spilled(string name, int products)
    {
        foreach (var type in (Type[])[typeof(FrGpu), typeof(FqGpu)])
        {
            var ptx = Compiler.Compile(Method(name, type));
            Assert.DoesNotContain(".local", ptx, StringComparison.Ordinal);
            Assert.DoesNotContain("call", ptx, StringComparison.Ordinal);
            Assert.Equal(products * 8, Factor().Count(ptx));
            Assert.Contains("ld.global.v4.b32", ptx, StringComparison.Ordinal);
            Assert.Contains("st.global.v4.b32", ptx, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string> Kernels => [.. AllKernels.Found.Select(kernel => kernel.Name)];

    /// <summary>A depot in local memory is what an array, an indexed limb or a failed promotion leaves behind: dozens of loads and stores a product.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_keeps_its_values_in_registers(string name)
    {
        var kernel = AllKernels.Named(name);
        var ptx = Compiler.Compile(kernel.Method, kernel.Bounds);
        Assert.DoesNotContain(".local", ptx, StringComparison.Ordinal);
        Assert.DoesNotContain("call", ptx, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("ZKACCEL_PTX") is { Length: > 0 } folder) File.WriteAllText(Path.Combine(folder, name + ".ptx"), ptx);
    }

    private static MethodInfo Method(string name, Type type) => Method(name).MakeGenericMethod(type);

    private static MethodInfo Method(string name) => typeof(WholeKernelTests).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    [GeneratedRegex(@"(ld|st)\.(global|shared)|bar\.sync")]
    private static partial Regex MemoryInstruction();

    [GeneratedRegex(@"mul\.lo\.u32 fm,")]
    private static partial Regex Factor();
}
