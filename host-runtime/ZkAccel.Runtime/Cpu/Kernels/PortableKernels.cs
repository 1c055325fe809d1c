using System.Runtime.CompilerServices;

namespace ZkAccel.Runtime.Cpu;

/// <summary>Products lane by lane in plain integers: the rung that runs everywhere, and the twin that the others are tested against.</summary>
internal sealed unsafe class PortableKernels(Modulus modulus) : FieldKernels(modulus)
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Multiply(long* r, long* a, long* b, long n, long step = Block)
    {
        for (; n > 0; n--, r += Block, a += Block, b += step)
        {
            for (int lane = 0; lane < 8; lane++) Element.Multiply(r + lane, a + lane, b + lane, Modulus, 8, 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Scale(long* r, long* a, long* w, long n, long step)
    {
        for (; n > 0; n--, r += Block, a += Block, w += step)
        {
            for (int lane = 0; lane < 8; lane++) Element.Multiply(r + lane, a + lane, w, Modulus, 8, 1);
        }
    }
}
