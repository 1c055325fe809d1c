using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>
/// Rounds 6 and 7 of a packed profile (<see cref="PackedOpenings"/>). A polynomial Σ_i X^i p_i(X^k) of degree k n is never formed: it is its
/// k lanes p_i, and what has to be done to it is done lane by lane, with Y = X^k.
/// </summary>
internal sealed partial class ProofSession
{
    private async ValueTask OpenPackedAsync()
    {
        Fr zeta = _challenges[Challenge.Zeta], power = zeta.Pow((ulong)Size);
        var lanes = new ScalarBuffer[Profile.Packing];
        try
        {
            // W = Σ v^p (P_p - r_p) / Z_p: a pack in one point is divided by Y - ζ, one in both by Y - ωζ too. Divisions drop remainders, so r_p is not needed.
            Pack[] packs = Packs.Opened(Profile);
            Fr[] weights = Powers(_challenges[Challenge.V], packs.Length);
            for (int lane = 0; lane < lanes.Length; lane++)
            {
                lanes[lane] = LaneSum(packs, weights, lane, power, p => p.Both);
                _queue.Divide(lanes[lane].All, zeta * Fr.RootOfUnity(Circuit.LogN), lanes[lane].All);
                using ScalarBuffer single = LaneSum(packs, weights, lane, power, p => !p.Both);
                _queue.Run(_prover.Programs.MultiplyAdd, [single.All, lanes[lane].All], [Fr.One], lanes[lane].All);
                _queue.Divide(lanes[lane].All, zeta, lanes[lane].All);
            }

            await SendLanesAsync(lanes, ProofItemKind.FirstOpening).ConfigureAwait(false);

            // L = Σ v^p (Z_T / Z_p)(u) P_p - Z_T(u) W, up to a constant, which the divisions drop.
            var openings = new PackedOpenings(Profile, Circuit.LogN, _challenges, _here, _next);
            weights = Array.ConvertAll(openings.Packs, p => p.Weight);
            for (int lane = 0; lane < lanes.Length; lane++)
            {
                ScalarBuffer sum = LaneSum(packs, weights, lane, power, _ => true);
                _queue.Run(_prover.Programs.MultiplyAdd, [lanes[lane].All, sum.All], [openings.QuotientWeight], sum.All);
                lanes[lane].Dispose();
                lanes[lane] = sum;
            }

            DivideByShift(lanes, _challenges[Challenge.U]);
            await SendLanesAsync(lanes, ProofItemKind.SecondOpening).ConfigureAwait(false);
        }
        finally
        {
            foreach (ScalarBuffer? lane in lanes) lane?.Dispose();
        }
    }

    /// <summary>
    /// L / (X - u) without remainder. By lanes, (X - u) Q is L_0 = Y Q_(k-1) - u Q_0 and L_l = Q_(l-1) - u Q_l; hence
    /// Q_(k-1) = Σ u^l L_l / (Y - u^k), then Q_(l-1) = L_l + u Q_l downwards.
    /// </summary>
    private void DivideByShift(ScalarBuffer[] lanes, Fr u)
    {
        int last = lanes.Length - 1;
        ScalarBuffer carried = _prover.Device.Allocate(lanes[0].Count);
        Combine(Array.ConvertAll(lanes, l => l.All), Powers(u, lanes.Length), carried.All);
        _queue.Divide(carried.All, u.Pow((ulong)lanes.Length), carried.All);
        for (int lane = last; lane >= 0; lane--)
        {
            if (lane > 0) _queue.Run(_prover.Programs.MultiplyAdd, [carried.All, lanes[lane].All], [u], lanes[lane].All);
            (carried, lanes[lane]) = (lanes[lane], carried);
        }

        carried.Dispose();
    }

    /// <summary>Σ weight_p · column of pack p in a lane, masks put in as the verifier opens them.</summary>
    private ScalarBuffer LaneSum(Pack[] packs, Fr[] weights, int lane, Fr power, Func<Pack, bool> chosen)
    {
        var batch = new OpeningBatch();
        for (int p = 0; p < packs.Length; p++)
        {
            if (chosen(packs[p]) && lane < packs[p].Columns.Length) batch.Add(packs[p].Columns[lane], weights[p]);
        }

        ScalarBuffer sum = Sum(batch);
        SubstituteMasks(batch, power, sum);
        return sum;
    }

    private async ValueTask SendLanesAsync(ScalarBuffer[] lanes, ProofItemKind kind)
    {
        var sum = new G1(G1Affine.Infinity);
        for (int lane = 0; lane < lanes.Length; lane++)
            sum += (await _prover.Committer.CommitCoefficients(_queue, lane, new[] { lanes[lane].All }).ConfigureAwait(false))[0];
        _counts = _counts with { FullMsms = _counts.FullMsms + lanes.Length };
        _points[new ProofItem(kind, default)] = sum.ToAffine();
        Send();
    }

    private static Fr[] Powers(Fr x, int count)
    {
        var powers = new Fr[count];
        powers[0] = Fr.One;
        for (int i = 1; i < count; i++) powers[i] = powers[i - 1] * x;
        return powers;
    }
}
