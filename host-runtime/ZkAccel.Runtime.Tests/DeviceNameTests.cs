using Xunit;

namespace ZkAccel.Runtime.Tests;

public sealed class DeviceNameTests
{
    [Theory]
    [InlineData("cpu", "cpu", "", 0)]
    [InlineData("cpu:4", "cpu", "4", 0)]
    [InlineData("fpga:/dev/ttyUSB0?baud=921600&parity=none", "fpga", "/dev/ttyUSB0", 2)]
    [InlineData("fpga?timeout=5", "fpga", "", 1)]
    [InlineData("gpu-opencl:1", "gpu-opencl", "1", 0)]
    public void Names_parse_and_print_back(string text, string kind, string argument, int options)
    {
        var name = DeviceName.Parse(text);
        Assert.Equal((kind, argument, options), (name.Kind, name.Argument, name.Options.Count));
        Assert.Equal(text, name.ToString());
        Assert.Equal(name, DeviceName.Parse(text));
        Assert.True(DeviceName.TryParse(text, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":4")]
    [InlineData("cpu:")]
    [InlineData("CPU")]
    [InlineData("cpu 4")]
    [InlineData("fpga?")]
    [InlineData("fpga?baud")]
    [InlineData("fpga?=1")]
    [InlineData("fpga?baud=")]
    [InlineData("fpga?a=1&a=2")]
    [InlineData("fpga?a=1&")]
    public void Malformed_names_are_refused(string text)
    {
        Assert.False(DeviceName.TryParse(text, out _));
        Assert.Contains(text, Assert.Throws<FormatException>(() => DeviceName.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_names_are_refused() => Assert.False(DeviceName.TryParse(new string('a', 2000), out _));

    [Theory]
    [InlineData("cpu", 7)]
    [InlineData("cpu:0", 0)]
    [InlineData("cpu:12", 12)]
    public void The_argument_as_a_number(string text, int expected) => Assert.Equal(expected, DeviceName.Parse(text).Number(7));

    [Theory]
    [InlineData("cpu:x")]
    [InlineData("cpu:-1")]
    [InlineData("cpu:99999999999")]
    public void What_is_not_a_number_is_refused(string text) =>
        Assert.Throws<FormatException>(() => DeviceName.Parse(text).Number(1));

    [Fact]
    public void Open_finds_registered_kinds_and_names_them_when_it_does_not()
    {
        Accelerators.Register(new DeviceKind("double-open", "a test", name => ReferenceDouble.Lacking(name.ToString())));
        using (var device = Accelerators.Open("double-open:3")) Assert.Equal("double-open:3", device.Info.Name);
        using (var device = Accelerators.Open("reference")) Assert.IsType<ReferenceAccelerator>(device);
        using (var device = Accelerators.Open("null")) Assert.IsType<NullAccelerator>(device);
        var missing = Assert.Throws<AcceleratorException>(() => Accelerators.Open("abacus"));
        Assert.Equal(AcceleratorError.NotFound, missing.Code);
        Assert.Contains("double-open", missing.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Accelerators.Open("reference:1"));
        Assert.Throws<FormatException>(() => Accelerators.Open("null?x=1"));
        Assert.Throws<ArgumentException>(() => Accelerators.Register(new DeviceKind("No Kind", "", _ => new NullAccelerator())));
    }

    [Fact]
    public void Names_joined_by_plus_open_a_composite_or_nothing()
    {
        using (var device = Accelerators.Open("reference+null")) Assert.Equal("reference+null", Assert.IsType<Composite>(device).Info.Name);
        ReferenceDouble? first = null;
        Accelerators.Register(new DeviceKind("double-first", "a test", _ => first = ReferenceDouble.Lacking("first")));
        Assert.Throws<AcceleratorException>(() => Accelerators.Open("double-first+abacus"));
        Assert.True(first!.IsDisposed);
    }
}
