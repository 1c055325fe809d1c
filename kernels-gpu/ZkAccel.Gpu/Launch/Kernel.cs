using System.Reflection;
using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>
/// A kernel and how it wants to be launched: threads a group, and for kernels that need many registers the groups that a multiprocessor must
/// hold, from which the compiler derives its limit of registers. Descriptions stand in static fields, where tests find all of them.
/// </summary>
internal abstract class Kernel
{
    private static int _count;

    protected Kernel(Delegate body, int groupSize, int groupsPerProcessor)
    {
        Method = body.Method;
        GroupSize = groupSize;
        Bounds = groupsPerProcessor == 0 ? KernelSpecialization.Empty : new KernelSpecialization(groupSize, groupsPerProcessor);
        Id = Interlocked.Increment(ref _count) - 1;
    }

    /// <summary>Index in the table of loaded kernels of a device.</summary>
    public int Id { get; }

    public MethodInfo Method { get; }

    /// <summary>Threads a group, where the device has that many.</summary>
    public int GroupSize { get; }

    public KernelSpecialization Bounds { get; }

    public string Name => $"{Method.DeclaringType!.Name}.{Method.Name}{(Method.IsGenericMethod ? $"<{string.Join(", ", Method.GetGenericArguments().Select(type => type.Name))}>" : "")}";

    /// <summary>Compiles for a device: an <c>Action</c> of stream, shape and the kernel's arguments.</summary>
    public abstract Delegate Load(ILGPU.Runtime.Accelerator accelerator, KernelSpecialization bounds);
}

internal sealed class Kernel<T1>(Action<T1> body, int groupSize = 256, int groupsPerProcessor = 0) : Kernel(body, groupSize, groupsPerProcessor)
    where T1 : struct
{
    public override Delegate Load(ILGPU.Runtime.Accelerator accelerator, KernelSpecialization bounds) => accelerator.LoadKernel(body, bounds);

    public void Launch(Launcher on, Work work, T1 a)
    {
        using var turn = on.Turn();
        ((Action<AcceleratorStream, KernelConfig, T1>)on.Prepare(this))(on.Stream, on.Shape(this, work), a);
    }
}

internal sealed class Kernel<T1, T2>(Action<T1, T2> body, int groupSize = 256, int groupsPerProcessor = 0) : Kernel(body, groupSize, groupsPerProcessor)
    where T1 : struct
    where T2 : struct
{
    public override Delegate Load(ILGPU.Runtime.Accelerator accelerator, KernelSpecialization bounds) => accelerator.LoadKernel(body, bounds);

    public void Launch(Launcher on, Work work, T1 a, T2 b)
    {
        using var turn = on.Turn();
        ((Action<AcceleratorStream, KernelConfig, T1, T2>)on.Prepare(this))(on.Stream, on.Shape(this, work), a, b);
    }
}

internal sealed class Kernel<T1, T2, T3>(Action<T1, T2, T3> body, int groupSize = 256, int groupsPerProcessor = 0) : Kernel(body, groupSize, groupsPerProcessor)
    where T1 : struct
    where T2 : struct
    where T3 : struct
{
    public override Delegate Load(ILGPU.Runtime.Accelerator accelerator, KernelSpecialization bounds) => accelerator.LoadKernel(body, bounds);

    public void Launch(Launcher on, Work work, T1 a, T2 b, T3 c)
    {
        using var turn = on.Turn();
        ((Action<AcceleratorStream, KernelConfig, T1, T2, T3>)on.Prepare(this))(on.Stream, on.Shape(this, work), a, b, c);
    }
}

internal sealed class Kernel<T1, T2, T3, T4>(Action<T1, T2, T3, T4> body, int groupSize = 256, int groupsPerProcessor = 0) : Kernel(body, groupSize, groupsPerProcessor)
    where T1 : struct
    where T2 : struct
    where T3 : struct
    where T4 : struct
{
    public override Delegate Load(ILGPU.Runtime.Accelerator accelerator, KernelSpecialization bounds) => accelerator.LoadKernel(body, bounds);

    public void Launch(Launcher on, Work work, T1 a, T2 b, T3 c, T4 d)
    {
        using var turn = on.Turn();
        ((Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4>)on.Prepare(this))(on.Stream, on.Shape(this, work), a, b, c, d);
    }
}

internal sealed class Kernel<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> body, int groupSize = 256, int groupsPerProcessor = 0)
    : Kernel(body, groupSize, groupsPerProcessor)
    where T1 : struct
    where T2 : struct
    where T3 : struct
    where T4 : struct
    where T5 : struct
{
    public override Delegate Load(ILGPU.Runtime.Accelerator accelerator, KernelSpecialization bounds) => accelerator.LoadKernel(body, bounds);

    public void Launch(Launcher on, Work work, T1 a, T2 b, T3 c, T4 d, T5 e)
    {
        using var turn = on.Turn();
        ((Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5>)on.Prepare(this))(on.Stream, on.Shape(this, work), a, b, c, d, e);
    }
}

internal sealed class Kernel<T1, T2, T3, T4, T5, T6>(Action<T1, T2, T3, T4, T5, T6> body, int groupSize = 256, int groupsPerProcessor = 0)
    : Kernel(body, groupSize, groupsPerProcessor)
    where T1 : struct
    where T2 : struct
    where T3 : struct
    where T4 : struct
    where T5 : struct
    where T6 : struct
{
    public override Delegate Load(ILGPU.Runtime.Accelerator accelerator, KernelSpecialization bounds) => accelerator.LoadKernel(body, bounds);

    public void Launch(Launcher on, Work work, T1 a, T2 b, T3 c, T4 d, T5 e, T6 f)
    {
        using var turn = on.Turn();
        ((Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6>)on.Prepare(this))(on.Stream, on.Shape(this, work), a, b, c, d, e, f);
    }
}
