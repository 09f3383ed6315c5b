using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>limitk: at each step the first k series of each group, in the order the source gives them.</summary>
internal sealed class LimitOperator(AggregatePlan plan, RowOperator inner, RowOperator parameter) : RowOperator
{
    private RowTable _table = null!;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        int steps = plan.Timeline.Count;
        int[] counts = AggregationParameters.Counts(await ScalarRow.LoadAsync(parameter, steps, context));
        _table = RowTable.Load(inner, steps, context);
        GroupKeys keys = GroupKeys.Of(_table.Heads, FoldOperator.Projection(plan), context.Cancel);
        int[] taken = new int[keys.Count];
        for (int step = 0; step < steps; step++)
        {
            Array.Clear(taken);
            int limit = counts[step];
            for (int i = 0; i < _table.Count; i++)
                if (_table[i].IsPresent(step) && taken[keys.GroupOf[i]]++ >= limit)
                    _table[i].SetAbsent(step);
        }
        Heads = _table.Heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch) => row.CopyFrom(_table[series]);
}
