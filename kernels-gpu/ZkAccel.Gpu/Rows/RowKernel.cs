using System.Reflection;
using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>Fills the arguments of an emitted kernel: views, then constants, then numbers, each in the order of <see cref="RowArguments"/>.</summary>
internal delegate TArguments PackArguments<TArguments>(ArrayView<FrGpu>[] views, FrGpu[] constants, int[] numbers);

/// <summary>What an emitted kernel is given.</summary>
/// <param name="Columns">Columns of the program.</param>
/// <param name="Reads">Values of earlier kernels.</param>
/// <param name="Writes">Values for later kernels.</param>
/// <param name="WritesResult">Whether the last view is the result.</param>
/// <param name="Constants">Run-time constants.</param>
/// <param name="Rotations">Rotations other than 0; the last number is that of the rows.</param>
internal sealed record RowArguments(int[] Columns, int[] Reads, int[] Writes, bool WritesResult, int[] Constants, int[] Rotations)
{
    public int ViewCount => Columns.Length + Reads.Length + Writes.Length + (WritesResult ? 1 : 0);

    public int[] Numbers(int rows) => [.. Rotations.Select(rotation => (int)(((long)rotation % rows + rows) % rows)), rows];
}

/// <summary>One emitted kernel.</summary>
internal abstract class RowKernel(Delegate body, RowArguments arguments, int live) : Kernel(body, RowKernel.Threads, GroupsFor(live))
{
    private const int Threads = 128, Registers = 65536, BaseRegisters = 56, ElementRegisters = 8;

    public RowArguments Arguments { get; } = arguments;

    /// <summary>Elements that live at once.</summary>
    public int Live { get; } = live;

    public static RowKernel Create(Type type, RowArguments arguments, int live)
    {
        var parameters = type.GetMethod(RowEmitter.KernelName)!.GetParameters()[0].ParameterType;
        var create = typeof(RowKernel).GetMethod(nameof(CreateTyped), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (RowKernel)create.MakeGenericMethod(parameters).Invoke(null, [type, arguments, live])!;
    }

    public abstract void Launch(Launcher on, int rows, ArrayView<FrGpu>[] views, FrGpu[] constants);

    private static Typed<TArguments> CreateTyped<TArguments>(Type type, RowArguments arguments, int live)
        where TArguments : struct => new(
            type.GetMethod(RowEmitter.KernelName)!.CreateDelegate<Action<TArguments>>(),
            type.GetMethod(RowEmitter.PackName)!.CreateDelegate<PackArguments<TArguments>>(),
            arguments,
            live);

    /// <summary>Groups that must fit a multiprocessor: as many as the registers of the elements allow, from 2 to 8.</summary>
    private static int GroupsFor(int live) => Math.Clamp(Registers / Threads / (BaseRegisters + ElementRegisters * live), 2, 8);

    private sealed class Typed<TArguments>(Action<TArguments> body, PackArguments<TArguments> pack, RowArguments arguments, int live) : RowKernel(body, arguments, live)
        where TArguments : struct
    {
        public override Delegate Load(ILGPU.Runtime.Accelerator accelerator, KernelSpecialization bounds) => accelerator.LoadKernel(body, bounds);

        public override void Launch(Launcher on, int rows, ArrayView<FrGpu>[] views, FrGpu[] constants)
        {
            using var turn = on.Turn();
            ((Action<AcceleratorStream, KernelConfig, TArguments>)on.Prepare(this))(
                on.Stream, on.Shape(this, rows), pack(views, [.. Arguments.Constants.Select(index => constants[index])], Arguments.Numbers(rows)));
        }
    }
}
