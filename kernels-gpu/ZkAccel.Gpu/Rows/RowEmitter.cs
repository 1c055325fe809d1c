using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using ILGPU;

namespace ZkAccel.Gpu;

/// <summary>
/// Writes the kernels of a program as IL: ILGPU compiles methods, and reads them from their assembly, so one is built in memory and loaded. An element
/// that lives is a local, which becomes eight registers.
/// </summary>
internal static class RowEmitter
{
    public const string KernelName = "Run", PackName = "Pack";

    /// <summary>Assemblies so far. ILGPU's launchers find an assembly by its name, so each needs one of its own.</summary>
    private static int _count;

    private static readonly Dictionary<FieldOperation, MethodInfo> Operations = Enum.GetValues<FieldOperation>().ToDictionary(
        operation => operation, operation => FieldIntrinsics.Method<FrGpu>(operation));

    public static RowKernel[] Emit(RowStream stream, List<RowPart> parts)
    {
        var name = $"ZkAccel.Gpu.Rows{Interlocked.Increment(ref _count)}";
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        assembly.SetCustomAttribute(new CustomAttributeBuilder(
            typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!, [typeof(RowEmitter).Assembly.GetName().Name]));
        var module = assembly.DefineDynamicModule(name);
        var arguments = parts.Select((part, i) => Arguments(stream, part, i == parts.Count - 1)).ToArray();
        for (var i = 0; i < parts.Count; i++) EmitPart(module, i, stream, parts[i], arguments[i]);
        using var image = new MemoryStream();
        assembly.Save(image);
        image.Position = 0;
        var loaded = AssemblyLoadContext.GetLoadContext(typeof(RowEmitter).Assembly)!.LoadFromStream(image);
        return [.. parts.Select((part, i) => RowKernel.Create(loaded.GetType(ClassName(i))!, arguments[i], part.Live))];
    }

    private static string ClassName(int part) => $"Part{part}";

    private static RowArguments Arguments(RowStream stream, RowPart part, bool isLast)
    {
        var operands = stream.Instructions[part.Begin..part.End].SelectMany(instruction => instruction.Operands).Concat(isLast ? [stream.Result] : []).ToArray();
        return new RowArguments(
            [.. operands.Where(operand => operand.Source == RowSource.Column).Select(operand => operand.Index).Distinct().Order()],
            part.Reads,
            part.Writes,
            isLast,
            [.. operands.Where(operand => operand.Source == RowSource.Constant).Select(operand => operand.Index).Distinct().Order()],
            [.. operands.Select(operand => operand.Rotation).Where(rotation => rotation != 0).Distinct().Order()]);
    }

    private static void EmitPart(ModuleBuilder module, int number, RowStream stream, RowPart part, RowArguments arguments)
    {
        var structure = module.DefineType(
            $"Arguments{number}", TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.SequentialLayout, typeof(ValueType));
        var fields = new Fields(
            Define(arguments.ViewCount, "view", typeof(ArrayView<FrGpu>)),
            Define(arguments.Constants.Length, "constant", typeof(FrGpu)),
            Define(arguments.Rotations.Length + 1, "number", typeof(int)));
        structure.CreateType();
        var type = module.DefineType(ClassName(number), TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        EmitPack(type, structure, fields);
        var kernel = type.DefineMethod(KernelName, MethodAttributes.Public | MethodAttributes.Static, typeof(void), [structure]);
        new RowKernelBody(kernel.GetILGenerator(), stream, part, arguments, fields, Operations).Emit();
        type.CreateType();

        FieldBuilder[] Define(int count, string name, Type fieldType) =>
            [.. Enumerable.Range(0, count).Select(i => structure.DefineField($"{name}{i}", fieldType, FieldAttributes.Public))];
    }

    private static void EmitPack(TypeBuilder type, TypeBuilder structure, Fields fields)
    {
        var pack = type.DefineMethod(
            PackName, MethodAttributes.Public | MethodAttributes.Static, structure, [typeof(ArrayView<FrGpu>[]), typeof(FrGpu[]), typeof(int[])]);
        var il = pack.GetILGenerator();
        var result = il.DeclareLocal(structure);
        Copy(fields.Views, 0, typeof(ArrayView<FrGpu>));
        Copy(fields.Constants, 1, typeof(FrGpu));
        Copy(fields.Numbers, 2, typeof(int));
        il.Emit(OpCodes.Ldloc, result);
        il.Emit(OpCodes.Ret);

        void Copy(FieldBuilder[] targets, int argument, Type element)
        {
            for (var i = 0; i < targets.Length; i++)
            {
                il.Emit(OpCodes.Ldloca, result);
                il.Emit(OpCodes.Ldarg, (short)argument);
                il.Emit(OpCodes.Ldc_I4, i);
                il.Emit(OpCodes.Ldelem, element);
                il.Emit(OpCodes.Stfld, targets[i]);
            }
        }
    }

    /// <summary>The fields of a kernel's arguments.</summary>
    internal sealed record Fields(FieldBuilder[] Views, FieldBuilder[] Constants, FieldBuilder[] Numbers);
}
