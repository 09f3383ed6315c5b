using Tocsin.Model.Storage;
using Tocsin.PromQL.Execution.Histograms;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>An instant selector with <c>smoothed</c>: at each step the value between the samples before and after it.</summary>
internal sealed class SmoothedSelectOperator(SelectPlan plan) : RowOperator
{
    private QueryContext _context = null!;
    private ISeriesSelection _selection = null!;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        _context = context;
        _selection = await context.SelectAsync(plan.Selector);
        Heads = context.HeadsOf(_selection);
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        SampleSpan all = scratch.Load(_selection, series, new LoadOptions(KeepStale: false, plan.DetectResets), _context);
        var report = new SeriesReport(_context.Notes, plan.Position, Heads[series]);
        var floats = default(SlidingRange);
        var histograms = default(SlidingRange);
        for (int i = 0; i < row.Length; i++)
        {
            long at = plan.Reference.At(i);
            floats.Move(all.Timestamps, at - _context.Lookback, at + _context.Lookback);
            histograms.Move(all.HistogramTimes, at - _context.Lookback, at + _context.Lookback);
            SampleSpan near = all.Slice(floats.Low, floats.High, histograms.Low, histograms.High);
            row.SetAbsent(i);
            if (near.Count == 0) continue;
            if (near.HasHistograms && !near.Timestamps.IsEmpty) report.MixedFloatsAndHistograms();
            else if (near.HasHistograms) row.SetHistogram(i, HistogramAt(near, at, report));
            else row.SetFloat(i, FloatAt(near, at));
        }
    }

    private static double FloatAt(SampleSpan samples, long at)
    {
        int before = Before(samples.Timestamps, at);
        if (before < 0) return Absent.Value;
        if (samples.Timestamps[before] == at || before + 1 == samples.Timestamps.Length) return samples.Values[before];
        return Interpolation.Between(
            samples.Timestamps[before], samples.Values[before], samples.Timestamps[before + 1], samples.Values[before + 1], at, isCounter: false);
    }

    private static Histogram? HistogramAt(SampleSpan samples, long at, in SeriesReport report)
    {
        int before = Before(samples.HistogramTimes, at);
        if (before < 0) return null;
        Histogram first = samples.Histograms[before];
        if (samples.HistogramTimes[before] == at || before + 1 == samples.HistogramTimes.Length) return first;
        bool isCounter = first.Hint != Model.Samples.CounterResetHint.Gauge;
        return Interpolation.Between(
            samples.HistogramTimes[before], first, samples.HistogramTimes[before + 1], samples.Histograms[before + 1], at, isCounter, report);
    }

    private static int Before(ReadOnlySpan<long> timestamps, long at)
    {
        int found = timestamps.BinarySearch(at);
        return found < 0 ? ~found - 1 : found;
    }
}
