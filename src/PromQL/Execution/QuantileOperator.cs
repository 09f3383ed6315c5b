using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>quantile by groups: needs all values of a group at a step at once.</summary>
internal sealed class QuantileOperator(AggregatePlan plan, RowOperator inner, RowOperator parameter) : RowOperator
{
    private RowTable _table = null!;
    private List<int>[] _groups = [];
    private double[] _quantiles = [];

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        _quantiles = await ScalarRow.LoadAsync(parameter, plan.Timeline.Count, context);
        AggregationParameters.WarnOfQuantiles(_quantiles, context.Notes, plan.ParameterPosition, plan.Position);
        _table = RowTable.Load(inner, plan.Timeline.Count, context);
        for (int i = 0; i < _table.Count; i++)
        {
            if (!_table[i].HoldsHistogram) continue;
            context.Notes.HistogramIgnored("quantile", plan.InnerPosition);
            _table[i].DropHistograms();
        }
        GroupKeys keys = GroupKeys.Of(_table.Heads, FoldOperator.Projection(plan), context.Cancel);
        _groups = keys.Members();
        var heads = new SeriesHead[keys.Count];
        for (int g = 0; g < heads.Length; g++)
            heads[g] = new SeriesHead(keys.Labels[g], _groups[g].Exists(m => _table.Heads[m].DropName && !_table[m].IsEmpty));
        Heads = heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        List<int> members = _groups[series];
        double[] values = new double[members.Count];
        for (int step = 0; step < row.Length; step++)
        {
            int count = 0;
            foreach (int member in members)
                if (!Absent.Is(_table[member].Values[step]))
                    values[count++] = _table[member].Values[step];
            row.Values[step] = count == 0 ? Absent.Value : Quantile.Of(_quantiles[step], values.AsSpan(0, count));
        }
    }
}
