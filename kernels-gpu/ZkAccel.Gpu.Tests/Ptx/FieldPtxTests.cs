using System.Numerics;
using Xunit;

namespace ZkAccel.Gpu.Tests;

/// <summary>The emitted text, interpreted, against integers.</summary>
public sealed class FieldPtxTests
{
    private static readonly string[] Operands = ["%a", "%b", "%c", "%d"];

    public static TheoryData<string, string> Operations
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var sample in FieldSamples.All)
                foreach (var operation in Enum.GetNames<FieldOperation>()) rows.Add(sample.Name, operation);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void The_text_computes_the_operation(string fieldName, string operationName)
    {
        var field = FieldSamples.All.Single(field => field.Name == fieldName);
        var operation = Enum.Parse<FieldOperation>(operationName);
        var arity = FieldPtx.Arity(operation);
        var text = FieldPtx.Emit(field.Modulus, operation, Names("%r"), [.. Operands[..arity].Select(Names)]);
        var random = new Random(1);
        var edges = field.Edges();
        var machine = new PtxInterpreter();
        foreach (var first in edges)
            for (var i = 0; i < 12; i++)
                Check([first, edges[random.Next(edges.Count)], edges[random.Next(edges.Count)], edges[random.Next(edges.Count)]]);
        for (var i = 0; i < 300; i++) Check([.. Operands.Select(_ => field.Random(random))]);

        // A difference that wrapped around is made positive by adding p, which wraps back.
        if (operation != FieldOperation.Subtract) Assert.Equal(0, machine.LostCarries);

        void Check(BigInteger[] x)
        {
            for (var i = 0; i < arity; i++) machine.Set(Operands[i], x[i]);
            machine.Run(text);
            Assert.Equal(field.Apply(operation, x), machine.Get("%r"));
        }
    }

    [Fact]
    public void Operands_may_be_constants()
    {
        var machine = new PtxInterpreter();
        machine.Set("%a", FieldSamples.Fr.Prime - 3);
        string[] one = ["1", "0", "0", "0", "0", "0", "0", "0"];
        machine.Run(FieldPtx.Emit(FrGpu.Modulus, FieldOperation.Multiply, Names("%r"), Names("%a"), one));
        Assert.Equal(FieldSamples.Fr.Apply(FieldOperation.Multiply, [FieldSamples.Fr.Prime - 3, 1]), machine.Get("%r"));
    }

    /// <summary>An operand that is also the result would be overwritten too early if any operand were read after the first write.</summary>
    [Theory]
    [MemberData(nameof(Operations))]
    public void The_result_may_be_an_operand(string fieldName, string operationName)
    {
        var field = FieldSamples.All.Single(field => field.Name == fieldName);
        var operation = Enum.Parse<FieldOperation>(operationName);
        var arity = FieldPtx.Arity(operation);
        var text = FieldPtx.Emit(field.Modulus, operation, Names(Operands[arity - 1]), [.. Operands[..arity].Select(Names)]);
        var random = new Random(2);
        for (var i = 0; i < 50; i++)
        {
            var x = Operands.Select(_ => field.Random(random)).ToArray();
            var machine = new PtxInterpreter();
            for (var k = 0; k < arity; k++) machine.Set(Operands[k], x[k]);
            machine.Run(text);
            Assert.Equal(field.Apply(operation, x), machine.Get(Operands[arity - 1]));
        }
    }

    /// <summary>Products of 32 by 32 bits, which decide the time: 64 for a·b, 36 for a², 64 for the reduction, 8 for its factors.</summary>
    [Theory]
    [InlineData("Multiply", 64 + 64 + 8)]
    [InlineData("Square", 36 + 64 + 8)]
    [InlineData("MulAdd", 2 * 64 + 64 + 8)]
    [InlineData("MulSub", 2 * 64 + 64 + 8)]
    [InlineData("Add", 0)]
    public void The_number_of_products_is_the_least(string operationName, int products)
    {
        var operation = Enum.Parse<FieldOperation>(operationName);
        var text = FieldPtx.Emit(FqGpu.Modulus, operation, Names("%r"), [.. Operands[..FieldPtx.Arity(operation)].Select(Names)]);
        var halves = text.Split('\n').Count(line => line.TrimStart().StartsWith("mul.", StringComparison.Ordinal) || line.TrimStart().StartsWith("mad", StringComparison.Ordinal));
        Assert.Equal(products, products == 0 ? halves : (halves - 8) / 2 + 8);
    }

    internal static string[] Names(string prefix) => [.. Enumerable.Range(0, 8).Select(k => prefix + k)];
}
