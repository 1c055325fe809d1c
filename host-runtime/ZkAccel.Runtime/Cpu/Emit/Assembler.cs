namespace ZkAccel.Runtime.Cpu;

/// <summary>A general register that may hold an address or a count.</summary>
internal enum Gpr
{
    Rax = 0,
    Rcx = 1,
    Rdx = 2,
    Rsi = 6,
    Rdi = 7,
    R8 = 8,
    R9 = 9,
    R10 = 10,
    R11 = 11,
}

/// <summary>
/// Writes x86-64 machine code: the few 512-bit integer instructions that the kernels consist of (EVEX prefix, W = 1; Intel SDM volume 2)
/// and what a counted loop needs. Vector registers are numbers, 0 to 31.
/// </summary>
internal sealed class Assembler
{
    private const int Map0F = 1, Map0F38 = 2, Prefix66 = 1, PrefixF3 = 2;

    private readonly List<byte> code = [];

    /// <summary>Bytes written.</summary>
    internal int Position => code.Count;

    internal byte[] ToArray() => [.. code];

    internal void Load(int d, Gpr at, int disp) => Memory(PrefixF3, Map0F, 0x6F, d, 0, at, disp);

    internal void Store(int s, Gpr at, int disp) => Memory(PrefixF3, Map0F, 0x7F, s, 0, at, disp);

    /// <summary>One 64-bit word into all lanes.</summary>
    internal void Broadcast(int d, Gpr at, int disp) => Memory(Prefix66, Map0F38, 0x59, d, 0, at, disp, elementBytes: 8);

    internal void Add(int d, int a, int b) => Registers(Prefix66, Map0F, 0xD4, d, a, b);

    internal void Add(int d, int a, Gpr at, int disp) => Memory(Prefix66, Map0F, 0xD4, d, a, at, disp);

    internal void Subtract(int d, int a, int b) => Registers(Prefix66, Map0F, 0xFB, d, a, b);

    internal void And(int d, int a, int b) => Registers(Prefix66, Map0F, 0xDB, d, a, b);

    internal void Clear(int d) => Registers(Prefix66, Map0F, 0xEF, d, d, d);

    internal void ShiftRightLogical(int d, int s, int bits)
    {
        Registers(Prefix66, Map0F, 0x73, 2, d, s);
        code.Add((byte)bits);
    }

    internal void ShiftRightArithmetic(int d, int s, int bits)
    {
        Registers(Prefix66, Map0F, 0x72, 4, d, s);
        code.Add((byte)bits);
    }

    /// <summary>d += low 52 bits of a * b.</summary>
    internal void MultiplyAddLow(int d, int a, int b) => Registers(Prefix66, Map0F38, 0xB4, d, a, b);

    /// <summary>d += a * b / 2^52.</summary>
    internal void MultiplyAddHigh(int d, int a, int b) => Registers(Prefix66, Map0F38, 0xB5, d, a, b);

    /// <summary>d[lane] = the memory word numbered index[lane] mod 8.</summary>
    internal void Permute(int d, int index, Gpr at, int disp) => Memory(Prefix66, Map0F38, 0x36, d, index, at, disp);

    internal void AddImmediate(Gpr r, int value)
    {
        Rex(0, (int)r);
        code.Add(0x81);
        code.Add((byte)(0xC0 | ((int)r & 7)));
        Int32(value);
    }

    internal void Add(Gpr d, Gpr s)
    {
        Rex((int)s, (int)d);
        code.Add(0x01);
        code.Add((byte)(0xC0 | ((int)s & 7) << 3 | ((int)d & 7)));
    }

    /// <summary>Counts down and jumps back while the counter is not zero.</summary>
    internal void Loop(Gpr counter, int target)
    {
        Rex(0, (int)counter);
        code.Add(0xFF);
        code.Add((byte)(0xC8 | ((int)counter & 7)));
        code.Add(0x0F);
        code.Add(0x85);
        Int32(target - (code.Count + 4));
    }

    internal void Align(int bytes)
    {
        while (code.Count % bytes != 0) code.Add(0x90);
    }

    /// <summary>vzeroupper; ret.</summary>
    internal void Return() => code.AddRange([0xC5, 0xF8, 0x77, 0xC3]);

    private void Registers(int prefix, int map, int opcode, int reg, int second, int rm)
    {
        Evex(prefix, map, reg, second, rm >> 3 & 1, rm >> 4 & 1);
        code.Add((byte)opcode);
        code.Add((byte)(0xC0 | (reg & 7) << 3 | (rm & 7)));
    }

    private void Memory(int prefix, int map, int opcode, int reg, int second, Gpr at, int disp, int elementBytes = 64)
    {
        Evex(prefix, map, reg, second, (int)at >> 3 & 1, 0);
        code.Add((byte)opcode);
        int modrm = (reg & 7) << 3 | ((int)at & 7);

        // A short displacement counts operands, not bytes.
        if (disp % elementBytes == 0 && disp / elementBytes is >= -128 and <= 127)
        {
            code.Add((byte)(0x40 | modrm));
            code.Add((byte)(disp / elementBytes));
            return;
        }

        code.Add((byte)(0x80 | modrm));
        Int32(disp);
    }

    // The extension bits are stored inverted; bit 3 and 4 of each register number live here.
    private void Evex(int prefix, int map, int reg, int second, int b, int x)
    {
        code.Add(0x62);
        code.Add((byte)((~reg >> 3 & 1) << 7 | (x ^ 1) << 6 | (b ^ 1) << 5 | (~reg >> 4 & 1) << 4 | map));
        code.Add((byte)(0x80 | (~second & 15) << 3 | 4 | prefix));
        code.Add((byte)(0x40 | (~second >> 4 & 1) << 3));
    }

    private void Rex(int reg, int rm) => code.Add((byte)(0x48 | (reg >> 3) << 2 | rm >> 3));

    private void Int32(int value)
    {
        for (int i = 0; i < 4; i++) code.Add((byte)(value >> 8 * i));
    }
}
