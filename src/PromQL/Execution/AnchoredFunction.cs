namespace Tocsin.PromQL.Execution;

/// <summary>changes and resets with <c>anchored</c>: the newest sample at or before the start of the window belongs to it.</summary>
internal sealed class AnchoredFunction(SlidingFunction.MixedKernel kernel) : WindowFunction
{
    public override void Fill(SampleSpan samples, WindowFrame frame, Row row, in SeriesReport report)
    {
        var floats = default(SlidingRange);
        var histograms = default(SlidingRange);
        for (int i = 0; i < row.Length; i++)
        {
            long end = frame.Reference.At(i), start = end - frame.Window, oldest = start - frame.Lookback;
            floats.Move(samples.Timestamps, start, end);
            histograms.Move(samples.HistogramTimes, start, end);
            frame.Check(i);
            row.SetAbsent(i);
            if (floats.Low == floats.High && histograms.Low == histograms.High) continue;
            int low = floats.Low, lowHistogram = histograms.Low;
            long before = low > 0 ? samples.Timestamps[low - 1] : long.MinValue;
            long histogramBefore = lowHistogram > 0 ? samples.HistogramTimes[lowHistogram - 1] : long.MinValue;
            if (before > oldest && before > histogramBefore) low--;
            else if (histogramBefore > oldest) lowHistogram--;
            var slice = new WindowSlice(samples.Slice(low, floats.High, lowHistogram, histograms.High), i, frame);
            kernel(slice, report).Into(row, i);
        }
    }
}
