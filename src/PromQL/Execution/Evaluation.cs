using System.Diagnostics;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>Runs a plan to its result.</summary>
internal sealed class Evaluation(QueryContext context, PlanNode plan, bool isInstant)
{
    private readonly OperatorBuilder _builder = new(context, isInstant, CommonParts.Of(plan));

    /// <summary>Null: the result needed no order.</summary>
    public TimeSpan? SortTime { get; private set; }

    /// <summary>What each operator did; null unless the query is analysed.</summary>
    public OperatorProfile? Profile => _builder.Profile;

    /// <summary>The series of a vector or matrix; a scalar is one series without labels. A range query's are sorted by labels.</summary>
    /// <exception cref="QueryException"/>
    public async ValueTask<List<QuerySeries>> RunAsync()
    {
        context.Budget.Touch(plan.Timeline.Count);
        if (plan is WindowPlan window) return await RawAsync(window);
        RowOperator root = new FinalNamesOperator(_builder.Build(plan));
        await root.OpenAsync(context);
        var series = new QuerySeries?[root.Heads.Count];
        Timeline timeline = plan.Timeline;
        Workers.ForEach(series.Length, timeline.Count, context, (from, to) =>
        {
            RowScratch scratch = RowScratch.Enter();
            var row = new Row(timeline.Count);
            for (int i = from; i < to; i++)
            {
                context.Cancel.ThrowIfCancellationRequested();
                root.Read(i, row, scratch);
                series[i] = Present(root.Heads[i].Labels, row, timeline);
            }
            scratch.Leave();
        });
        var result = new List<QuerySeries>(series.Length);
        foreach (QuerySeries? one in series)
            if (one is not null)
                result.Add(one);
        return isInstant ? result : Sorted(result);
    }

    /// <summary>An instant query for a range: the samples themselves.</summary>
    private async ValueTask<List<QuerySeries>> RawAsync(WindowPlan plan)
    {
        WindowSource source = _builder.Windows(plan, CountedAt.FirstStep);
        // Of a subquery the samples are counted that its steps were made of.
        SampleTally? tally = plan is SelectWindowPlan && context.Samples is { } counter ? new SampleTally(counter, CountedAt.FirstStep, times: 1) : null;
        await source.OpenAsync(context);
        RowScratch scratch = RowScratch.Enter();
        var result = new List<QuerySeries>();
        long end = plan.Reference.End, start = end - plan.Window;
        for (int i = 0; i < source.Heads.Count; i++)
        {
            SampleSpan samples = source.Load(i, scratch);
            var floats = default(SlidingRange);
            var histograms = default(SlidingRange);
            floats.Move(samples.Timestamps, start, end);
            histograms.Move(samples.HistogramTimes, start, end);
            samples = samples.Slice(floats.Low, floats.High, histograms.Low, histograms.High);
            if (samples.Count == 0) continue;
            long weight = samples.Weight;
            tally?.Add(weight);
            context.Budget.Hold(weight);
            context.Budget.HoldBytes(samples.Count * 16L);
            SeriesHead head = source.Heads[i];
            LabelSet labels = head.DropName ? NameRemoval.WithoutName(head.Labels) : head.Labels;
            var native = new NativeHistogram[samples.Histograms.Length];
            for (int h = 0; h < native.Length; h++) native[h] = samples.Histograms[h].ToNative();
            result.Add(new QuerySeries(labels, samples.Timestamps.ToArray(), samples.Values.ToArray())
            {
                HistogramTimestamps = samples.HistogramTimes.ToArray(),
                Histograms = native,
            });
        }
        scratch.Leave();
        return Sorted(result);
    }

    private QuerySeries? Present(LabelSet labels, Row row, Timeline timeline)
    {
        int count = 0, histogramCount = 0;
        long weight = 0;
        foreach (double value in row.Values)
            if (!Absent.Is(value))
                count++;
        for (int i = 0; row.HasHistograms && i < row.Length; i++)
            if (row.HistogramAt(i) is { } histogram)
            {
                histogramCount++;
                weight += histogram.SampleWeight;
            }
        if (count + histogramCount == 0) return null;
        context.Budget.Hold(count + weight);
        context.Budget.HoldBytes(160 + (count * 16L));
        var series = new QuerySeries(labels, new long[count], new double[count]);
        if (histogramCount > 0)
            series = series with { HistogramTimestamps = new long[histogramCount], Histograms = new NativeHistogram[histogramCount] };
        for (int i = 0, to = 0, toHistogram = 0; i < row.Length; i++)
        {
            if (!Absent.Is(row.Values[i]))
            {
                series.Timestamps[to] = timeline.At(i);
                series.Values[to++] = row.Values[i];
            }
            else if (row.HistogramAt(i) is { } histogram)
            {
                series.HistogramTimestamps[toHistogram] = timeline.At(i);
                context.Budget.HoldBytes(QueryBudget.SizeOf(histogram));
                series.Histograms[toHistogram++] = histogram.ToNative();
            }
        }
        return series;
    }

    private List<QuerySeries> Sorted(List<QuerySeries> series)
    {
        long sorting = Stopwatch.GetTimestamp();
        series.Sort((left, right) => left.Labels.CompareTo(right.Labels));
        SortTime = Stopwatch.GetElapsedTime(sorting);
        return series;
    }
}
