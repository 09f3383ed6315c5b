using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

/// <summary>rate, increase and delta over windows that hold histograms, or samples that know when their counting began.</summary>
internal sealed class MixedRate(bool isCounter, bool perSecond)
{
    public Sample? Of(SampleSpan samples, long start, long end, in SeriesReport report)
    {
        bool isHistogram = samples.HasHistograms;
        if (isHistogram && !samples.Timestamps.IsEmpty)
        {
            report.MixedFloatsAndHistograms();
            return null;
        }
        ReadOnlySpan<long> times = isHistogram ? samples.HistogramTimes : samples.Timestamps;
        ReadOnlySpan<long> starts = isHistogram ? samples.HistogramStarts : samples.Starts;
        if (times.IsEmpty) return null;
        if (isCounter) WarnOfOverlaps(times, starts, report);
        // The counting began inside the window: it was at zero then, which is as good as a sample.
        bool knowsStart = isCounter && !starts.IsEmpty && starts[0] > start && starts[0] < times[0];
        if (times.Length < 2 && !knowsStart) return null;
        Sample first = isHistogram ? new Sample(0, samples.Histograms[0]) : new Sample(samples.Values[0], null);
        Sample change;
        if (times.Length < 2) change = first;
        else if (!isHistogram) change = new Sample(FloatChange(samples) + (knowsStart ? first.Float : 0), null);
        else if (HistogramRate.Change(samples, isCounter, report) is { } difference)
        {
            if (knowsStart) difference = HistogramArithmetic.Add(difference, first.Histogram!).Result ?? difference;
            change = new Sample(0, difference);
        }
        else return null;
        double factor = Factor(times, knowsStart ? starts[0] : 0, start, end, first, change);
        if (perSecond) factor /= (end - start) / 1000.0;
        return change.Histogram is null ? new Sample(change.Float * factor, null) : new Sample(0, change.Histogram.Times(factor));
    }

    private double Factor(ReadOnlySpan<long> times, long countingSince, long start, long end, in Sample first, in Sample change)
    {
        double toEnd = (end - times[^1]) / 1000.0, observed = (times[^1] - times[0]) / 1000.0;
        double average = times.Length > 1 ? observed / (times.Length - 1) : 0, close = average * 1.1;
        if (toEnd >= close) toEnd = average / 2;
        if (countingSince != 0)
        {
            double sampled = (times[^1] - countingSince) / 1000.0;
            return (sampled + toEnd) / sampled;
        }
        double toStart = (times[0] - start) / 1000.0;
        if (toStart >= close) toStart = average / 2;
        double firstValue = first.Histogram?.Count ?? first.Float, total = change.Histogram?.Count ?? change.Float;
        if (isCounter && total > 0 && firstValue >= 0) toStart = Math.Min(toStart, observed * (firstValue / total));
        return (observed + toStart + toEnd) / observed;
    }

    private double FloatChange(SampleSpan samples)
    {
        ReadOnlySpan<double> values = samples.Values;
        double change = values[^1] - values[0];
        for (int i = 1; isCounter && i < values.Length; i++)
            if (values[i] < values[i - 1] || StartsAnew(samples, i))
                change += values[i - 1];
        return change;
    }

    private static bool StartsAnew(SampleSpan samples, int at) =>
        !samples.Starts.IsEmpty
        && StartTimestamps.TellReset(samples.Starts[at - 1], samples.Timestamps[at - 1], samples.Starts[at], samples.Timestamps[at]);

    private static void WarnOfOverlaps(ReadOnlySpan<long> times, ReadOnlySpan<long> starts, in SeriesReport report)
    {
        for (int i = 1; i < starts.Length; i++)
        {
            if (!StartTimestamps.Overlap(starts[i - 1], times[i - 1], starts[i])) continue;
            report.StartOverlaps();
            return;
        }
    }
}
