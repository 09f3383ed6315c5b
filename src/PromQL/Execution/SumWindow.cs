using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

/// <summary>sum_over_time and avg_over_time of floats, straight over the column.</summary>
internal sealed class SumWindow(bool isMean, WindowFunction mixed) : WindowFunction
{
    public override void Fill(SampleSpan samples, WindowFrame frame, Row row, in SeriesReport report)
    {
        if (samples.HasHistograms)
        {
            mixed.Fill(samples, frame, row, report);
            return;
        }
        ReadOnlySpan<long> timestamps = samples.Timestamps;
        ReadOnlySpan<double> values = samples.Values;
        Span<double> to = row.Values;
        var range = default(SlidingRange);
        for (int i = 0; i < to.Length; i++)
        {
            long end = frame.Reference.At(i);
            range.Move(timestamps, end - frame.Window, end);
            frame.Check(i, range.High - range.Low);
            if (range.Low == range.High) to[i] = Absent.Value;
            else if (isMean) to[i] = Mean(values[range.Low..range.High]);
            else to[i] = KahanVector.Sum(values[range.Low..range.High]).Total;
        }
    }

    public static double Mean(ReadOnlySpan<double> values)
    {
        KahanSum sum = KahanVector.Sum(values);
        if (double.IsFinite(sum.Sum)) return (sum.Sum / values.Length) + (sum.Lost / values.Length);
        // The sum did not fit, or there are infinities: the careful way.
        AverageAccumulator mean = default;
        foreach (double value in values) mean.Add(value);
        return mean.Result;
    }
}
