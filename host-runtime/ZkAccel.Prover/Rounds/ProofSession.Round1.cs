using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>Round 1: the small integers. Everything that digests speak of is fixed here, before ρ, r and τ_c.</summary>
internal sealed partial class ProofSession
{
    private async ValueTask CommitSlotsAsync(int[] multiplicities)
    {
        var groups = new Dictionary<ScalarHint, List<Column>>();
        foreach (Column column in Columns.RoundOne(Profile))
        {
            int[] values = Integers(column, multiplicities);
            _queue.Upload(values, NewColumn(column).Values);
            ScalarHint hint = FixedColumns.SmallHint(values);
            if (!groups.TryGetValue(hint, out List<Column>? group)) groups[hint] = group = [];
            group.Add(column);
        }

        foreach ((ScalarHint hint, List<Column> group) in groups) await CommitAsync(group, hint).ConfigureAwait(false);
        Send();
    }

    private int[] Integers(Column column, int[] multiplicities) => column.Kind switch
    {
        ColumnKind.Hi => _witness.Hi[column.Index],
        ColumnKind.Rem => _witness.Rem[column.Index],
        ColumnKind.Out => _witness.Out[column.Index],
        ColumnKind.Weight => _witness.Weights[column.Index],
        _ => multiplicities,
    };
}
