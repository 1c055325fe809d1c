using System.Globalization;
using System.Numerics;

namespace ZkAccel.Gpu.Tests;

/// <summary>
/// Runs the straight-line subset of PTX that field operations are written in, as the ISA defines it, so that the text is checked without
/// a GPU. A carry that leaves an instruction without <c>.cc</c> is lost on a device too: it is counted, since no chain should need it.
/// </summary>
internal sealed class PtxInterpreter
{
    private readonly Dictionary<string, uint> _registers = [];
    private uint _carry;

    /// <summary>Carries out of additions and products that nothing took.</summary>
    public int LostCarries { get; private set; }

    public void Set(string prefix, BigInteger value)
    {
        for (var k = 0; k < 8; k++) _registers[prefix + k] = (uint)(value >> (32 * k) & uint.MaxValue);
    }

    public BigInteger Get(string prefix)
    {
        var value = BigInteger.Zero;
        for (var k = 7; k >= 0; k--) value = value << 32 | _registers[prefix + k];
        return value;
    }

    public void Run(string text)
    {
        foreach (var statement in text.Split(';', '{', '}'))
        {
            var trimmed = statement.Trim();
            if (trimmed.Length > 0 && !trimmed.StartsWith(".reg", StringComparison.Ordinal)) Step(trimmed);
        }
    }

    private void Step(string statement)
    {
        var space = statement.IndexOf(' ', StringComparison.Ordinal);
        var name = statement[..space].Split('.');
        var names = statement[(space + 1)..].Split(',', StringSplitOptions.TrimEntries);
        var x = names[1..].Select(Read).ToArray();
        var (setsCarry, high) = (name.Contains("cc"), name.Contains("hi"));
        switch (name[0])
        {
            case "mul":
                Write(names[0], Half((ulong)x[0] * x[1], high), setsCarry: false);
                break;
            case "mad" or "madc":
                Write(names[0], (ulong)Half((ulong)x[0] * x[1], high) + x[2] + (name[0] == "madc" ? _carry : 0), setsCarry);
                break;
            case "add" or "addc":
                Write(names[0], (ulong)x[0] + x[1] + (name[0] == "addc" ? _carry : 0), setsCarry);
                break;
            case "sub" or "subc":
                var difference = (ulong)x[0] - x[1] - (name[0] == "subc" ? _carry : 0);
                _registers[names[0]] = (uint)difference;
                if (setsCarry) _carry = (uint)(difference >> 63);
                break;
            case "and":
                _registers[names[0]] = x[0] & x[1];
                break;
            case "or":
                _registers[names[0]] = x[0] | x[1];
                break;
            case "shl":
                _registers[names[0]] = x[0] << (int)x[1];
                break;
            case "shf" when statement.StartsWith("shf.l.wrap", StringComparison.Ordinal):
                _registers[names[0]] = (uint)(((ulong)x[1] << 32 | x[0]) << (int)x[2] >> 32);
                break;
            case "shr" when name[1] == "s32":
                _registers[names[0]] = (uint)((int)x[0] >> (int)x[1]);
                break;
            case "setp" when name[1] == "eq":
                _registers[names[0]] = x[0] == x[1] ? 1u : 0;
                break;
            case "setp" when name[1] == "lt" && name[2] == "s32":
                _registers[names[0]] = (int)x[0] < (int)x[1] ? 1u : 0;
                break;
            case "selp":
                _registers[names[0]] = x[2] != 0 ? x[0] : x[1];
                break;
            default:
                throw new NotSupportedException(statement);
        }
    }

    private void Write(string name, ulong value, bool setsCarry)
    {
        _registers[name] = (uint)value;
        if (setsCarry) _carry = (uint)(value >> 32);
        else if (value >> 32 != 0) LostCarries++;
    }

    private uint Read(string operand) =>
        char.IsAsciiDigit(operand[0]) ? uint.Parse(operand, CultureInfo.InvariantCulture) : _registers[operand];

    private static uint Half(ulong product, bool high) => high ? (uint)(product >> 32) : (uint)product;
}
