using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>constant + Σ coefficient · column: a polynomial whose commitment a verifier computes from the columns' commitments.</summary>
internal readonly record struct LinearForm(Fr Constant, (Column Column, Fr Coefficient)[] Terms);

/// <summary>
/// The constraints at ζ: opened columns are numbers, the others stay symbols. That no product of two symbols occurs is what makes
/// the list of opened columns sufficient; the ring throws if it is not.
/// </summary>
internal sealed class LinearEnvironment(
    ConstantPool constants, IReadOnlyDictionary<Column, Fr> here, IReadOnlyDictionary<Column, Fr> next) : IEnvironment<LinearForm>
{
    public static LinearForm Add(LinearForm a, LinearForm b) => new(a.Constant + b.Constant, Join(a.Terms, b.Terms));

    public static LinearForm Subtract(LinearForm a, LinearForm b) => Add(a, Scale(b, -Fr.One));

    public static LinearForm Multiply(LinearForm a, LinearForm b)
    {
        if (a.Terms.Length == 0) return Scale(b, a.Constant);
        if (b.Terms.Length == 0) return Scale(a, b.Constant);
        throw new InvalidOperationException($"A product of two unopened columns: {a.Terms[0].Column} and {b.Terms[0].Column}.");
    }

    public LinearForm Here(Column column) => here.TryGetValue(column, out Fr value) ? new(value, []) : new(Fr.Zero, [(column, Fr.One)]);

    public LinearForm Next(Column column) => new(next[column], []);

    public LinearForm Constant(ConstantKind kind, int index) => new(constants[kind, index], []);

    private static LinearForm Scale(LinearForm a, Fr factor) =>
        new(a.Constant * factor, Array.ConvertAll(a.Terms, t => (t.Column, t.Coefficient * factor)));

    private static (Column Column, Fr Coefficient)[] Join((Column Column, Fr Coefficient)[] a, (Column Column, Fr Coefficient)[] b)
    {
        if (a.Length == 0) return b;
        return b.Length == 0 ? a : [.. a, .. b];
    }
}
