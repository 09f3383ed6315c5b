using Tocsin.Model.Samples;
using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

/// <summary>The functions over windows that hold histograms, alone or among floats.</summary>
internal static class MixedKernels
{
    private static readonly Sample None = new(Absent.Value, null);

    public static Sample Count(in WindowSlice w, in SeriesReport report) => new(w.Samples.Count, null);

    public static Sample Present(in WindowSlice w, in SeriesReport report) => new(1, null);

    public static Sample First(in WindowSlice w, in SeriesReport report) =>
        w.HistogramTimes.IsEmpty || (!w.Timestamps.IsEmpty && w.Timestamps[0] < w.HistogramTimes[0])
            ? new Sample(w.Values[0], null)
            : new Sample(0, w.Histograms[0]);

    public static Sample Last(in WindowSlice w, in SeriesReport report) =>
        w.HistogramTimes.IsEmpty || (!w.Timestamps.IsEmpty && w.Timestamps[^1] > w.HistogramTimes[^1])
            ? new Sample(w.Values[^1], null)
            : new Sample(0, w.Histograms[^1]);

    public static Sample TimeOfFirst(in WindowSlice w, in SeriesReport report) =>
        new(Math.Min(w.Timestamps.IsEmpty ? long.MaxValue : w.Timestamps[0], w.HistogramTimes.IsEmpty ? long.MaxValue : w.HistogramTimes[0]) / 1000.0, null);

    public static Sample TimeOfLast(in WindowSlice w, in SeriesReport report) =>
        new(Math.Max(w.Timestamps.IsEmpty ? long.MinValue : w.Timestamps[^1], w.HistogramTimes.IsEmpty ? long.MinValue : w.HistogramTimes[^1]) / 1000.0, null);

    public static Sample Sum(in WindowSlice w, in SeriesReport report) => Fold(w, report, isMean: false);

    public static Sample Average(in WindowSlice w, in SeriesReport report) => Fold(w, report, isMean: true);

    /// <summary>A float after a histogram, or the other way, is a change as well.</summary>
    public static Sample Changes(in WindowSlice w, in SeriesReport report)
    {
        int changes = 0;
        var walk = new SampleWalk(w.Samples);
        walk.Next();
        for (Sample previous = walk.Current; walk.Next(); previous = walk.Current)
        {
            Sample current = walk.Current;
            bool same = current.Histogram is null
                ? previous.Histogram is null && (current.Float == previous.Float || (double.IsNaN(current.Float) && double.IsNaN(previous.Float)))
                : previous.Histogram is not null && current.Histogram.SameAs(previous.Histogram);
            if (!same) changes++;
        }
        return new Sample(changes, null);
    }

    public static Sample Resets(in WindowSlice w, in SeriesReport report)
    {
        int resets = 0;
        var walk = new SampleWalk(w.Samples);
        walk.Next();
        while (true)
        {
            Sample previous = walk.Current;
            long time = walk.Time, start = walk.Start;
            if (!walk.Next()) return new Sample(resets, null);
            Sample current = walk.Current;
            bool reset = StartTimestamps.TellReset(start, time, walk.Start, walk.Time)
                || (current.Histogram is null
                    ? previous.Histogram is not null || current.Float < previous.Float
                    : previous.Histogram is null || CounterReset.Between(previous.Histogram, current.Histogram));
            if (reset) resets++;
        }
    }

    /// <summary>The change between the last two samples.</summary>
    public static Sample Instant(in WindowSlice w, in SeriesReport report, bool isRate)
    {
        if (w.Samples.Count < 2) return None;
        var walk = new SampleWalk(w.Samples);
        walk.Skip(w.Samples.Count - 2);
        walk.Next();
        Sample first = walk.Current;
        long time = walk.Time, start = walk.Start;
        walk.Next();
        Sample last = walk.Current;
        double seconds = (walk.Time - time) / 1000.0;
        if (seconds == 0) return None;
        bool startsAnew = StartTimestamps.TellReset(start, time, walk.Start, walk.Time);
        if ((first.Histogram is null) != (last.Histogram is null))
        {
            report.MixedFloatsAndHistograms();
            return None;
        }
        if (last.Histogram is null)
        {
            bool isReset = isRate && (startsAnew || last.Float < first.Float);
            double change = isReset ? last.Float : last.Float - first.Float;
            return new Sample(isRate ? change / seconds : change, null);
        }
        return Instant(first.Histogram!, last.Histogram, report, isRate, startsAnew) is { } difference
            ? new Sample(0, isRate ? difference.DividedBy(seconds) : difference)
            : None;
    }

    private static Histogram? Instant(Histogram first, Histogram last, in SeriesReport report, bool isRate, bool startsAnew)
    {
        bool firstIsGauge = first.Hint == CounterResetHint.Gauge, lastIsGauge = last.Hint == CounterResetHint.Gauge;
        if (isRate && (firstIsGauge || lastIsGauge)) report.NotACounter();
        if (!isRate && !(firstIsGauge && lastIsGauge)) report.NotAGauge();
        if (isRate && (startsAnew || CounterReset.Between(first, last))) return last.Compacted() with { Hint = CounterResetHint.Gauge };
        Combination difference = HistogramArithmetic.Subtract(last, first);
        if (difference.Result is null)
        {
            report.MixedSchemas();
            return null;
        }
        if (difference.BoundsReconciled) report.BoundsReconciled(HistogramOperation.Subtraction);
        return difference.Result.Compacted();
    }

    private static Sample Fold(in WindowSlice w, in SeriesReport report, bool isMean)
    {
        if (!w.Values.IsEmpty)
        {
            report.MixedFloatsAndHistograms();
            return None;
        }
        var sum = new HistogramSum();
        foreach (Histogram histogram in w.Histograms)
        {
            if (isMean) sum.AddForMean(histogram);
            else sum.Add(histogram);
        }
        if (sum.HintsCollide) report.HintsCollide(HistogramOperation.Aggregation);
        if (sum.BoundsReconciled) report.BoundsReconciled(HistogramOperation.Aggregation);
        if (!sum.IsIncompatible) return new Sample(0, isMean ? sum.Mean() : sum.Sum());
        report.MixedSchemas();
        return None;
    }
}
