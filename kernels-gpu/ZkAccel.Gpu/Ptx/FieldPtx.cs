using System.Globalization;
using System.Text;

namespace ZkAccel.Gpu;

/// <summary>
/// Writes one whole field operation as PTX, for any odd prime p below 2^254. A product is CIOS with two accumulators, one for
/// products at even limbs and one for those at odd limbs, so that the two halves of a 64-bit product stand side by side: then an assembler fuses
/// <c>mad.lo.cc</c> with <c>madc.hi.cc</c> into one IMAD.WIDE with carry.
/// </summary>
/// <remarks>
/// After each row the value is Σ even[k]·2^(32k) + Σ odd[k]·2^(32(k+1)) with even[0] = 0; dividing by 2^32 makes odd the new even
/// and the old even, two limbs on, the new odd. The limb left over, odd[1], is added first, and its carry enters the odd chain. No chain
/// loses a carry: a row adds at most 2p·2^32 of products to less than 3p, and 3p + 3p·2^32 is below 2^288.
/// </remarks>
internal sealed class FieldPtx
{
    private const int Limbs = 8;
    private readonly string[] _modulus;
    private readonly string _negInverse;
    private readonly StringBuilder _text = new();
    private string[] _even = Names("fe");
    private string[] _odd = Names("fo");

    private FieldPtx(U256 modulus)
    {
        uint[] limbs = [modulus.L0, modulus.L1, modulus.L2, modulus.L3, modulus.L4, modulus.L5, modulus.L6, modulus.L7];
        _modulus = [.. limbs.Select(limb => limb.ToString(CultureInfo.InvariantCulture))];
        _negInverse = NegInverse(limbs[0]).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Operands that <paramref name="operation"/> takes.</summary>
    public static int Arity(FieldOperation operation) => operation switch
    {
        FieldOperation.Square or FieldOperation.Negate or FieldOperation.Double => 1,
        FieldOperation.MulAdd or FieldOperation.MulSub => 4,
        _ => 2,
    };

    /// <summary>
    /// The text of an operation: a scope of its own that writes <paramref name="result"/> only after it read every operand. Names are
    /// registers or constants, eight limbs a number.
    /// </summary>
    public static string Emit(U256 modulus, FieldOperation operation, string[] result, params string[][] operands)
    {
        var ptx = new FieldPtx(modulus);
        ptx.Line("{ .reg .b32 fe<8>; .reg .b32 fo<8>; .reg .b32 fx<8>; .reg .b32 fy<8>; .reg .b32 fm; .reg .pred fp;");
        switch (operation)
        {
            case FieldOperation.Multiply or FieldOperation.MulAdd:
                ptx.Products(operands);
                break;
            case FieldOperation.MulSub:
                ptx.Chain("sub", Names("fx"), ptx._modulus, operands[3]);
                ptx.Products([operands[0], operands[1], operands[2], Names("fx")]);
                break;
            case FieldOperation.Square:
                ptx.Square(operands[0]);
                break;
            case FieldOperation.Add:
                ptx.Chain("add", ptx._even, operands[0], operands[1]);
                break;
            case FieldOperation.Double:
                ptx.Chain("add", ptx._even, operands[0], operands[0]);
                break;
            case FieldOperation.Subtract:
                ptx.Subtract(result, operands[0], operands[1]);
                break;
            case FieldOperation.Negate:
                ptx.Negate(result, operands[0]);
                break;
        }

        if (operation is not (FieldOperation.Subtract or FieldOperation.Negate)) ptx.Below(result);
        ptx.Line("}");
        return ptx._text.ToString();
    }

    /// <summary>-1/p modulo 2^32 by Newton's iteration, each step doubling the bits that are right.</summary>
    internal static uint NegInverse(uint p)
    {
        var inverse = p;
        for (var bits = 3; bits < 32; bits *= 2) inverse *= 2 - p * inverse;
        return 0 - inverse;
    }

    /// <summary>even = Σ of the products of pairs of operands, over R; below 2p.</summary>
    private void Products(string[][] operands)
    {
        for (var row = 0; row < Limbs; row++)
        {
            for (var pair = 0; pair < operands.Length; pair += 2)
            {
                var (a, b) = (operands[pair], operands[pair + 1][row]);
                if (row == 0 && pair == 0)
                {
                    First(a, b);
                    continue;
                }

                if (pair == 0) Carry();
                OddChain(a, b, carried: pair == 0, shift: pair == 0 ? 2 : 0);
                EvenChain(a, b);
            }

            Factor();
            OddChain(_modulus, "fm", carried: false, shift: 0);
            EvenChain(_modulus, "fm");
            Swap();
        }

        Merge();
    }

    /// <summary>
    /// even = a²/R, below 2p. Row i has a[i]² and the products with the limbs above, doubled: 36 of 64 products. Rows after the
    /// first leave limb 0 alone, so that the reduction may come first and shift.
    /// </summary>
    private void Square(string[] a)
    {
        // Limb k of 2a, and the same without the bit that came from below.
        var (doubled, cut) = (Names("fx"), Names("fy"));
        for (var k = 1; k < Limbs; k++) Line($"shl.b32 {cut[k]}, {a[k]}, 1;");
        for (var k = 2; k < Limbs; k++) Line($"shf.l.wrap.b32 {doubled[k]}, {a[k - 1]}, {a[k]}, 1;");
        for (var row = 0; row < Limbs; row++)
        {
            var limbs = new string?[Limbs];
            for (var k = row; k < Limbs; k++) limbs[k] = k == row ? a[k] : k == row + 1 ? cut[k] : doubled[k];
            if (row == 0) First(limbs!, a[0]);
            else Carry();
            Factor();
            OddChain(_modulus, "fm", carried: row > 0, shift: row > 0 ? 2 : 0);
            EvenChain(_modulus, "fm");
            if (row > 0)
            {
                OddChain(limbs, a[row], carried: false, shift: 0);
                EvenChain(limbs, a[row]);
            }

            Swap();
        }

        Merge();
    }

    private void Subtract(string[] result, string[] a, string[] b)
    {
        Chain("sub", _even, a, b);
        Line($"shr.s32 fm, {_even[Limbs - 1]}, 31;");
        for (var k = 0; k < Limbs; k++) Line($"and.b32 {_odd[k]}, fm, {_modulus[k]};");
        Chain("add", result, _even, _odd);
    }

    /// <summary>p - a, and 0 for 0.</summary>
    private void Negate(string[] result, string[] a)
    {
        Line($"or.b32 fm, {a[0]}, {a[1]};");
        for (var k = 2; k < Limbs; k++) Line($"or.b32 fm, fm, {a[k]};");
        Line("setp.eq.u32 fp, fm, 0;");
        Chain("sub", _even, _modulus, a);
        for (var k = 0; k < Limbs; k++) Line($"selp.b32 {result[k]}, 0, {_even[k]}, fp;");
    }

    /// <summary>result = even mod p for even below 2p. Both are below 2^255, so the top bit of the difference is its sign.</summary>
    private void Below(string[] result)
    {
        Chain("sub", _odd, _even, _modulus);
        Line($"setp.lt.s32 fp, {_odd[Limbs - 1]}, 0;");
        for (var k = 0; k < Limbs; k++) Line($"selp.b32 {result[k]}, {_even[k]}, {_odd[k]}, fp;");
    }

    private void First(string[] a, string b)
    {
        for (var k = 0; k < Limbs; k += 2)
        {
            Line($"mul.lo.u32 {_odd[k]}, {a[k + 1]}, {b};");
            Line($"mul.hi.u32 {_odd[k + 1]}, {a[k + 1]}, {b};");
            Line($"mul.lo.u32 {_even[k]}, {a[k]}, {b};");
            Line($"mul.hi.u32 {_even[k + 1]}, {a[k]}, {b};");
        }
    }

    private void Carry() => Line($"add.cc.u32 {_even[0]}, {_even[0]}, {_odd[1]};");

    private void Factor() => Line($"mul.lo.u32 fm, {_even[0]}, {_negInverse};");

    /// <summary>odd[k] = odd[k + shift] + the limbs of x at odd places times s, limbs beyond the end being zero.</summary>
    private void OddChain(string?[] x, string s, bool carried, int shift)
    {
        for (var k = 0; k < Limbs; k += 2)
        {
            if (x[k + 1] is not { } limb) continue;
            Line($"mad{(carried ? "c" : "")}.lo.cc.u32 {_odd[k]}, {limb}, {s}, {At(k + shift)};");
            Line($"madc.hi{(k < Limbs - 2 ? ".cc" : "")}.u32 {_odd[k + 1]}, {limb}, {s}, {At(k + 1 + shift)};");
            carried = true;
        }

        string At(int k) => k < Limbs ? _odd[k] : "0";
    }

    /// <summary>even += the limbs of x at even places times s; the carry goes to the last of odd, which stands at the same place.</summary>
    private void EvenChain(string?[] x, string s)
    {
        var carried = false;
        for (var k = 0; k < Limbs; k += 2)
        {
            if (x[k] is not { } limb) continue;
            Line($"mad{(carried ? "c" : "")}.lo.cc.u32 {_even[k]}, {limb}, {s}, {_even[k]};");
            Line($"madc.hi.cc.u32 {_even[k + 1]}, {limb}, {s}, {_even[k + 1]};");
            carried = true;
        }

        if (carried) Line($"addc.u32 {_odd[Limbs - 1]}, {_odd[Limbs - 1]}, 0;");
    }

    private void Swap() => (_even, _odd) = (_odd, _even);

    /// <summary>even = even + odd / 2^32, the last division.</summary>
    private void Merge()
    {
        Carry();
        for (var k = 1; k < Limbs - 1; k++) Line($"addc.cc.u32 {_even[k]}, {_even[k]}, {_odd[k + 1]};");
        Line($"addc.u32 {_even[Limbs - 1]}, {_even[Limbs - 1]}, 0;");
    }

    /// <summary>result = x ± y, the last carry dropped.</summary>
    private void Chain(string operation, string[] result, string[] x, string[] y)
    {
        for (var k = 0; k < Limbs; k++)
            Line($"{operation}{(k > 0 ? "c" : "")}{(k < Limbs - 1 ? ".cc" : "")}.u32 {result[k]}, {x[k]}, {y[k]};");
    }

    private void Line(string line) => _text.Append('\t').Append(line).Append('\n');

    private static string[] Names(string prefix) => [.. Enumerable.Range(0, Limbs).Select(k => prefix + k)];
}
