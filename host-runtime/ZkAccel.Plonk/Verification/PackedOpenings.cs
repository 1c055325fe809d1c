using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// The last step of a packed proof, that of SHPLONK (eprint 2020/081). Pack p, a polynomial P_p = Σ_i X^i f_i(X^k), is opened where
/// Z_p vanishes: Z_p = X^k - ζ, or (X^k - ζ)(X^k - ωζ) =: Z_T for packs in both points. There P_p equals the r_p that the evaluations of
/// the f_i give. With v drawn, the prover sends [W], W = Σ v^p (P_p - r_p) / Z_p; with u drawn, it shows that
/// Σ v^p (Z_T / Z_p)(u) (P_p - r_p(u)) - Z_T(u) W vanishes at u.
/// </summary>
internal sealed class PackedOpenings
{
    public PackedOpenings(Profile profile, int logN, Challenges challenges, IReadOnlyDictionary<Column, Fr> here, IReadOnlyDictionary<Column, Fr> next)
    {
        Fr zeta = challenges[Challenge.Zeta], other = zeta * Fr.RootOfUnity(logN), u = challenges[Challenge.U];
        Fr power = u.Pow((ulong)profile.Packing), fromZeta = power - zeta, fromOther = power - other;
        Fr slope = fromZeta * (other - zeta).Inverse(), batch = Fr.One;
        Packs = [.. Plonk.Packs.Opened(profile).Select(p => (p, Fr.Zero))];
        for (int p = 0; p < Packs.Length; p++, batch *= challenges[Challenge.V])
        {
            Pack pack = Packs[p].Pack;
            Fr weight = pack.Both ? batch : batch * fromOther, value = Fr.Zero;
            foreach (Column column in pack.Columns.Reverse())
            {
                Fr at = here[column];
                if (pack.Both) at += (next[column] - at) * slope;
                value = (value * u) + at;
            }

            Packs[p].Weight = weight;
            Value += weight * value;
        }

        QuotientWeight = -(fromZeta * fromOther);
    }

    /// <summary>Each opened pack with v^p (Z_T / Z_p)(u).</summary>
    public (Pack Pack, Fr Weight)[] Packs { get; }

    /// <summary>-Z_T(u): the factor of [W].</summary>
    public Fr QuotientWeight { get; }

    /// <summary>Σ v^p (Z_T / Z_p)(u) r_p(u).</summary>
    public Fr Value { get; }
}
