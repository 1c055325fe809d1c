using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

using Constraints = ConstraintSystem<ExpressionEnvironment, RowExpression>;

/// <summary>A part of the constraints as a device program that knows which columns and constants it reads.</summary>
internal sealed class ColumnProgram : IDisposable
{
    private readonly RowProgram _program;
    private readonly Column[] _columns;
    private readonly (ConstantKind Kind, int Index)[] _constants;

    public ColumnProgram(IAccelerator device, Profile profile, Func<Constraints, ExpressionEnvironment, RowExpression> part)
    {
        var environment = new ExpressionEnvironment();
        _program = device.Compile(part(new Constraints(profile, environment), environment));
        _columns = environment.Columns;
        _constants = environment.Constants;
    }

    public IReadOnlyList<Column> Columns => _columns;

    public void Run(IQueue queue, Func<Column, ScalarSlice> slices, ConstantPool pool, ScalarSlice result)
    {
        ScalarSlice[] columns = Array.ConvertAll(_columns, c => slices(c));
        Fr[] constants = Array.ConvertAll(_constants, c => pool[c.Kind, c.Index]);
        queue.Run(_program, columns, constants, result);
    }

    public void Dispose() => _program.Dispose();
}
