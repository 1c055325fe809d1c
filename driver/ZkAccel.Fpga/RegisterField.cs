namespace ZkAccel.Fpga;

/// <summary>Bits <c>[Shift + Width - 1 : Shift]</c> of the 32-bit register at <c>Register</c>.</summary>
/// <param name="Register">Byte address of the register.</param>
/// <param name="Shift">Lowest bit, 0 to 31.</param>
/// <param name="Width">Number of bits, 1 to 32.</param>
public readonly record struct RegisterField(ushort Register, int Shift, int Width)
{
    /// <summary>The bits of the field, in place.</summary>
    public uint Mask => (uint)((1ul << Width) - 1) << Shift;

    /// <summary>The field of a word that was read from the register.</summary>
    public uint Of(uint word) => (word & Mask) >> Shift;

    /// <summary>A word with the field set to a value and all other bits 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value has more bits than the field.</exception>
    public uint Word(uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Mask >> Shift);
        return value << Shift;
    }
}
