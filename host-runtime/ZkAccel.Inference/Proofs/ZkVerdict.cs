using System.Text;
using ZkAccel.Plonk;

namespace ZkAccel.Inference;

/// <summary>The outcome of a verification.</summary>
/// <param name="Accepted">Whether the proof holds.</param>
/// <param name="Reason">
/// <c>accepted</c>, or why not: <c>other-key</c>, <c>other-model</c>, <c>other-context</c>, <c>commitment-missing</c>, or a
/// <see cref="VerdictReason"/> in kebab case such as <c>equation</c>.
/// </param>
/// <param name="Insecure">Whether the key comes from an SRS with a known secret: then acceptance says nothing.</param>
/// <param name="WeightsRanged">Whether every weight is known to be in range: fixed in the key, shown by the proof, or by the registration.</param>
public sealed record ZkVerdict(bool Accepted, string Reason, bool Insecure, bool WeightsRanged)
{
    internal static string Name(VerdictReason reason)
    {
        var name = new StringBuilder();
        foreach (char c in reason.ToString())
        {
            if (char.IsUpper(c) && name.Length > 0) name.Append('-');
            name.Append(char.ToLowerInvariant(c));
        }

        return name.ToString();
    }
}
