using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>topk and bottomk: at each step the k largest or smallest values of each group, with their own labels.</summary>
internal sealed class TopOperator(AggregatePlan plan, RowOperator inner, RowOperator parameter) : RowOperator
{
    private readonly bool _isInstant = plan.Timeline.Count == 1;
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
        var best = new TopHeap(_table, plan.Operator == AggregationOperator.Topk);
        for (int step = 0; step < steps; step++)
        {
            context.Cancel.ThrowIfCancellationRequested();
            int count = counts[step];
            foreach (List<int> members in groups)
            {
                Pick(members, step, count, best);
                Keep(members, best.Rows, step);
                if (_isInstant) _order.AddRange(best.Rows);
            }
        }
        if (!_isInstant) _order = [.. Enumerable.Range(0, _table.Count)];
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

    private void Pick(List<int> members, int step, int count, TopHeap best)
    {
        best.Begin(step);
        if (count == 0) return;
        foreach (int member in members)
            if (!Absent.Is(_table[member].Values[step]))
                best.Offer(member, count);
        if (_isInstant) best.Sort();
    }

    private void Keep(List<int> members, ReadOnlySpan<int> best, int step)
    {
        Span<double> kept = best.Length <= 64 ? stackalloc double[best.Length] : new double[best.Length];
        for (int i = 0; i < kept.Length; i++) kept[i] = _table[best[i]].Values[step];
        foreach (int member in members) _table[member].Values[step] = Absent.Value;
        for (int i = 0; i < kept.Length; i++) _table[best[i]].Values[step] = kept[i];
    }
}
