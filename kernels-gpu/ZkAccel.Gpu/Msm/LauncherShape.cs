namespace ZkAccel.Gpu;

internal static class LauncherShape
{
    /// <summary>Threads of a group of this kernel on this device.</summary>
    public static int GroupSize(this Launcher on, Kernel kernel) => on.Shape(kernel, Work.Groups(1)).GroupDim.X;
}
