using Tocsin.Model.Samples;
using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// rate, increase and delta with <c>anchored</c> or <c>smoothed</c>: between the values at the edges of the window. Anchored takes the newest sample
/// at or before an edge; smoothed interpolates between the samples around it.
/// </summary>
internal sealed class ExtendedRate(bool isCounter, bool perSecond, bool isSmoothed) : WindowFunction
{
    public override void Fill(SampleSpan samples, WindowFrame frame, Row row, in SeriesReport report)
    {
        var floats = default(SlidingRange);
        var histograms = default(SlidingRange);
        for (int i = 0; i < row.Length; i++)
        {
            long end = frame.Reference.At(i), start = end - frame.Window;
            long from = start - frame.Lookback, to = isSmoothed ? end + frame.Lookback : end;
            floats.Move(samples.Timestamps, from, to);
            histograms.Move(samples.HistogramTimes, from, to);
            SampleSpan window = samples.Slice(floats.Low, floats.High, histograms.Low, histograms.High);
            frame.Check(i);
            row.SetAbsent(i);
            if (window.Count == 0) continue;
            if (window.HasHistograms && !window.Timestamps.IsEmpty) report.MixedFloatsAndHistograms();
            else if (Edges(window.HasHistograms ? window.HistogramTimes : window.Timestamps, start, end) is var (first, last))
                Change(window, first, last, start, end, report)?.Into(row, i);
        }
    }

    /// <summary>The samples that the left and right value come from; null when none is in reach of the window.</summary>
    private (int First, int Last)? Edges(ReadOnlySpan<long> times, long start, long end)
    {
        int last = times.Length - 1, first = 0;
        while (first < last && times[first + 1] <= start) first++;
        if (isSmoothed)
        {
            int reaching = 0;
            while (reaching < last && times[reaching] < end) reaching++;
            last = reaching;
        }
        if (times[last] <= start || times[first] > end) return null;
        return (first, last);
    }

    private Sample? Change(SampleSpan window, int first, int last, long start, long end, in SeriesReport report)
    {
        double divisor = perSecond ? (end - start) / 1000.0 : 1;
        if (!window.HasHistograms) return new Sample(FloatChange(window, first, last, start, end) / divisor, null);
        Histogram? change = HistogramChange(window, first, last, start, end, report);
        return change is null ? null : new Sample(0, perSecond ? change.DividedBy(divisor) : change);
    }

    private double FloatChange(SampleSpan window, int first, int last, long start, long end)
    {
        ReadOnlySpan<long> t = window.Timestamps;
        ReadOnlySpan<double> v = window.Values;
        double left = isSmoothed && t[first] < start ? Interpolation.Between(t[first], v[first], t[first + 1], v[first + 1], start, isCounter) : v[first];
        double right = isSmoothed && last > 0 && t[last] > end ? Interpolation.Between(t[last - 1], v[last - 1], t[last], v[last], end, isCounter) : v[last];
        double change = right - left;
        if (!isCounter) return change;
        double previous = left;
        for (int i = t[first] <= start ? first + 1 : first; i <= (t[last] >= end ? last - 1 : last); i++)
        {
            if (v[i] < previous) change += previous;
            previous = v[i];
        }
        return right < previous ? change + previous : change;
    }

    private Histogram? HistogramChange(SampleSpan window, int first, int last, long start, long end, in SeriesReport report)
    {
        ReadOnlySpan<long> t = window.HistogramTimes;
        ReadOnlySpan<Histogram> h = window.Histograms;
        for (int i = first; i <= last; i++)
        {
            if (h[i].IsCustom != h[first].IsCustom)
            {
                report.MixedSchemas();
                return null;
            }
            if (isCounter && h[i].Hint == CounterResetHint.Gauge) report.NotACounter();
        }
        Histogram? left = isSmoothed && t[first] < start
            ? Interpolation.Between(t[first], h[first], t[first + 1], h[first + 1], start, isCounter, report)
            : h[first];
        Histogram? right = isSmoothed && last > 0 && t[last] > end
            ? Interpolation.Between(t[last - 1], h[last - 1], t[last], h[last], end, isCounter, report)
            : h[last];
        if (left is null || right is null) return null;
        if (!isCounter && !(left.Hint == CounterResetHint.Gauge && right.Hint == CounterResetHint.Gauge)) report.NotAGauge();
        Combination difference = HistogramArithmetic.Subtract(right, left);
        if (difference.BoundsReconciled) report.BoundsReconciled(HistogramOperation.Subtraction);
        Histogram change = difference.Result!;
        if (isCounter) change = AddResets(change, left, right, window, first, last, start, report);
        return change.Compacted() with { Hint = CounterResetHint.Gauge };
    }

    private Histogram AddResets(
        Histogram change, Histogram left, Histogram right, SampleSpan window, int first, int last, long start, in SeriesReport report)
    {
        ReadOnlySpan<Histogram> h = window.Histograms;
        Histogram previous = left;
        int next = first + 1;
        if (isSmoothed && window.HistogramTimes[first] < start && CounterReset.Between(h[first], h[next]))
        {
            // The interpolation on the left has this reset behind it already.
            previous = h[next++];
        }
        for (; next <= last; next++)
        {
            Histogram current = next == last ? right : h[next];
            if (CounterReset.Between(previous, current))
            {
                Combination sum = HistogramArithmetic.Add(change, previous);
                if (sum.BoundsReconciled) report.BoundsReconciled(HistogramOperation.Addition);
                change = sum.Result!;
            }
            previous = current;
        }
        return change;
    }
}
