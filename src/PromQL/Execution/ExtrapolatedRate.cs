using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// rate, increase and delta: the change over the window, extended to its edges where samples come close enough to them, by half a sample
/// distance where they do not, and for counters never below zero.
/// </summary>
internal sealed class ExtrapolatedRate(bool isCounter, bool perSecond) : WindowFunction
{
    // An edge is "close" within this many times the average distance between samples.
    private const double Closeness = 1.1;

    private readonly MixedRate _mixed = new(isCounter, perSecond);

    public override void Fill(SampleSpan samples, WindowFrame frame, Row row, in SeriesReport report)
    {
        if (samples.HasHistograms || samples.HasStarts) FillMixed(samples, frame, row, report);
        else FillFloats(samples, frame, row.Values);
    }

    private void FillMixed(SampleSpan samples, WindowFrame frame, Row row, in SeriesReport report)
    {
        var floats = default(SlidingRange);
        var histograms = default(SlidingRange);
        for (int i = 0; i < row.Length; i++)
        {
            long end = frame.Reference.At(i), start = end - frame.Window;
            floats.Move(samples.Timestamps, start, end);
            histograms.Move(samples.HistogramTimes, start, end);
            frame.Check(i);
            row.SetAbsent(i);
            _mixed.Of(samples.Slice(floats.Low, floats.High, histograms.Low, histograms.High), start, end, report)?.Into(row, i);
        }
    }

    private void FillFloats(SampleSpan samples, WindowFrame frame, Span<double> row)
    {
        ReadOnlySpan<long> timestamps = samples.Timestamps;
        ReadOnlySpan<double> values = samples.Values;
        bool resets = isCounter && HasReset(values);
        double perWindow = perSecond ? frame.Window / 1000.0 : 1;
        long end = frame.Reference.Start, window = frame.Window, step = frame.Reference.Step;
        int low = 0, high = 0, lowMove = 0, highMove = 0;
        for (int i = 0; i < row.Length; i++, end += step)
        {
            // Regular scrapes move both edges by the same number of samples each step: jump, then correct.
            int from = high;
            high = Math.Min(high + highMove, timestamps.Length);
            while (high < timestamps.Length && timestamps[high] <= end) high++;
            while (high > from && timestamps[high - 1] > end) high--;
            highMove = high - from;
            from = low;
            long start = end - window;
            low = Math.Min(low + lowMove, high);
            while (low < high && timestamps[low] <= start) low++;
            while (low > from && timestamps[low - 1] > start) low--;
            lowMove = low - from;
            int last = high - 1;
            if (last <= low)
            {
                row[i] = Absent.Value;
                continue;
            }
            double change = values[last] - values[low];
            if (resets) change = AddResets(values[low..high], change);
            // In upstream's order: which of two neighbouring numbers it gives depends on it, and floor() or a bucket's edge tell them apart.
            row[i] = change * (Factor(timestamps[low], timestamps[last], last - low, start, end, change, values[low]) / perWindow);
        }
    }

    private double Factor(long first, long last, int gaps, long start, long end, double change, double firstValue)
    {
        double toStart = (first - start) / 1000.0, toEnd = (end - last) / 1000.0, sampled = (last - first) / 1000.0;
        double average = sampled / gaps, close = average * Closeness;
        if (toStart >= close) toStart = average / 2;
        if (isCounter && change > 0 && firstValue >= 0)
        {
            // A counter cannot have been below zero: at this slope it started that long before the first sample.
            double toZero = sampled * (firstValue / change);
            if (toZero < toStart) toStart = toZero;
        }
        if (toEnd >= close) toEnd = average / 2;
        return (sampled + toStart + toEnd) / sampled;
    }

    private static double AddResets(ReadOnlySpan<double> values, double change)
    {
        for (int i = 1; i < values.Length; i++)
            if (values[i] < values[i - 1])
                change += values[i - 1];
        return change;
    }

    private static bool HasReset(ReadOnlySpan<double> values)
    {
        int i = 1;
        if (Vector256.IsHardwareAccelerated)
        {
            ref double first = ref MemoryMarshal.GetReference(values);
            Vector256<double> any = Vector256<double>.Zero;
            for (; i + Vector256<double>.Count <= values.Length; i += Vector256<double>.Count)
                any |= Vector256.LessThan(Vector256.LoadUnsafe(ref first, (nuint)i), Vector256.LoadUnsafe(ref first, (nuint)i - 1));
            if (any.AsUInt64() != Vector256<ulong>.Zero) return true;
        }
        for (; i < values.Length; i++)
            if (values[i] < values[i - 1])
                return true;
        return false;
    }
}
