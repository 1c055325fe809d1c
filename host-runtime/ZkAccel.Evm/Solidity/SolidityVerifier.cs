using System.Globalization;
using System.Numerics;
using System.Text;
using ZkAccel.Bn254;
using ZkAccel.Plonk;

namespace ZkAccel.Evm.Solidity;

/// <summary>
/// Writes the contract that verifies proofs of a packed profile. Layout and order come from <see cref="Schedule"/> and <see cref="Packs"/>, the
/// identity from <see cref="ConstraintSystem{TEnvironment,T}"/>: what prover and verifier follow.
/// </summary>
internal sealed class SolidityVerifier
{
    private const string Indent = "            ";

    private readonly Profile _profile;
    private readonly VerifierMemory _memory;
    private readonly YulNode _identity;
    private readonly (ConstantKind Kind, int Index)[] _constants;

    private SolidityVerifier(Profile profile)
    {
        if (!profile.Packed) throw new ArgumentException($"Profile {profile} is not packed: a contract verifies packed profiles.", nameof(profile));
        _profile = profile;
        var environment = new YulEnvironment();
        _identity = new ConstraintSystem<YulEnvironment, YulNode>(profile, environment).Combined;
        _constants = [.. environment.Constants.OrderBy(c => c.Kind).ThenBy(c => c.Index)];
        _memory = new VerifierMemory(profile, _constants);
    }

    /// <summary>The source of the contract.</summary>
    /// <exception cref="ArgumentException">The profile is not packed.</exception>
    public static string Write(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return new SolidityVerifier(profile).Source();
    }

    private string Source()
    {
        var program = new YulProgram(_memory.End, Indent);
        string identity = program.Assign("value", _identity);
        Pack[] model = Packs.Model(_profile);
        var values = new Dictionary<string, string>
        {
            ["profile"] = _profile.ToString(),
            ["declarations"] = $"{_memory.Declarations}    uint256 private constant KEY = 0x{program.End:x};",
            ["identity"] = identity,
            ["rounds"] = Rounds(),
            ["scalars"] = Scalars(),
            ["constants"] = Constants(),
            ["combined"] = Combined(),
            ["quotient"] = Quotient(),
            ["openings"] = Openings(),
            ["keyHead"] = $"0x{Convert.ToHexStringLower([.. Encoding.ASCII.GetBytes("ZKVKEY01"), (byte)_profile.Slots, (byte)_profile.Lanes, (byte)_profile.Weights, (byte)((_profile.Ranged ? 1 : 0) + (BitOperations.Log2((uint)_profile.Packing) << 1))])}",
            ["modelHead"] = $"0x{Convert.ToHexStringLower(Encoding.ASCII.GetBytes("ZKMODEL1"))}",
            ["modelPacking"] = Number(BitOperations.Log2((uint)_profile.Packing) << 5),
            ["lanes"] = Number(_profile.Lanes),
            ["fixedBytes"] = Number(64 * Packs.Fixed(_profile).Length),
            ["modelBytes"] = Number(model.Length == 0 ? 0 : 10 + (64 * model.Length)),
            ["modelPoints"] = Number(64 * model.Length),
            ["statementHead"] = Number(89 + (64 * model.Length)),
            ["proofBytes"] = Number(_memory.Schedule.ProofLength),
            ["power"] = Template.Power,
            ["fail"] = $"mstore(0x00, 0x{Convert.ToHexStringLower(EvmClaim.Selector("PrecompileFailed()"))}) revert(0x1c, 4)",
            ["root"] = Hex(Fr.RootOfUnity(Fr.TwoAdicity)),
            ["root16"] = Hex(Fr.RootOfUnity(16)),
            ["maxTensors"] = Number(VerifierMemory.MaxTensors),
            ["firstTensor"] = Number(Circuit.FirstTensorInput),
            ["packingDoublings"] = Number(BitOperations.Log2((uint)_profile.Packing)),
        };
        var source = new StringBuilder(Template.Text);
        foreach ((string name, string value) in values) source.Replace($"«{name}»", value);
        return source.ToString();
    }

    /// <summary>Absorbs each round where it lies and draws what follows it.</summary>
    private string Rounds()
    {
        var text = new StringBuilder();
        int offset = 0;
        for (int i = 0; i < _memory.Schedule.Rounds.Length; i++)
        {
            Round round = _memory.Schedule.Rounds[i];
            byte[] label = Encoding.ASCII.GetBytes($"absorb {round.Label}");
            string area = $"ROUND_{i + 1}";
            int stateAt = VerifierMemory.RoundHeader - label.Length - 32;
            text.Append(CultureInfo.InvariantCulture, $"{Indent}mstore(add({area}, 32), 0x{Convert.ToHexStringLower(label)})\n");
            text.Append(CultureInfo.InvariantCulture, $"{Indent}mstore(add({area}, {stateAt}), state)\n");
            text.Append(CultureInfo.InvariantCulture, $"{Indent}calldatacopy(add({area}, {VerifierMemory.RoundHeader}), add(proof.offset, {offset}), {round.ByteLength})\n");
            text.Append(CultureInfo.InvariantCulture, $"{Indent}state := keccak256(add({area}, {stateAt}), {32 + label.Length + round.ByteLength})\n");
            foreach (Challenge challenge in round.Draws)
            {
                byte[] draw = Encoding.ASCII.GetBytes($"draw {challenge}");
                text.Append(CultureInfo.InvariantCulture,
                    $"{Indent}mstore({VerifierMemory.NameOf(challenge)}, draw(state, 0x{Convert.ToHexStringLower(draw).PadRight(64, '0')}, {draw.Length}))\n");
            }

            offset += round.ByteLength;
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>Every evaluation is below the order.</summary>
    private string Scalars()
    {
        var text = new StringBuilder();
        foreach (ProofItem item in _memory.Schedule.Rounds.SelectMany(r => r.Items).Where(i => i.IsScalar))
        {
            string name = VerifierMemory.NameOf(item.Column) + (item.Kind == ProofItemKind.Next ? "_NEXT" : "");
            text.Append(CultureInfo.InvariantCulture, $"{Indent}bad := or(bad, gt(mload({name}), largest))\n");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>What the identity reads besides columns.</summary>
    private string Constants()
    {
        var text = new StringBuilder();
        foreach ((ConstantKind kind, int index) in _constants)
        {
            string name = VerifierMemory.NameOf(kind, index);
            string? value = kind switch
            {
                ConstantKind.RhoPower when index > 1 => Power(ConstantKind.RhoPower, index),
                ConstantKind.RPower when index > 1 => Power(ConstantKind.RPower, index),
                ConstantKind.AlphaPower when index > 1 => Power(ConstantKind.AlphaPower, index),
                ConstantKind.StridePower => Power(ConstantKind.StridePower, index),
                ConstantKind.DeltaCoset when index > 0 => $"mulmod(mload({VerifierMemory.NameOf(Challenge.Delta)}), {Permutation.Coset(index)}, order)",
                ConstantKind.ThetaSquared => $"mulmod(mload({VerifierMemory.NameOf(Challenge.Theta)}), mload({VerifierMemory.NameOf(Challenge.Theta)}), order)",
                ConstantKind.Shift => "shl(byte(13, mload(KEY)), 1)",
                ConstantKind.BetaRange => Shifted(16),
                ConstantKind.BetaWeight => Shifted(20),
                _ => null,
            };
            if (value is not null) text.Append(CultureInfo.InvariantCulture, $"{Indent}mstore({name}, {value})\n");
        }

        return text.ToString().TrimEnd();

        static string Shifted(int offset) => $"addmod(mload({VerifierMemory.NameOf(Challenge.Beta)}), element(signextend(3, shr(224, mload(add(KEY, {offset}))))), order)";
    }

    /// <summary>From the power before it, if that is there; else by squaring.</summary>
    private string Power(ConstantKind kind, int index)
    {
        string root = kind == ConstantKind.StridePower ? "stride" : $"mload({VerifierMemory.NameOf(kind, 1)})";
        if (kind == ConstantKind.StridePower && index == 1) return root;
        return index == 2 || _constants.Contains((kind, index - 1))
            ? $"mulmod({(index == 2 ? root : $"mload({VerifierMemory.NameOf(kind, index - 1)})")}, {root}, order)"
            : $"power({root}, {index})";
    }

    /// <summary>t = t_0 + θ t_1 + θ² t_2 and Σ r^(M-1-i) w_i.</summary>
    private string Combined()
    {
        var text = new StringBuilder();
        string[] table = [.. new[] { ColumnKind.T2, ColumnKind.T1, ColumnKind.T0 }.Select(k => VerifierMemory.NameOf(new Column(k)))];
        Horner(text, table, $"mload({VerifierMemory.NameOf(Challenge.Theta)})");
        text.Append(CultureInfo.InvariantCulture, $"{Indent}mstore({VerifierMemory.NameOf(new Column(ColumnKind.Table))}, sum)\n");
        if (_profile.Ranged) return text.ToString().TrimEnd();
        Horner(text, [.. Columns.Weights(_profile).Select(VerifierMemory.NameOf)], $"mload({VerifierMemory.NameOf(Challenge.R)})");
        text.Append(CultureInfo.InvariantCulture, $"{Indent}mstore({VerifierMemory.NameOf(new Column(ColumnKind.WeightSum))}, sum)\n");
        return text.ToString().TrimEnd();
    }

    /// <summary>Σ ζ^(in) t_i(ζ).</summary>
    private static string Quotient()
    {
        var text = new StringBuilder();
        Horner(text, [.. Columns.RoundFour().Reverse().Select(VerifierMemory.NameOf)], "mload(ZETA_N)");
        return text.ToString().TrimEnd();
    }

    /// <summary>Σ v^p (Z_T / Z_p)(u) (P_p - r_p(u)): the points go into the accumulator, the numbers into the value.</summary>
    private string Openings()
    {
        var text = new StringBuilder();
        Pack[] packs = Packs.Opened(_profile), statics = [.. Packs.Fixed(_profile), .. Packs.Model(_profile)];
        int keyPoints = Packs.Fixed(_profile).Length;
        for (int p = 0; p < packs.Length; p++)
        {
            Pack pack = packs[p];
            string[] names = [.. pack.Columns.Reverse().Select(VerifierMemory.NameOf)];
            text.Append(CultureInfo.InvariantCulture, $"\n{Indent}// {string.Join(' ', pack.Columns)}\n");
            if (pack.Both)
            {
                Horner(text, [.. names.Select(n => n + "_NEXT")], "u");
                text.Append(CultureInfo.InvariantCulture, $"{Indent}let next{p} := sum\n");
            }

            Horner(text, names, "u");
            if (pack.Both) text.Append(CultureInfo.InvariantCulture, $"{Indent}sum := addmod(sum, mulmod(addmod(next{p}, sub(order, sum), order), mload(SLOPE), order), order)\n");
            if (p > 0) text.Append(CultureInfo.InvariantCulture, $"{Indent}batch := mulmod(batch, mload({VerifierMemory.NameOf(Challenge.V)}), order)\n");
            text.Append(CultureInfo.InvariantCulture, $"{Indent}weight := {(pack.Both ? "batch" : "mulmod(batch, fromOther, order)")}\n");
            text.Append(CultureInfo.InvariantCulture, $"{Indent}value := addmod(value, {(p == 0 ? "sum" : "mulmod(weight, sum, order)")}, order)\n");
            int index = Array.FindIndex(statics, s => s.Lead == pack.Lead);
            string point = index < 0 ? VerifierMemory.PointOf(pack)
                : index < keyPoints ? $"add(points, {64 * index})"
                : $"add(points, {(64 * index) + 10})";
            text.Append(CultureInfo.InvariantCulture, $"{Indent}{(p == 0 ? $"mcopy(ACCUMULATOR, {point}, 64)" : $"accumulate({point}, weight)")}\n");
            if (pack.Lead.Kind == ColumnKind.Weight && _profile.Masks > 0)
                text.Append(CultureInfo.InvariantCulture, $"{Indent}accumulate({VerifierMemory.PointOf(new Pack([new Column(ColumnKind.Mask, pack.Lead.Index)]))}, mulmod(weight, mload(VANISHING), order))\n");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>Horner from the highest coefficient down, into the variable sum.</summary>
    private static void Horner(StringBuilder text, string[] names, string at)
    {
        text.Append(CultureInfo.InvariantCulture, $"{Indent}sum := mload({names[0]})\n");
        foreach (string name in names[1..]) text.Append(CultureInfo.InvariantCulture, $"{Indent}sum := addmod(mulmod(sum, {at}, order), mload({name}), order)\n");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Hex(in Fr value)
    {
        var bytes = new byte[Fr.ByteLength];
        value.WriteBytesBigEndian(bytes);
        return $"0x{Convert.ToHexStringLower(bytes)}";
    }
}
