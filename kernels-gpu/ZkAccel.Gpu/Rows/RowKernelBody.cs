using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using ZkAccel.Bn254;

namespace ZkAccel.Gpu;

/// <summary>The IL of one kernel: a loop over rows, in it the instructions in order. Columns are read where they are first used.</summary>
internal sealed class RowKernelBody(
    ILGenerator il, RowStream stream, RowPart part, RowArguments arguments, RowEmitter.Fields fields, Dictionary<FieldOperation, MethodInfo> operations)
{
    private readonly Dictionary<RowOperand, int> _lastUses = RowPartition.LastUses(stream, part.Begin, part.End);
    private readonly Dictionary<RowOperand, LocalBuilder> _held = [];
    private readonly Stack<LocalBuilder> _free = [];
    private LocalBuilder _row = null!;

    public void Emit()
    {
        _row = il.DeclareLocal(typeof(int));
        var (check, body) = (il.DefineLabel(), il.DefineLabel());
        Call(nameof(RowMemory.First));
        il.Emit(OpCodes.Stloc, _row);
        il.Emit(OpCodes.Br, check);
        il.MarkLabel(body);
        for (var i = part.Begin; i < part.End; i++) EmitInstruction(i);
        if (arguments.WritesResult) EmitResult();
        il.Emit(OpCodes.Ldloc, _row);
        Call(nameof(RowMemory.Step));
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, _row);
        il.MarkLabel(check);
        il.Emit(OpCodes.Ldloc, _row);
        Number(arguments.Rotations.Length);
        il.Emit(OpCodes.Blt, body);
        il.Emit(OpCodes.Ret);
    }

    private void EmitInstruction(int number)
    {
        var instruction = stream.Instructions[number];
        foreach (var operand in instruction.Operands)
            if (operand.IsHeld && !_held.ContainsKey(operand)) Fetch(operand);
        foreach (var operand in instruction.Operands) Push(operand);
        il.Emit(OpCodes.Call, operations[instruction.Operation]);
        foreach (var operand in instruction.Operands)
            if (operand.IsHeld && _lastUses[operand] == number && _held.Remove(operand, out var local)) _free.Push(local);
        var result = new RowOperand(RowSource.Value, number);
        var target = Local();
        il.Emit(OpCodes.Stloc, target);
        var write = Array.IndexOf(arguments.Writes, number);
        if (write >= 0) Store(arguments.Columns.Length + arguments.Reads.Length + write, () => il.Emit(OpCodes.Ldloc, target));
        if (_lastUses.ContainsKey(result) || result == stream.Result) _held.Add(result, target);
        else _free.Push(target);
    }

    private void EmitResult()
    {
        if (stream.Result.IsHeld && !_held.ContainsKey(stream.Result)) Fetch(stream.Result);
        Store(fields.Views.Length - 1, () => Push(stream.Result));
    }

    /// <summary>Reads a column, or a value of an earlier kernel, into a local.</summary>
    private void Fetch(RowOperand operand)
    {
        View(operand.Source == RowSource.Column
            ? Array.IndexOf(arguments.Columns, operand.Index)
            : arguments.Columns.Length + Array.IndexOf(arguments.Reads, operand.Index));
        il.Emit(OpCodes.Ldloc, _row);
        if (operand.Rotation == 0)
        {
            Call(nameof(RowMemory.Read));
        }
        else
        {
            Number(Array.IndexOf(arguments.Rotations, operand.Rotation));
            Number(arguments.Rotations.Length);
            Call(nameof(RowMemory.ReadRotated));
        }

        var local = Local();
        il.Emit(OpCodes.Stloc, local);
        _held.Add(operand, local);
    }

    private void Push(RowOperand operand)
    {
        switch (operand.Source)
        {
            case RowSource.Constant:
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldfld, fields.Constants[Array.IndexOf(arguments.Constants, operand.Index)]);
                break;
            case RowSource.Literal:
                foreach (var limb in MemoryMarshal.Cast<Fr, int>(new ReadOnlySpan<Fr>(in stream.Literals[operand.Index]))) il.Emit(OpCodes.Ldc_I4, limb);
                Call(nameof(RowMemory.Literal));
                break;
            default:
                il.Emit(OpCodes.Ldloc, _held[operand]);
                break;
        }
    }

    private void Store(int view, Action push)
    {
        View(view);
        il.Emit(OpCodes.Ldloc, _row);
        push();
        Call(nameof(RowMemory.Write));
    }

    private void View(int index)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, fields.Views[index]);
    }

    private void Number(int index)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, fields.Numbers[index]);
    }

    private LocalBuilder Local() => _free.TryPop(out var local) ? local : il.DeclareLocal(typeof(FrGpu));

    private void Call(string name) => il.Emit(OpCodes.Call, typeof(RowMemory).GetMethod(name)!);
}
