using System.Globalization;
using System.Reflection;
using ILGPU;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;

namespace ZkAccel.Gpu;

/// <summary>Tells ILGPU what a field operation becomes: on CUDA a chain of <see cref="FieldPtx"/>, on OpenCL the portable body.</summary>
internal static class FieldIntrinsics
{
    /// <summary>To be called on a context before its first kernel is compiled.</summary>
    public static void Register(Context context)
    {
        Register<FrGpu>(context);
        Register<FqGpu>(context);
    }

    private static void Register<TField>(Context context)
        where TField : unmanaged, IField<TField>
    {
        var manager = context.GetIntrinsicManager();
        foreach (var operation in Enum.GetValues<FieldOperation>())
        {
            var method = Method<TField>(operation);
            manager.RegisterMethod(method, new PTXIntrinsic(typeof(Emitter<TField>), operation.ToString(), IntrinsicImplementationMode.GenerateCode));
            manager.RegisterMethod(method, new CLIntrinsic(typeof(Portable<TField>), operation.ToString(), IntrinsicImplementationMode.Redirect));
        }
    }

    /// <summary>The operator or method of an operation.</summary>
    public static MethodInfo Method<TField>(FieldOperation operation)
    {
        var name = operation switch
        {
            FieldOperation.Multiply => "op_Multiply",
            FieldOperation.Add => "op_Addition",
            FieldOperation.Subtract => "op_Subtraction",
            FieldOperation.Negate => "op_UnaryNegation",
            _ => operation.ToString(),
        };
        return typeof(TField).GetMethod(name, [.. Enumerable.Repeat(typeof(TField), FieldPtx.Arity(operation))])!;
    }

    /// <summary>Code generators in the shape that ILGPU looks up by name, one an operation.</summary>
    private static class Emitter<TField>
        where TField : unmanaged, IField<TField>
    {
        public static void Multiply(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, FieldOperation.Multiply);

        public static void Square(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, FieldOperation.Square);

        public static void Add(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, FieldOperation.Add);

        public static void Subtract(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, FieldOperation.Subtract);

        public static void Negate(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, FieldOperation.Negate);

        public static void Double(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, FieldOperation.Double);

        public static void MulAdd(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, FieldOperation.MulAdd);

        public static void MulSub(PTXBackend backend, PTXCodeGenerator code, Value call) => Emit(code, call, FieldOperation.MulSub);

        private static void Emit(PTXCodeGenerator code, Value call, FieldOperation operation)
        {
            var operands = new string[FieldPtx.Arity(operation)][];
            for (var i = 0; i < operands.Length; i++) operands[i] = Names(code.Load(call[i]));
            code.Builder.AppendLine().Append(FieldPtx.Emit(TField.Modulus, operation, Names(code.Allocate(call)), operands));
        }
    }

    private static string[] Names(PTXRegisterAllocator.Register number) =>
        [.. ((PTXRegisterAllocator.CompoundRegister)number).Children.SelectMany(Limbs)];

    private static IEnumerable<string> Limbs(PTXRegisterAllocator.Register register) => register switch
    {
        PTXRegisterAllocator.CompoundRegister compound => compound.Children.SelectMany(Limbs),
        PTXRegisterAllocator.HardwareRegister hardware => ["%" + PTXRegisterAllocator.GetStringRepresentation(hardware)],
        PTXRegisterAllocator.ConstantRegister constant => [constant.Value.UInt32Value.ToString(CultureInfo.InvariantCulture)],
        _ => throw new NotSupportedException($"a limb in {register.GetType().Name}"),
    };
}
