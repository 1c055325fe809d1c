using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>Row expressions: columns and constants are numbered in the order in which the constraints first read them.</summary>
internal sealed class ExpressionEnvironment : IEnvironment<RowExpression>
{
    private readonly Dictionary<Column, int> _columns = [];
    private readonly Dictionary<(ConstantKind, int), int> _constants = [];

    public Column[] Columns => [.. _columns.OrderBy(p => p.Value).Select(p => p.Key)];

    public (ConstantKind Kind, int Index)[] Constants => [.. _constants.OrderBy(p => p.Value).Select(p => p.Key)];

    public static RowExpression Add(RowExpression a, RowExpression b) => a + b;

    public static RowExpression Subtract(RowExpression a, RowExpression b) => a - b;

    public static RowExpression Multiply(RowExpression a, RowExpression b) => a * b;

    public RowExpression Here(Column column) => RowExpression.Column(IndexOf(column));

    public RowExpression Next(Column column) => RowExpression.Column(IndexOf(column), 1);

    public RowExpression Constant(ConstantKind kind, int index)
    {
        if (kind == ConstantKind.One) return RowExpression.Literal(Fr.One);
        if (!_constants.TryGetValue((kind, index), out int number)) _constants[(kind, index)] = number = _constants.Count;
        return RowExpression.Constant(number);
    }

    private int IndexOf(Column column)
    {
        if (!_columns.TryGetValue(column, out int index)) _columns[column] = index = _columns.Count;
        return index;
    }
}
