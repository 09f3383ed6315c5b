using Tocsin.Model.Samples;
using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

/// <summary>The change of a native histogram over a window, resets added back in.</summary>
internal static class HistogramRate
{
    /// <summary>Two samples at least. Null, with a warning, where exponential and custom buckets meet.</summary>
    public static Histogram? Change(SampleSpan samples, bool isCounter, in SeriesReport report)
    {
        ReadOnlySpan<Histogram> all = samples.Histograms;
        Histogram first = all[0], last = all[^1];
        if (isCounter && (first.Hint == CounterResetHint.Gauge || last.Hint == CounterResetHint.Gauge)) report.NotACounter();
        // After a reset the first sample does not matter, whatever its layout.
        if (isCounter && IsReset(samples, 1)) first = new Histogram { Schema = all[1].Schema, Bounds = all[1].Bounds, ZeroThreshold = all[1].ZeroThreshold };
        if (last.IsCustom != first.IsCustom || !TryCoarsest(all, first, isCounter, report, out int schema))
        {
            report.MixedSchemas();
            return null;
        }
        Combination difference = HistogramArithmetic.Subtract(last.ToSchema(schema), first);
        if (difference.BoundsReconciled) report.BoundsReconciled(HistogramOperation.Subtraction);
        Histogram change = difference.Result!;
        if (!isCounter)
        {
            if (all[0].Hint != CounterResetHint.Gauge || last.Hint != CounterResetHint.Gauge) report.NotAGauge();
            return change.Compacted();
        }
        Histogram previous = first;
        for (int i = 1; i < all.Length; i++)
        {
            if (StartsAnew(samples, i) || CounterReset.Between(previous, all[i]))
            {
                Combination sum = HistogramArithmetic.Add(change, previous);
                if (sum.BoundsReconciled) report.BoundsReconciled(HistogramOperation.Addition);
                change = sum.Result!;
            }
            previous = all[i];
        }
        return change.Compacted() with { Hint = CounterResetHint.Gauge };
    }

    private static bool TryCoarsest(ReadOnlySpan<Histogram> all, Histogram first, bool isCounter, in SeriesReport report, out int schema)
    {
        schema = Math.Min(all[^1].Schema, first.Schema);
        if (!isCounter) return true;
        for (int i = 1; i < all.Length - 1; i++)
        {
            if (all[i].Hint == CounterResetHint.Gauge) report.NotACounter();
            if (all[i].IsCustom != first.IsCustom) return false;
            schema = Math.Min(schema, all[i].Schema);
        }
        return true;
    }

    private static bool IsReset(SampleSpan samples, int at) =>
        StartsAnew(samples, at) || CounterReset.Between(samples.Histograms[at - 1], samples.Histograms[at]);

    private static bool StartsAnew(SampleSpan samples, int at) =>
        !samples.HistogramStarts.IsEmpty
        && StartTimestamps.TellReset(
            samples.HistogramStarts[at - 1], samples.HistogramTimes[at - 1], samples.HistogramStarts[at], samples.HistogramTimes[at]);
}
