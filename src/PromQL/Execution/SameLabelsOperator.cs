namespace Tocsin.PromQL.Execution;

/// <summary>
/// Makes one series of rows that have come to the same labels, as long as they are not present at the same step. Costs nothing when all labels
/// differ.
/// </summary>
/// <param name="message">The error when two of them meet.</param>
/// <param name="strict">Two that are present anywhere are an error, even at different steps.</param>
internal sealed class SameLabelsOperator(RowOperator inner, string message = QueryException.SameLabels, bool strict = false) : RowOperator
{
    private List<int>[]? _members;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        Heads = inner.Heads;
        if (Heads.Count < 2) return;
        var seen = new Dictionary<SeriesHead, int>(Heads.Count);
        bool distinct = true;
        foreach (SeriesHead head in Heads) distinct &= seen.TryAdd(head, seen.Count);
        if (distinct) return;
        var heads = new SeriesHead[seen.Count];
        _members = new List<int>[seen.Count];
        for (int i = 0; i < Heads.Count; i++)
        {
            int to = seen[Heads[i]];
            heads[to] = Heads[i];
            (_members[to] ??= []).Add(i);
        }
        Heads = heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        if (_members is null)
        {
            inner.Read(series, row, scratch);
            return;
        }
        List<int> members = _members[series];
        inner.Read(members[0], row, scratch);
        if (members.Count == 1) return;
        Row other = scratch.Rent(row.Length);
        bool present = strict && !row.IsEmpty;
        for (int m = 1; m < members.Count; m++)
        {
            inner.Read(members[m], other, scratch);
            if (strict && present && !other.IsEmpty) throw new QueryException(message);
            present |= strict && !other.IsEmpty;
            for (int i = 0; i < row.Length; i++)
            {
                if (!other.IsPresent(i)) continue;
                if (row.IsPresent(i)) throw new QueryException(message);
                row.Copy(i, other);
            }
        }
        scratch.Return(other);
    }
}
