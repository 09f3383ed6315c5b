using System.Buffers;
using Tocsin.Model.Labels;

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
        var seen = new Dictionary<LabelSet, int>(Heads.Count);
        bool distinct = true;
        foreach (SeriesHead head in Heads) distinct &= seen.TryAdd(head.Labels, seen.Count);
        if (distinct) return;
        var heads = new SeriesHead[seen.Count];
        _members = new List<int>[seen.Count];
        for (int i = 0; i < Heads.Count; i++)
        {
            int to = seen[Heads[i].Labels];
            heads[to] = Heads[i];
            (_members[to] ??= []).Add(i);
        }
        Heads = heads;
    }

    public override void Read(int series, Span<double> row, RowScratch scratch)
    {
        if (_members is null)
        {
            inner.Read(series, row, scratch);
            return;
        }
        List<int> members = _members[series];
        inner.Read(members[0], row, scratch);
        if (members.Count == 1) return;
        double[] buffer = ArrayPool<double>.Shared.Rent(row.Length);
        Span<double> other = buffer.AsSpan(0, row.Length);
        bool present = strict && !Absent.IsAll(row);
        for (int m = 1; m < members.Count; m++)
        {
            inner.Read(members[m], other, scratch);
            if (strict && present && !Absent.IsAll(other)) throw new QueryException(message);
            present |= strict && !Absent.IsAll(other);
            for (int i = 0; i < row.Length; i++)
            {
                if (Absent.Is(other[i])) continue;
                if (!Absent.Is(row[i])) throw new QueryException(message);
                row[i] = other[i];
            }
        }
        ArrayPool<double>.Shared.Return(buffer);
    }
}
