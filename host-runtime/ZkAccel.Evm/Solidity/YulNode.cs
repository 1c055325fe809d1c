using ZkAccel.Plonk;

namespace ZkAccel.Evm.Solidity;

/// <summary>An element of F in a Yul program: a word in memory, or an operation on two others. Equal nodes are one object.</summary>
internal sealed class YulNode(YulEnvironment owner, string text, YulNode? left = null, YulNode? right = null)
{
    public YulEnvironment Owner => owner;

    /// <summary>Of a leaf, the expression that loads it; of an operation, its sign.</summary>
    public string Text => text;

    public YulNode? Left => left;

    public YulNode? Right => right;

    /// <summary>How many operations read it.</summary>
    public int Uses { get; set; }

    /// <summary>Where it was stored, once it was.</summary>
    public string? Stored { get; set; }
}

/// <summary>The constraints as Yul: columns and constants are words at named addresses.</summary>
internal sealed class YulEnvironment : IEnvironment<YulNode>
{
    private readonly Dictionary<(string, YulNode?, YulNode?), YulNode> _nodes = [];
    private readonly HashSet<(ConstantKind Kind, int Index)> _constants = [];

    /// <summary>Constants that were read.</summary>
    public IEnumerable<(ConstantKind Kind, int Index)> Constants => _constants;

    public static YulNode Add(YulNode a, YulNode b) => a.Owner.Operation("+", a, b);

    public static YulNode Subtract(YulNode a, YulNode b) => a.Owner.Operation("-", a, b);

    public static YulNode Multiply(YulNode a, YulNode b)
    {
        YulNode one = a.Owner.Leaf("1");
        return a == one ? b : b == one ? a : a.Owner.Operation("*", a, b);
    }

    public YulNode Here(Column column) => Leaf($"mload({VerifierMemory.NameOf(column)})");

    public YulNode Next(Column column) => Leaf($"mload({VerifierMemory.NameOf(column)}_NEXT)");

    public YulNode Constant(ConstantKind kind, int index)
    {
        if (kind == ConstantKind.One || (kind == ConstantKind.AlphaPower && index == 0)) return Leaf("1");
        _constants.Add((kind, index));
        return Leaf($"mload({VerifierMemory.NameOf(kind, index)})");
    }

    private YulNode Leaf(string text) => Intern(text, null, null);

    private YulNode Operation(string sign, YulNode a, YulNode b) => Intern(sign, a, b);

    private YulNode Intern(string text, YulNode? left, YulNode? right)
    {
        if (_nodes.TryGetValue((text, left, right), out YulNode? node)) return node;
        _nodes[(text, left, right)] = node = new YulNode(this, text, left, right);
        if (left is not null) left.Uses++;
        if (right is not null) right.Uses++;
        return node;
    }
}
