using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace ZkAccel.Conformance;

/// <summary>
/// The public surface of an assembly as text, one member a line, compared with a committed <c>PublicApi.txt</c>: whoever widens or breaks
/// it sees it in the diff. Set <c>ZKACCEL_UPDATE_API=1</c> to write the file anew.
/// </summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Compares <paramref name="assembly"/> with <c>PublicApi.txt</c> in <paramref name="folder"/>.</summary>
    /// <exception cref="ConformanceException">They differ; the message shows the lines.</exception>
    public static void Check(Assembly assembly, string folder)
    {
        var path = Path.Combine(folder, "PublicApi.txt");
        var actual = Describe(assembly);
        if (Environment.GetEnvironmentVariable("ZKACCEL_UPDATE_API") == "1" && Directory.Exists(Path.GetDirectoryName(path)))
            File.WriteAllText(path, actual);
        var difference = Difference(File.Exists(path) ? File.ReadAllText(path) : "", actual);
        if (difference.Length > 0)
            throw new ConformanceException(
                $"the public surface of {assembly.GetName().Name} is not that of {path} (ZKACCEL_UPDATE_API=1 writes it anew):{difference}");
    }

    /// <summary>All public and protected members of the public types, sorted; overrides and what the compiler adds to records are left out.</summary>
    public static string Describe(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Heading(type)).Append('\n');
            foreach (var line in Members(type).Order(StringComparer.Ordinal)) text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The lines that go and come; empty when the texts are equal.</summary>
    internal static string Difference(string expected, string actual)
    {
        if (expected == actual) return "";
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        var lines = before.Except(after).Select(line => "\n- " + line).Concat(after.Except(before).Select(line => "\n+ " + line));
        return string.Concat(lines.DefaultIfEmpty("\nthe same lines in another order or number"));
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            foreach (var name in Enum.GetNames(type))
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
            yield break;
        }

        if (typeof(Delegate).IsAssignableFrom(type)) yield break;
        foreach (var member in type.GetMembers(Declared))
        {
            if (member is MethodBase { IsSpecialName: true } accessor && !accessor.IsConstructor && !accessor.Name.StartsWith("op_", StringComparison.Ordinal))
                continue;
            if (member is not PropertyInfo && member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)) continue;
            var line = member switch
            {
                ConstructorInfo { IsStatic: false } constructor when Visible(constructor) =>
                    $"{Access(constructor)}{Short(type)}({Parameters(constructor)})",
                MethodInfo method when Visible(method) && method.GetBaseDefinition() == method =>
                    $"{Access(method)}{Kind(method)}{Name(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
                PropertyInfo property when property.GetAccessors(nonPublic: true).Any(Visible) =>
                    Property(property),
                FieldInfo field when field.IsPublic || field.IsFamily => $"{(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}",
                EventInfo raised => $"event {Name(raised.EventHandlerType!)} {raised.Name}",
                _ => null,
            };
            if (line is not null) yield return line;
        }
    }

    private static string Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(Visible).ToArray();
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(parameter => Name(parameter.ParameterType)))}]";
        var verbs = string.Concat(accessors.Select(accessor => accessor.ReturnType == typeof(void) ? $" {Setter(accessor)};" : " get;").Order(StringComparer.Ordinal));
        return $"{Access(accessors[0])}{Kind(accessors[0])}{Name(property.PropertyType)} {name} {{{verbs} }}";

        static string Setter(MethodInfo setter) =>
            setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit") ? "init" : "set";
    }

    private static string Heading(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var parents = new List<Type>(type.IsEnum ? [] : type.GetInterfaces().Where(parent => parent.IsPublic && parent.IsAssignableTo(typeof(IDisposable))));
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum)) parents.Insert(0, parent);
        return $"{kind} {Name(type)}" + (parents.Count == 0 ? "" : " : " + string.Join(", ", parents.Select(Name).Order(StringComparer.Ordinal)));
    }

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Kind(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        { DeclaringType.IsInterface: true } => "",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false } when method.GetBaseDefinition() == method => "virtual ",
        _ => "",
    };

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : "")}{Name(parameter.ParameterType)} {parameter.Name}" + (parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "")));

    private static string Short(Type type) => type.Name.Split('`')[0];

    private static string Name(Type type)
    {
        if (type.IsByRef) return Name(type.GetElementType()!);
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (type.IsPointer) return Name(type.GetElementType()!) + "*";
        var name = (type.DeclaringType is { } outer && !type.IsGenericParameter ? Name(outer) + "." : "") + Short(type);
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
