using System.Buffers;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>The aggregations that need no more than an accumulator for each group and step: rows stream through, none is kept.</summary>
internal sealed class FoldOperator(AggregatePlan plan, RowOperator inner) : RowOperator
{
    private Fold _fold = null!;

    public static bool Supports(AggregationOperator op) => op <= AggregationOperator.Stdvar;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        IReadOnlyList<SeriesHead> heads = inner.Heads;
        GroupKeys groups = GroupKeys.Of(heads, Projection(plan));
        int steps = plan.Timeline.Count;
        context.Budget.Hold((long)groups.Count * steps);
        bool[] dropName = new bool[groups.Count];
        int shares = groups.Count * 8 > heads.Count ? 1 : Workers.CountFor(heads.Count, steps);
        var folds = new Fold[shares];
        Workers.ForEachShare(heads.Count, shares, context, (share, from, to) =>
        {
            Fold fold = folds[share] = Create(groups.Count, steps);
            var scratch = new RowScratch();
            double[] buffer = ArrayPool<double>.Shared.Rent(steps);
            Span<double> row = buffer.AsSpan(0, steps);
            for (int i = from; i < to; i++)
            {
                context.Cancel.ThrowIfCancellationRequested();
                inner.Read(i, row, scratch);
                fold.Add(groups.GroupOf[i], row);
                if (heads[i].DropName && !Absent.IsAll(row)) dropName[groups.GroupOf[i]] = true;
            }
            ArrayPool<double>.Shared.Return(buffer);
        });
        for (int share = 1; share < shares; share++) folds[0].Merge(folds[share]);
        _fold = folds[0];
        var result = new SeriesHead[groups.Count];
        for (int g = 0; g < result.Length; g++) result[g] = new SeriesHead(groups.Labels[g], dropName[g]);
        Heads = result;
    }

    public override void Read(int series, Span<double> row, RowScratch scratch)
    {
        _fold.Finish(series, row);
        if (plan.Operator != AggregationOperator.Stddev) return;
        for (int i = 0; i < row.Length; i++)
            if (!Absent.Is(row[i]))
                row[i] = Math.Sqrt(row[i]);
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
