using System.Diagnostics;
using ZkAccel.Plonk;
using ZkAccel.Prover;
using ZkAccel.Runtime;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Bench;

/// <summary>Setup, one proof to warm up, then those that count; each is verified.</summary>
internal static class ProofRun
{
    private const int Verifications = 10;

    /// <param name="circuit">What is proved.</param>
    /// <param name="witnessOf">Makes the witness anew.</param>
    /// <param name="weights">The columns of weights.</param>
    /// <param name="compileSeconds">For the record.</param>
    /// <param name="on">The device, and how many proofs count; three by the processor when null.</param>
    public static async Task<ProofFigures> MeasureAsync(
        Circuit circuit, Func<Witness> witnessOf, int[][] weights, double compileSeconds, ProofDevice? on = null)
    {
        using IAccelerator device = on is null ? new CpuAccelerator() : Accelerators.Open(on.Name);
        int warmProofs = on?.Proofs ?? 3;
        long clock = Stopwatch.GetTimestamp();
        Srs srs = Srs.CreateInsecure(circuit.Size + ProvingKey.ExtraPowers, "bench"u8);
        double srsSeconds = Lap(ref clock);
        bool isCommitted = circuit.Profile.Weights == WeightMode.Committed;
        ProvingKey key = await ProvingKey.GenerateAsync(circuit, srs, device, isCommitted ? null : weights);
        CommittedModel? model = isCommitted ? await CommittedModel.CommitAsync(weights, srs, device) : null;
        using var prover = new PlonkProver(key, srs, device);
        double keySeconds = Lap(ref clock);
        double setupPeak = Machine.PeakMiB();
        Machine.ForgetPeak();

        var options = new VerifierOptions { AllowInsecure = true, Model = model?.Commitment };
        var context = new byte[32];
        double[] proofs = new double[warmProofs], witnesses = new double[warmProofs], verifications = new double[warmProofs * Verifications];
        var timings = new List<PhaseTiming>();
        int length = 0;
        for (int i = -1; i < warmProofs; i++)
        {
            clock = Stopwatch.GetTimestamp();
            Witness witness = witnessOf();
            double witnessSeconds = Lap(ref clock);
            ProofResult result = await prover.ProveAsync(witness, context, model);
            double proofSeconds = Lap(ref clock);
            length = result.Proof.Length;
            // Half a second of them first: the runtime compiles the verifier again once it is known to be hot.
            long warmUntil = clock + (i < 0 ? Stopwatch.Frequency / 2 : 0);
            for (int j = 0; j < Verifications || clock < warmUntil; j++)
            {
                clock = Stopwatch.GetTimestamp();
                Verdict verdict = Verifier.Verify(key.VerifyingKey, result.Proof, witness.PublicValues, context, options);
                double seconds = Lap(ref clock);
                if (!verdict.Accepted) throw new InvalidOperationException($"The proof was refused: {verdict.Reason}.");
                if (i >= 0) verifications[(i * Verifications) + j] = seconds * 1e3;
            }

            if (i >= 0)
            {
                (witnesses[i], proofs[i]) = (witnessSeconds, witnessSeconds + proofSeconds);
                timings.AddRange(result.Timings);
            }

            Console.Error.WriteLine($"  {(i < 0 ? "warm-up" : $"proof {i + 1}")}: {witnessSeconds + proofSeconds:F2} s");
        }

        double provingPeak = Machine.PeakMiB();
        return new ProofFigures(
            circuit.LogN, circuit.Profile.ToString(), circuit.Profile is { Slots: 1, Lanes: 1 }, Median(proofs), Median(witnesses),
            Math.Max(setupPeak, provingPeak), provingPeak, length, Median(verifications), compileSeconds, srsSeconds, keySeconds, proofs,
            timings.GroupBy(t => t.Phase).ToDictionary(g => g.Key.ToString(), g => Median([.. g.Select(t => t.Elapsed.TotalMilliseconds)])));
    }

    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }

    private static double Lap(ref long clock)
    {
        long now = Stopwatch.GetTimestamp();
        double seconds = Stopwatch.GetElapsedTime(clock, now).TotalSeconds;
        clock = now;
        return seconds;
    }
}

/// <summary>Where to prove and how often.</summary>
/// <param name="Name">The device, with its options.</param>
/// <param name="Proofs">Proofs that count.</param>
internal sealed record ProofDevice(string Name, int Proofs);
