using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>topk and bottomk: at each step the k largest or smallest values of each group, with their own labels.</summary>
internal sealed class TopOperator(AggregatePlan plan, RowOperator inner, RowOperator parameter) : RowOperator
{
    private readonly bool _largest = plan.Operator == AggregationOperator.Topk;
    private RowTable _table = null!;

    // Rows in the order they are given: by group and rank for one moment, else as they came.
    private List<int> _order = [];

    public override bool IsHeld => true;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        int steps = plan.Timeline.Count;
        int[] counts = AggregationParameters.Counts(await ScalarRow.LoadAsync(parameter, steps, context));
        _table = RowTable.Load(inner, steps, context);
        if (Array.TrueForAll(counts, count => count < 1)) return;
        DropHistograms(counts, context);
        List<int>[] groups = GroupKeys.Of(_table.Heads, FoldOperator.Projection(plan), context.Cancel).Members();
        var best = new List<int>();
        for (int step = 0; step < steps; step++)
        {
            context.Cancel.ThrowIfCancellationRequested();
            int count = counts[step];
            foreach (List<int> members in groups)
            {
                best.Clear();
                Pick(members, step, count, best);
                Keep(members, best, step);
                if (steps == 1) _order.AddRange(best);
            }
        }
        if (steps != 1) _order = [.. Enumerable.Range(0, _table.Count)];
        Heads = _order.ConvertAll(row => _table.Heads[row]);
    }

    protected override void Fill(int series, Row row, RowScratch scratch) => row.CopyFrom(_table[_order[series]]);

    private void DropHistograms(int[] counts, QueryContext context)
    {
        for (int i = 0; i < _table.Count; i++)
        {
            Row row = _table[i];
            bool wanted = false;
            for (int step = 0; step < counts.Length && row.HasHistograms; step++) wanted |= counts[step] > 0 && row.HistogramAt(step) is not null;
            row.DropHistograms();
            if (wanted) context.Notes.HistogramIgnored(AggregationOperators.Text(plan.Operator), plan.Position);
        }
    }

    private void Pick(List<int> members, int step, int count, List<int> best)
    {
        if (count == 0) return;
        foreach (int member in members)
        {
            double value = _table[member].Values[step];
            if (Absent.Is(value) || (best.Count == count && !Better(value, _table[best[^1]].Values[step]))) continue;
            if (best.Count == count) best.RemoveAt(best.Count - 1);
            int low = 0, high = best.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (Better(value, _table[best[middle]].Values[step])) high = middle;
                else low = middle + 1;
            }
            best.Insert(low, member);
        }
    }

    private void Keep(List<int> members, List<int> best, int step)
    {
        Span<double> kept = best.Count <= 64 ? stackalloc double[best.Count] : new double[best.Count];
        for (int i = 0; i < kept.Length; i++) kept[i] = _table[best[i]].Values[step];
        foreach (int member in members) _table[member].Values[step] = Absent.Value;
        for (int i = 0; i < kept.Length; i++) _table[best[i]].Values[step] = kept[i];
    }

    private bool Better(double value, double than) =>
        double.IsNaN(than) ? !double.IsNaN(value) : _largest ? value > than : value < than;
}
