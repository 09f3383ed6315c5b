using Tocsin.PromQL.Execution.Histograms;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// The histograms among the rows of an aggregation: sum and avg add them up, count and group count them, the others pass over them with a note.
/// Takes no memory before the first histogram comes.
/// </summary>
internal sealed class HistogramFold(AggregatePlan plan, int groups, QueryContext context)
{
    private readonly bool _isMean = plan.Operator == AggregationOperator.Avg;
    private readonly int _steps = plan.Timeline.Count;
    private HistogramSum?[]? _sums;

    /// <summary>Takes the histograms out of a row; what stays in it are the floats to fold.</summary>
    public void Take(int group, Row row, SeriesHead head)
    {
        switch (plan.Operator)
        {
            case AggregationOperator.Sum or AggregationOperator.Avg: Add(group, row, head); break;
            case AggregationOperator.Count or AggregationOperator.Group:
                for (int i = 0; i < row.Length; i++)
                    if (row.HistogramAt(i) is not null)
                        row.SetFloat(i, 1);
                break;
            default:
                if (row.HoldsHistogram) context.Notes.HistogramIgnored(AggregationOperators.Text(plan.Operator), plan.InnerPosition);
                break;
        }
        row.DropHistograms();
    }

    public void Merge(HistogramFold other)
    {
        if (other._sums is null) return;
        if (_sums is null)
        {
            _sums = other._sums;
            return;
        }
        for (int i = 0; i < _sums.Length; i++)
        {
            if (other._sums[i] is not { } theirs) continue;
            if (_sums[i] is { } ours) ours.Merge(theirs, _isMean);
            else _sums[i] = theirs;
        }
    }

    /// <summary>Adds what the group has in histograms to its floats. Where it has both, there is no result.</summary>
    public void Finish(int group, Row row, Notes notes)
    {
        for (int i = 0; _sums is not null && i < row.Length; i++)
        {
            if (_sums[(group * _steps) + i] is not { } sum) continue;
            if (!Absent.Is(row.Values[i]))
            {
                notes.MixedAggregation(plan.InnerPosition);
                row.SetAbsent(i);
                continue;
            }
            if (sum.HintsCollide) notes.HintsCollide(HistogramOperation.Aggregation, plan.InnerPosition);
            if (sum.BoundsReconciled) notes.BoundsReconciled(HistogramOperation.Aggregation, plan.InnerPosition);
            if (!sum.IsIncompatible) row.SetHistogram(i, (_isMean ? sum.Mean() : sum.Sum()).Compacted());
        }
    }

    private void Add(int group, Row row, SeriesHead head)
    {
        _sums ??= new HistogramSum?[groups * _steps];
        for (int i = 0; i < row.Length; i++)
        {
            if (row.HistogramAt(i) is not { } histogram) continue;
            HistogramSum sum = _sums[(group * _steps) + i] ??= Hold(histogram);
            bool wasIncompatible = sum.IsIncompatible;
            if (_isMean) sum.AddForMean(histogram);
            else sum.Add(histogram);
            if (sum.IsIncompatible && !wasIncompatible) new SeriesReport(context.Notes, plan.InnerPosition, head).MixedSchemas();
        }
    }

    /// <summary>A sum weighs twice as much as what it begins with: it keeps what rounding took.</summary>
    private HistogramSum Hold(Histogram first)
    {
        context.Budget.HoldBytes(2 * QueryBudget.SizeOf(first));
        return new HistogramSum();
    }
}
