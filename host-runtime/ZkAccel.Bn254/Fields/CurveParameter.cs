namespace ZkAccel.Bn254;

/// <summary>
/// The integer x that the Barreto-Naehrig curve grows from: q = 36x^4 + 36x^3 + 24x^2 + 6x + 1,
/// r = 36x^4 + 36x^3 + 18x^2 + 6x + 1.
/// </summary>
internal static class CurveParameter
{
    /// <summary>x.</summary>
    public const ulong X = 4965661367192848881;

    /// <summary>x in non-adjacent form, least significant digit first.</summary>
    public static readonly sbyte[] XDigits = NonAdjacentForm(X);

    /// <summary>6x + 2, the length of the Miller loop, in non-adjacent form, least significant digit first.</summary>
    public static readonly sbyte[] AteDigits = NonAdjacentForm((UInt128)6 * X + 2);

    private static sbyte[] NonAdjacentForm(UInt128 value)
    {
        var digits = new List<sbyte>();
        for (; value != 0; value >>= 1)
        {
            int digit = (value & 1) == 0 ? 0 : 2 - (int)(value & 3);
            digits.Add((sbyte)digit);
            if (digit > 0) value -= 1;
            else if (digit < 0) value += 1;
        }

        return [.. digits];
    }
}
