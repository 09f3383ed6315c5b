using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>The aggregations that need no more than an accumulator for each group and step: rows stream through, none is kept.</summary>
internal sealed class FoldOperator(AggregatePlan plan, RowOperator inner) : RowOperator
{
    // The largest of them; most have padding.
    private const int AccumulatorBytes = 32;

    private Fold _fold = null!;
    private HistogramFold _histograms = null!;
    private QueryContext _context = null!;

    public static bool Supports(AggregationOperator op) => op <= AggregationOperator.Stdvar;

    public override bool IsHeld => true;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        _context = context;
        await inner.OpenAsync(context);
        IReadOnlyList<SeriesHead> heads = inner.Heads;
        GroupKeys groups = GroupKeys.Of(heads, Projection(plan), context.Cancel);
        int steps = plan.Timeline.Count;
        context.Budget.HoldArray((long)groups.Count * steps);
        bool[] dropName = new bool[groups.Count];
        int shares = groups.Count * 8 > heads.Count ? 1 : Workers.CountFor(heads.Count, steps);
        context.Budget.HoldBytes((long)shares * groups.Count * steps * AccumulatorBytes);
        var folds = new Fold[shares];
        var histograms = new HistogramFold[shares];
        Workers.ForEachShare(heads.Count, shares, context, (share, from, to) =>
        {
            Fold fold = folds[share] = context.Own(Create(groups.Count, steps));
            HistogramFold sums = histograms[share] = new HistogramFold(plan, groups.Count, context);
            var scratch = new RowScratch();
            var row = new Row(steps);
            for (int i = from; i < to; i++)
            {
                context.Cancel.ThrowIfCancellationRequested();
                inner.Read(i, row, scratch);
                if (heads[i].DropName && !row.IsEmpty) dropName[groups.GroupOf[i]] = true;
                if (row.HasHistograms) sums.Take(groups.GroupOf[i], row, heads[i]);
                fold.Add(groups.GroupOf[i], row.Values);
            }
        });
        for (int share = 1; share < shares; share++)
        {
            folds[0].Merge(folds[share]);
            folds[share].Dispose();
            histograms[0].Merge(histograms[share]);
        }
        (_fold, _histograms) = (folds[0], histograms[0]);
        var result = new SeriesHead[groups.Count];
        for (int g = 0; g < result.Length; g++) result[g] = new SeriesHead(groups.Labels[g], dropName[g]);
        Heads = result;
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        Span<double> values = row.Values;
        _fold.Finish(series, values);
        for (int i = 0; plan.Operator == AggregationOperator.Stddev && i < values.Length; i++)
            if (!Absent.Is(values[i]))
                values[i] = Math.Sqrt(values[i]);
        _histograms.Finish(series, row, _context.Notes);
    }

    /// <summary>The labels of the groups.</summary>
    public static LabelProjection Projection(AggregatePlan plan) =>
        plan.Without ? LabelProjection.RemovingWithName(plan.Grouping) : LabelProjection.Keeping(plan.Grouping);

    private Fold Create(int groups, int steps) => plan.Operator switch
    {
        AggregationOperator.Sum => new Fold<SumAccumulator>(groups, steps),
        AggregationOperator.Avg => new Fold<AverageAccumulator>(groups, steps),
        AggregationOperator.Min => new Fold<MinAccumulator>(groups, steps),
        AggregationOperator.Max => new Fold<MaxAccumulator>(groups, steps),
        AggregationOperator.Count => new Fold<CountAccumulator>(groups, steps),
        AggregationOperator.Group => new Fold<PresenceAccumulator>(groups, steps),
        _ => new Fold<VarianceAccumulator>(groups, steps),
    };
}
