using ILGPU.Runtime;
using ZkAccel.Bn254;

namespace ZkAccel.Gpu;

/// <summary>
/// Elements that live on the device while there is room and on the host while others need it more. Who uses them pins them. All members are called under
/// the gate of <see cref="DeviceMemory"/>.
/// </summary>
internal sealed class DevicePage(DeviceBlock block, int count)
{
    private FrGpu[]? _away;

    /// <summary>Operations that are being issued with it.</summary>
    public int Pins { get; set; }

    /// <summary>Streams that were handed work with it, and the mark of each after the last of it.</summary>
    public Dictionary<QueueProgress, long> Users { get; } = [];

    /// <summary>A stream was handed work with it. Those that are past theirs are forgotten, or a column of a key would remember the queue of every proof.</summary>
    public void Use(QueueProgress user)
    {
        if (!Users.ContainsKey(user))
            foreach (var (queue, mark) in Users)
                if (queue.HasPassed(mark)) Users.Remove(queue);
        Users[user] = user.Mark();
    }

    /// <summary>Number of the pin that came last.</summary>
    public long LastUse { get; set; }

    /// <summary>Where it lies; null while it is on the host.</summary>
    public DeviceBlock? Block { get; private set; } = block;

    public long Bytes => (long)count * Fr.ByteLength;

    /// <summary>Copies it to the host; the block is the caller's.</summary>
    public DeviceBlock Leave(AcceleratorStream stream)
    {
        var block = Block!;
        var away = GC.AllocateUninitializedArray<FrGpu>(count);
        block.View<FrGpu>(count).CopyToCPU(stream, away);
        stream.Synchronize();
        (Block, _away) = (null, away);
        Users.Clear();
        return block;
    }

    /// <summary>Copies it to a block.</summary>
    public void Enter(DeviceBlock block, AcceleratorStream stream)
    {
        block.View<FrGpu>(count).CopyFromCPU(stream, _away!);
        stream.Synchronize();
        (Block, _away) = (block, null);
    }
}
