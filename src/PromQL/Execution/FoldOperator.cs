using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// The aggregations that need no more than an accumulator for each group and step: rows stream through, none is kept. With few groups the rows are
/// read as they come, once, into the accumulators of all groups; with many, each group reads its own rows when it is asked for, so that one group's
/// accumulators are enough.
/// </summary>
internal sealed class FoldOperator(AggregatePlan plan, RowOperator inner) : RowOperator
{
    // The largest of them; most have padding.
    private const int AccumulatorBytes = 32;

    // Fewer groups are not worth splitting over the cores.
    private const int FewestGroupsByThemselves = 64;
    private const int MostCellsAtOnce = 64 * 1024;

    private QueryContext _context = null!;
    private Fold? _fold;
    private HistogramFold? _histograms;
    private List<int>[] _members = [];
    private Stack<Fold> _idle = null!;

    public static bool Supports(AggregationOperator op) => op <= AggregationOperator.Stdvar;

    public override bool IsHeld => _fold is not null;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        _context = context;
        await inner.OpenAsync(context);
        IReadOnlyList<SeriesHead> heads = inner.Heads;
        GroupKeys groups = GroupKeys.Of(heads, Projection(plan), context.Cancel);
        int steps = plan.Timeline.Count;
        context.Budget.HoldArray((long)groups.Count * steps);
        bool[] dropName = new bool[groups.Count];
        // Whether a marked name counts is known when the rows are.
        bool oneByOne = groups.Count >= FewestGroupsByThemselves && (long)groups.Count * steps > MostCellsAtOnce && !heads.Any(head => head.DropName);
        if (oneByOne) (_members, _idle) = (groups.Members(), new Stack<Fold>());
        else Gather(groups, dropName);
        var result = new SeriesHead[groups.Count];
        for (int g = 0; g < result.Length; g++) result[g] = new SeriesHead(groups.Labels[g], dropName[g]);
        Heads = result;
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        if (_fold is not null) Finish(_fold, _histograms!, series, row);
        else FillAlone(_members[series], row, scratch);
    }

    private void Gather(GroupKeys groups, bool[] dropName)
    {
        IReadOnlyList<SeriesHead> heads = inner.Heads;
        int steps = plan.Timeline.Count, shares = groups.Count * 8 > heads.Count ? 1 : Workers.CountFor(heads.Count, steps);
        _context.Budget.HoldBytes((long)shares * groups.Count * steps * AccumulatorBytes);
        var folds = new Fold[shares];
        var histograms = new HistogramFold[shares];
        Workers.ForEachShare(heads.Count, shares, _context, (share, from, to) =>
        {
            Fold fold = folds[share] = _context.Own(Create(groups.Count, steps));
            HistogramFold sums = histograms[share] = new HistogramFold(plan, groups.Count, _context);
            RowScratch scratch = RowScratch.Enter();
            var row = new Row(steps);
            for (int i = from; i < to; i++)
            {
                _context.Cancel.ThrowIfCancellationRequested();
                inner.Read(i, row, scratch);
                if (heads[i].DropName && !row.IsEmpty) dropName[groups.GroupOf[i]] = true;
                if (row.HasHistograms) sums.Take(groups.GroupOf[i], row, heads[i]);
                fold.Add(groups.GroupOf[i], row.Values);
            }
            scratch.Leave();
        });
        for (int share = 1; share < shares; share++)
        {
            folds[0].Merge(folds[share]);
            folds[share].Dispose();
            histograms[0].Merge(histograms[share]);
        }
        (_fold, _histograms) = (folds[0], histograms[0]);
    }

    private void FillAlone(List<int> members, Row row, RowScratch scratch)
    {
        Fold fold = Idle(row.Length);
        var histograms = new HistogramFold(plan, 1, _context);
        foreach (int member in members)
        {
            _context.Cancel.ThrowIfCancellationRequested();
            inner.Read(member, row, scratch);
            if (row.HasHistograms) histograms.Take(0, row, inner.Heads[member]);
            fold.Add(0, row.Values);
        }
        Finish(fold, histograms, 0, row);
        lock (_idle) _idle.Push(fold);
    }

    private Fold Idle(int steps)
    {
        Fold? idle;
        lock (_idle) _idle.TryPop(out idle);
        if (idle is null) return _context.Own(Create(1, steps));
        idle.Clear();
        return idle;
    }

    private void Finish(Fold fold, HistogramFold histograms, int group, Row row)
    {
        Span<double> values = row.Values;
        fold.Finish(group, values);
        for (int i = 0; plan.Operator == AggregationOperator.Stddev && i < values.Length; i++)
            if (!Absent.Is(values[i]))
                values[i] = Math.Sqrt(values[i]);
        histograms.Finish(group, row, _context.Notes);
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
