using System.Text;
using ZkAccel.Plonk;

namespace ZkAccel.Evm.Solidity;

/// <summary>
/// Where everything lies in the contract's memory: working areas, named words, then each round as it is hashed, so that evaluations are
/// read where they were absorbed. Then intermediate values, the key, whose length varies, and the statement.
/// </summary>
internal sealed class VerifierMemory
{
    /// <summary>Bytes before a round's data: room for the state and the label.</summary>
    public const int RoundHeader = 64;

    /// <summary>The most public tensors that a key may have.</summary>
    public const int MaxTensors = 8;

    private const int MaxInputs = Circuit.FirstTensorInput + MaxTensors;

    private readonly StringBuilder _declarations = new();
    private readonly HashSet<string> _names = [];
    private int _next = 0x80;

    public VerifierMemory(Profile profile, IEnumerable<(ConstantKind Kind, int Index)> constants)
    {
        Schedule = Schedule.For(profile);
        Area("ACCUMULATOR", 5);
        Area("TOTAL_LEFT", 2);
        Area("TOTAL_RIGHT", 2);
        Area("SUMMAND", 3);
        Area("BATCH", 2);
        Area("PAIRING", 12);
        Area("EXPONENTIATION", 6);
        Area("INPUTS", MaxInputs);
        Area("DENOMINATORS", MaxInputs + 1);
        Area("PREFIXES", MaxInputs + 2);
        foreach (string name in new[] { "STATE", "POINTS", "VALUES", "OMEGA", "ZETA_N", "VANISHING", "SLOPE" }) Area(name, 1);
        foreach (Challenge challenge in Enum.GetValues<Challenge>()) Area(NameOf(challenge), 1);
        foreach (ColumnKind kind in new[] { ColumnKind.First, ColumnKind.PublicInput, ColumnKind.Table, ColumnKind.WeightSum }) Area(NameOf(new Column(kind)), 1);
        foreach ((ConstantKind kind, int index) in constants) Area(NameOf(kind, index), 1);
        for (int i = 0; i < Schedule.Rounds.Length; i++)
        {
            Area($"ROUND_{i + 1}", RoundHeader / 32);
            foreach (ProofItem item in Schedule.Rounds[i].Items) Area(NameOf(item), item.ByteLength / 32);
        }
    }

    public Schedule Schedule { get; }

    /// <summary>The first free address.</summary>
    public int End => _next;

    /// <summary>Declarations of every name.</summary>
    public string Declarations => _declarations.ToString();

    public static string NameOf(Challenge challenge) => $"C_{Upper(challenge.ToString())}";

    public static string NameOf(Column column) => column.Kind == ColumnKind.Identity ? NameOf(Challenge.Zeta) : $"E_{Upper(column.ToString())}";

    /// <summary>The commitment of a pack of a proof.</summary>
    public static string PointOf(Pack pack) => $"P_{Upper(pack.Lead.ToString())}";

    public static string NameOf(ConstantKind kind, int index) => (kind, index) switch
    {
        (ConstantKind.RhoPower, 1) => NameOf(Challenge.Rho),
        (ConstantKind.RPower, 1) => NameOf(Challenge.R),
        (ConstantKind.AlphaPower, 1) => NameOf(Challenge.Alpha),
        (ConstantKind.DeltaCoset, 0) or (ConstantKind.Delta, _) => NameOf(Challenge.Delta),
        (ConstantKind.TauC, _) => NameOf(Challenge.TauC),
        (ConstantKind.Theta, _) => NameOf(Challenge.Theta),
        (ConstantKind.Beta, _) => NameOf(Challenge.Beta),
        (ConstantKind.Gamma, _) => NameOf(Challenge.Gamma),
        (ConstantKind.RhoPower or ConstantKind.RPower or ConstantKind.StridePower or ConstantKind.AlphaPower or ConstantKind.DeltaCoset, _) =>
            $"K_{Upper(kind.ToString())}_{index}",
        _ => $"K_{Upper(kind.ToString())}",
    };

    public void Area(string name, int words)
    {
        // A constant that is a challenge has the challenge's word.
        if (!_names.Add(name)) return;
        _declarations.Append($"    uint256 private constant {name} = 0x{_next:x};\n");
        _next += 32 * words;
    }

    private static string NameOf(ProofItem item) => item.Kind switch
    {
        ProofItemKind.Commitment => $"P_{Upper(item.Column.ToString())}",
        ProofItemKind.Here => NameOf(item.Column),
        ProofItemKind.Next => $"{NameOf(item.Column)}_NEXT",
        ProofItemKind.FirstOpening => "P_OPENING",
        _ => "P_SHIFT",
    };

    private static string Upper(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            bool border = i > 0 && ((char.IsUpper(name[i]) && char.IsLower(name[i - 1])) || (char.IsDigit(name[i]) && char.IsLower(name[i - 1])));
            if (border) text.Append('_');
            text.Append(char.ToUpperInvariant(name[i]));
        }

        return text.ToString();
    }
}
