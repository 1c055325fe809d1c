namespace System.Runtime.CompilerServices;

/// <summary>Lets the assembly that bears it use the internals of another: the runtime knows the attribute by its name, and no library defines it.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
