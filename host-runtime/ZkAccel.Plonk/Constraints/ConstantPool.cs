using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>Constants that the constraints read: functions of the challenges and of the circuit's constants.</summary>
internal enum ConstantKind : byte
{
    One,

    /// <summary>ρ^i, i to S.</summary>
    RhoPower,

    /// <summary>ρ^(κ i), i to S.</summary>
    StridePower,

    /// <summary>r^i, i to M.</summary>
    RPower,

    TauC,

    /// <summary>2^T.</summary>
    Shift,

    Theta, ThetaSquared, Beta,

    /// <summary>β + key_R.</summary>
    BetaRange,

    /// <summary>β + key_W.</summary>
    BetaWeight,

    Delta,

    /// <summary>δ k_(i+1), i &lt; 3: the wire's coset times δ.</summary>
    DeltaCoset,

    Gamma,

    /// <summary>α^i, i below the number of constraints.</summary>
    AlphaPower,
}

/// <summary>Numbers of a circuit that the constraints read besides the columns.</summary>
internal readonly record struct CircuitConstants(Profile Profile, int Shift, int Stride, int RangeKey, int WeightKey);

/// <summary>The constants' values for one set of challenges.</summary>
internal sealed class ConstantPool
{
    private readonly Fr[] _rho, _stride, _r, _alpha, _cosets;
    private readonly Fr _tauC, _shift, _theta, _thetaSquared, _beta, _betaRange, _betaWeight, _delta, _gamma;

    public ConstantPool(in CircuitConstants circuit, Challenges challenges)
    {
        _rho = Powers(challenges[Challenge.Rho], circuit.Profile.Slots);
        _stride = Powers(challenges[Challenge.Rho].Pow((ulong)circuit.Stride), circuit.Profile.Slots);
        _r = Powers(challenges[Challenge.R], circuit.Profile.Lanes);
        _alpha = Powers(challenges[Challenge.Alpha], ConstraintList.Count(circuit.Profile));
        _tauC = challenges[Challenge.TauC];
        _shift = Fr.FromUInt64(1UL << circuit.Shift);
        _theta = challenges[Challenge.Theta];
        _thetaSquared = _theta.Square();
        _beta = challenges[Challenge.Beta];
        _betaRange = _beta + Fr.FromInt64(circuit.RangeKey);
        _betaWeight = _beta + Fr.FromInt64(circuit.WeightKey);
        _delta = challenges[Challenge.Delta];
        _gamma = challenges[Challenge.Gamma];
        _cosets = [_delta * Permutation.Coset(0), _delta * Permutation.Coset(1), _delta * Permutation.Coset(2)];
    }

    public Fr this[ConstantKind kind, int index] => kind switch
    {
        ConstantKind.One => Fr.One,
        ConstantKind.RhoPower => _rho[index],
        ConstantKind.StridePower => _stride[index],
        ConstantKind.RPower => _r[index],
        ConstantKind.TauC => _tauC,
        ConstantKind.Shift => _shift,
        ConstantKind.Theta => _theta,
        ConstantKind.ThetaSquared => _thetaSquared,
        ConstantKind.Beta => _beta,
        ConstantKind.BetaRange => _betaRange,
        ConstantKind.BetaWeight => _betaWeight,
        ConstantKind.Delta => _delta,
        ConstantKind.DeltaCoset => _cosets[index],
        ConstantKind.Gamma => _gamma,
        ConstantKind.AlphaPower => _alpha[index],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static Fr[] Powers(Fr x, int last)
    {
        var powers = new Fr[last + 1];
        powers[0] = Fr.One;
        for (int i = 1; i <= last; i++) powers[i] = powers[i - 1] * x;
        return powers;
    }
}
