using System.Text;

namespace ZkAccel.Evm.Solidity;

/// <summary>
/// Writes a node as straight-line Yul. What is read more than once goes through memory (6 gas to read again); the rest is nested, as deep as
/// the stack's reach for the modulus allows.
/// </summary>
internal sealed class YulProgram(int temporaries, string indent)
{
    // DUP reaches 16 words: a level takes two while its second operand is computed.
    private const int MaxDepth = 5;

    private readonly StringBuilder _text = new();
    private int _next = temporaries;

    /// <summary>The first address after the intermediate values.</summary>
    public int End => _next;

    /// <summary>Statements that assign the node to a variable.</summary>
    public string Assign(string variable, YulNode node)
    {
        string value = Expression(node, 0);
        return _text.Append(indent).Append($"{variable} := {value}").ToString();
    }

    private string Expression(YulNode node, int depth)
    {
        if (node.Left is null) return node.Text;
        if (node.Stored is not null) return node.Stored;
        bool store = node.Uses > 1 || depth >= MaxDepth;
        int inner = store ? 0 : depth + 1;
        string a = Expression(node.Left, inner), b = Expression(node.Right!, inner);
        string value = node.Text switch
        {
            "+" => $"addmod({a}, {b}, order)",
            "*" => $"mulmod({a}, {b}, order)",
            _ => $"addmod({a}, sub(order, {b}), order)",
        };
        if (!store) return value;
        string address = $"0x{_next:x}";
        _next += 32;
        _text.Append(indent).Append($"mstore({address}, {value})\n");
        return node.Stored = $"mload({address})";
    }
}
