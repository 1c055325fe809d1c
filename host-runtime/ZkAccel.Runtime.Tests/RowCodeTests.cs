using Xunit;
using ZkAccel.Bn254;
using static ZkAccel.Runtime.RowExpression;

namespace ZkAccel.Runtime.Tests;

/// <summary>What devices get to compile: merged, folded, ordered, with registers that are never overwritten while alive.</summary>
public sealed class RowCodeTests
{
    private static readonly RowExpression A = Column(0);
    private static readonly RowExpression B = Column(1);

    private static Fr Number(long value) => Fr.FromInt64(value);

    private static RowOperation[] Operations(RowExpression expression) =>
        [.. RowLowering.Lower(expression).Steps.ToArray().Select(step => step.Operation)];

    [Fact]
    public void Equal_subexpressions_are_computed_once_even_as_different_objects()
    {
        var code = RowLowering.Lower((Column(0) + Column(1)) * Constant(0) + (Column(1) + Column(0)) * Constant(0) * Number(3));
        Assert.Equal(2, code.MultiplicationCount);
        Assert.Equal(2, code.Steps.ToArray().Count(step => step.Operation == RowOperation.Column));
    }

    [Fact]
    public void A_product_of_equals_is_a_square() =>
        Assert.Equal([RowOperation.Column, RowOperation.Square], Operations(Column(0) * Column(0)));

    [Fact]
    public void Rotations_are_different_columns() =>
        Assert.Equal([RowOperation.Column, RowOperation.Column, RowOperation.Subtract], Operations(Column(0) - Column(0, 1)));

    public static TheoryData<string, RowExpression> Vanishing => new()
    {
        { "a - a", A - Column(0) },
        { "0·a", A * Number(0) },
        { "a·0 - 0", A * Number(0) - Number(0) },
        { "-(0)", -Literal(Number(0)) },
        { "2 - 1 - 1", Literal(Number(2)) - Number(1) - Number(1) },
        { "a + -a", A + -A },
    };

    [Theory]
    [MemberData(nameof(Vanishing))]
    public void Zero_is_recognised(string what, RowExpression expression)
    {
        var code = RowLowering.Lower(expression);
        Assert.True(code.Steps.Length == 1 && code.Steps[0].Operation == RowOperation.Literal && code.Literals[0] == Fr.Zero, what);
    }

    public static TheoryData<string, RowExpression> Neutral => new()
    {
        { "1·a", A * Number(1) },
        { "a + 0", A + Number(0) },
        { "0 + a", Number(0) + A },
        { "a - 0", A - Number(0) },
        { "--a", -(-A) },
        { "-1·-a", -A * -Number(1) },
        { "0 - (0 - a)", Number(0) - (Number(0) - A) },
    };

    [Theory]
    [MemberData(nameof(Neutral))]
    public void Neutral_elements_vanish(string what, RowExpression expression) =>
        Assert.True(Operations(expression) is [RowOperation.Column], what);

    [Fact]
    public void Adding_a_negative_is_a_subtraction()
    {
        Assert.Equal([RowOperation.Column, RowOperation.Column, RowOperation.Subtract], Operations(A + -B));
        Assert.Equal([RowOperation.Column, RowOperation.Column, RowOperation.Add], Operations(A - -B));
    }

    [Fact]
    public void Literals_fold()
    {
        var code = RowLowering.Lower(A * (Literal(Number(2)) * Number(3) + Number(4)));
        Assert.Equal([Number(10)], code.Literals.ToArray());
        Assert.Equal(1, code.MultiplicationCount);
    }

    [Fact]
    public void What_folding_leaves_unread_is_still_declared()
    {
        var code = RowLowering.Lower(A + Column(4, 1) * Number(0) * Constant(2));
        Assert.Equal((5, 3), (code.ColumnCount, code.ConstantCount));
        Assert.True(code.IsRotated(4));
        Assert.False(code.IsRotated(0));
        Assert.Single(code.Steps.ToArray());
    }

    [Fact]
    public void A_chain_needs_few_registers()
    {
        var sum = A;
        for (var i = 2; i < 10_000; i++) sum = sum * Number(i) + Column(i % 5);
        Assert.InRange(RowLowering.Lower(sum).RegisterCount, 2, 8);
    }

    [Fact]
    public void A_left_and_a_right_chain_of_reads_need_the_same_registers()
    {
        var (left, right) = (Column(0), Column(0));
        for (var i = 1; i < 100; i++) (left, right) = (left * Column(i), Column(i) * right);
        Assert.Equal(2, RowLowering.Lower(left).RegisterCount);
        Assert.Equal(2, RowLowering.Lower(right).RegisterCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Registers_hold_their_value_until_its_last_use(int seed)
    {
        var random = new Random(seed);
        var pool = new List<RowExpression> { A, B, Constant(0), Literal(Number(7)) };
        for (var i = 0; i < 300; i++)
        {
            var (left, right) = (pool[random.Next(pool.Count)], pool[random.Next(pool.Count)]);
            pool.Add(random.Next(4) switch { 0 => left + right, 1 => left - right, 2 => -left, _ => left * right });
        }

        var code = RowLowering.Lower(pool[^1] * pool[^2] + pool[^3]);
        var holder = new int[code.RegisterCount];
        for (var i = 0; i < code.Steps.Length; i++)
        {
            var step = code.Steps[i];
            if (step.Operation > RowOperation.Literal)
            {
                Assert.True(step.Left < i);
                Assert.Equal(step.Left, holder[code.Steps[step.Left].Register]);
            }

            if (step.Operation is RowOperation.Add or RowOperation.Subtract or RowOperation.Multiply)
            {
                Assert.True(step.Right < i);
                Assert.Equal(step.Right, holder[code.Steps[step.Right].Register]);
            }

            holder[step.Register] = i;
        }
    }

    [Fact]
    public void A_value_added_to_itself_frees_its_register_once()
    {
        // The heavier side is computed first, so the doubled value must survive the lighter one.
        var heavy = (A * B - Column(2)) * (Column(3) * Column(4) - Column(5));
        var code = RowLowering.Lower((heavy + heavy) * (Column(6) - Column(7)));
        var holder = new int[code.RegisterCount];
        for (var i = 0; i < code.Steps.Length; i++)
        {
            var step = code.Steps[i];
            if (step.Operation > RowOperation.Literal) Assert.Equal(step.Left, holder[code.Steps[step.Left].Register]);
            if (step.Operation is RowOperation.Add or RowOperation.Subtract or RowOperation.Multiply)
                Assert.Equal(step.Right, holder[code.Steps[step.Right].Register]);
            holder[step.Register] = i;
        }
    }

    [Fact]
    public void Depth_is_no_limit()
    {
        var sum = A;
        for (var i = 0; i < 200_000; i++) sum = -(sum * B);
        Assert.Equal(200_000, RowLowering.Lower(sum).MultiplicationCount);
    }

    [Fact]
    public void Negative_indices_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Column(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Constant(-1));
        Assert.Throws<ArgumentNullException>(() => A + (RowExpression)null!);
        Assert.Throws<ArgumentNullException>(() => -(RowExpression)null!);
    }
}
