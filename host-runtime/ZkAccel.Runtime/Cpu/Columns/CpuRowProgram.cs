namespace ZkAccel.Runtime.Cpu;

/// <summary>A row program; <see cref="RowPass"/> interprets its code strip by strip.</summary>
internal sealed class CpuRowProgram(CpuAccelerator owner, RowCode code) : RowProgram(owner, code);
