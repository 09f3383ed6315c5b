namespace Tocsin.PromQL.Execution;

/// <summary>Slides two indexes over the samples and hands each window that holds something to a kernel.</summary>
/// <param name="floats">The kernel of windows without histograms.</param>
/// <param name="mixed">The kernel of windows with histograms; without one they are passed over, with a note when there are floats too.</param>
internal sealed class SlidingFunction(SlidingFunction.Kernel floats, SlidingFunction.MixedKernel? mixed = null) : WindowFunction
{
    internal delegate double Kernel(in WindowSlice window);

    internal delegate Sample MixedKernel(in WindowSlice window, in SeriesReport report);

    public override void Fill(SampleSpan samples, WindowFrame frame, Row row, in SeriesReport report)
    {
        if (samples.HasHistograms || (mixed is not null && samples.HasStarts))
        {
            FillMixed(samples, frame, row, report);
            return;
        }
        Span<double> values = row.Values;
        var range = default(SlidingRange);
        for (int i = 0; i < values.Length; i++)
        {
            long end = frame.Reference.At(i);
            range.Move(samples.Timestamps, end - frame.Window, end);
            frame.Check(i, range.High - range.Low);
            values[i] = range.Low == range.High
                ? Absent.Value
                : floats(new WindowSlice(samples.Slice(range.Low, range.High, 0, 0), i, frame));
        }
    }

    private void FillMixed(SampleSpan samples, WindowFrame frame, Row row, in SeriesReport report)
    {
        var range = default(SlidingRange);
        var histograms = default(SlidingRange);
        for (int i = 0; i < row.Length; i++)
        {
            long end = frame.Reference.At(i);
            range.Move(samples.Timestamps, end - frame.Window, end);
            histograms.Move(samples.HistogramTimes, end - frame.Window, end);
            frame.Check(i, range.High - range.Low + ((histograms.High - histograms.Low) * 64));
            row.SetAbsent(i);
            var slice = new WindowSlice(samples.Slice(range.Low, range.High, histograms.Low, histograms.High), i, frame);
            if (slice.Samples.Count == 0) continue;
            if (mixed is not null && (slice.Samples.HasHistograms || samples.HasStarts)) mixed(slice, report).Into(row, i);
            else if (!slice.Values.IsEmpty)
            {
                if (slice.Samples.HasHistograms) report.HistogramsIgnored();
                row.SetFloat(i, floats(slice));
            }
        }
    }
}
