namespace ZkAccel.Inference;

/// <summary>How far a long piece of work is.</summary>
/// <param name="Phase">What is being done, in a few words.</param>
/// <param name="Fraction">0 to 1 within the phase.</param>
public readonly record struct ZkProgress(string Phase, double Fraction);
