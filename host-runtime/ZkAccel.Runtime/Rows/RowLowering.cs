using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>
/// Row expression to straight-line code: value numbering with algebraic folding, then an order by Sethi-Ullman labels (the
/// operand that needs more registers first), then registers by last use.
/// </summary>
internal sealed class RowLowering
{
    private readonly List<Value> _values = [];
    private readonly Dictionary<Value, int> _numbers = [];
    private readonly List<Fr> _literals = [];
    private readonly Dictionary<Fr, int> _literalNumbers = [];

    private readonly record struct Value(RowOperation Operation, int Left, int Right)
    {
        public int OperandCount => Operation switch
        {
            RowOperation.Column or RowOperation.Constant or RowOperation.Literal => 0,
            RowOperation.Square or RowOperation.Negate => 1,
            _ => 2,
        };
    }

    public static RowCode Lower(RowExpression expression)
    {
        var lowering = new RowLowering();
        var numbers = new Dictionary<RowExpression, int>(ReferenceEqualityComparer.Instance);
        var root = 0;
        var nodes = expression.Nodes();
        foreach (var node in nodes)
            numbers[node] = root = lowering.Number(node, numbers);
        return lowering.Emit(lowering.Order(root), nodes);
    }

    private int Number(RowExpression node, Dictionary<RowExpression, int> numbers) => node.Operation switch
    {
        RowOperation.Column => Intern(new(RowOperation.Column, node.Index, node.Rotation)),
        RowOperation.Constant => Intern(new(RowOperation.Constant, node.Index, 0)),
        RowOperation.Literal => Literal(node.Value),
        RowOperation.Add => Add(numbers[node.Left!], numbers[node.Right!]),
        RowOperation.Subtract => Subtract(numbers[node.Left!], numbers[node.Right!]),
        RowOperation.Multiply => Multiply(numbers[node.Left!], numbers[node.Right!]),
        _ => Negate(numbers[node.Left!]),
    };

    private int Add(int left, int right)
    {
        if (LiteralOf(left) is { } a && LiteralOf(right) is { } b) return Literal(a + b);
        if (LiteralOf(left) == Fr.Zero) return right;
        if (LiteralOf(right) == Fr.Zero) return left;
        if (_values[right].Operation == RowOperation.Negate) return Subtract(left, _values[right].Left);
        if (_values[left].Operation == RowOperation.Negate) return Subtract(right, _values[left].Left);
        return Intern(new(RowOperation.Add, Math.Min(left, right), Math.Max(left, right)));
    }

    private int Subtract(int left, int right)
    {
        if (left == right) return Literal(Fr.Zero);
        if (LiteralOf(left) is { } a && LiteralOf(right) is { } b) return Literal(a - b);
        if (LiteralOf(right) == Fr.Zero) return left;
        if (LiteralOf(left) == Fr.Zero) return Negate(right);
        if (_values[right].Operation == RowOperation.Negate) return Add(left, _values[right].Left);
        return Intern(new(RowOperation.Subtract, left, right));
    }

    private int Multiply(int left, int right)
    {
        if (LiteralOf(left) is { } a && LiteralOf(right) is { } b) return Literal(a * b);
        if (LiteralOf(left) is { } scale) return Scale(scale, left, right);
        if (LiteralOf(right) is { } factor) return Scale(factor, right, left);
        if (left == right) return Intern(new(RowOperation.Square, left, 0));
        return Intern(new(RowOperation.Multiply, Math.Min(left, right), Math.Max(left, right)));
    }

    private int Scale(Fr factor, int literal, int value)
    {
        if (factor == Fr.Zero) return literal;
        if (factor == Fr.One) return value;
        if (factor == -Fr.One) return Negate(value);
        return Intern(new(RowOperation.Multiply, Math.Min(literal, value), Math.Max(literal, value)));
    }

    private int Negate(int value)
    {
        if (LiteralOf(value) is { } literal) return Literal(-literal);
        if (_values[value].Operation == RowOperation.Negate) return _values[value].Left;
        return Intern(new(RowOperation.Negate, value, 0));
    }

    private Fr? LiteralOf(int number) =>
        _values[number].Operation == RowOperation.Literal ? _literals[_values[number].Left] : null;

    private int Literal(Fr value)
    {
        if (!_literalNumbers.TryGetValue(value, out var index))
        {
            index = _literals.Count;
            _literals.Add(value);
            _literalNumbers.Add(value, index);
        }

        return Intern(new(RowOperation.Literal, index, 0));
    }

    private int Intern(Value value)
    {
        if (_numbers.TryGetValue(value, out var number)) return number;
        number = _values.Count;
        _values.Add(value);
        _numbers.Add(value, number);
        return number;
    }

    /// <summary>Live values in execution order: depth first from the root, the operand with the larger label first.</summary>
    private List<int> Order(int root)
    {
        var labels = new int[_values.Count];
        for (var i = 0; i < labels.Length; i++)
        {
            var value = _values[i];
            labels[i] = value.OperandCount switch
            {
                0 => 1,
                1 => labels[value.Left],
                _ when labels[value.Left] == labels[value.Right] => labels[value.Left] + 1,
                _ => Math.Max(labels[value.Left], labels[value.Right]),
            };
        }

        var order = new List<int>();
        var seen = new bool[_values.Count];
        var stack = new Stack<(int Number, bool Expanded)>();
        stack.Push((root, false));
        while (stack.TryPop(out var top))
        {
            if (top.Expanded)
            {
                order.Add(top.Number);
                continue;
            }

            if (seen[top.Number]) continue;
            seen[top.Number] = true;
            stack.Push((top.Number, true));
            var value = _values[top.Number];
            if (value.OperandCount == 1) stack.Push((value.Left, false));
            if (value.OperandCount != 2) continue;
            var rightFirst = labels[value.Right] > labels[value.Left];
            stack.Push((rightFirst ? value.Left : value.Right, false));
            stack.Push((rightFirst ? value.Right : value.Left, false));
        }

        return order;
    }

    private RowCode Emit(List<int> order, IReadOnlyList<RowExpression> nodes)
    {
        var position = new int[_values.Count];
        var lastUse = new int[order.Count];
        for (var i = 0; i < order.Count; i++)
        {
            var value = _values[order[i]];
            position[order[i]] = i;
            if (value.OperandCount >= 1) lastUse[position[value.Left]] = i;
            if (value.OperandCount == 2) lastUse[position[value.Right]] = i;
        }

        var steps = new RowStep[order.Count];
        var literals = new List<Fr>();
        var free = new PriorityQueue<int, int>();
        var registers = 0;
        for (var i = 0; i < order.Count; i++)
        {
            var (operation, left, right) = _values[order[i]];
            var operands = _values[order[i]].OperandCount;
            if (operation == RowOperation.Literal)
            {
                literals.Add(_literals[left]);
                left = literals.Count - 1;
            }

            // x + x reads its register twice and frees it once.
            var same = operands == 2 && left == right;
            if (operands >= 1) left = Read(left, i);
            if (operands == 2) right = same ? left : Read(right, i);
            if (!free.TryDequeue(out var register, out _)) register = registers++;
            steps[i] = new RowStep(operation, left, right, register);
        }

        return new RowCode(nodes, steps, [.. literals], registers);

        int Read(int number, int user)
        {
            var step = position[number];
            if (lastUse[step] == user) free.Enqueue(steps[step].Register, steps[step].Register);
            return step;
        }
    }
}
