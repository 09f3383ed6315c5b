using System.Buffers;

namespace Tocsin.PromQL.Execution;

/// <summary>quantile_over_time of floats: the window is kept sorted while it slides, as most of it stays from step to step.</summary>
internal sealed class QuantileWindow(WindowFunction mixed) : WindowFunction
{
    public override void Fill(SampleSpan samples, WindowFrame frame, Row row, in SeriesReport report)
    {
        if (samples.HasHistograms)
        {
            mixed.Fill(samples, frame, row, report);
            return;
        }
        double[] buffer = ArrayPool<double>.Shared.Rent(Math.Max(1, samples.Values.Length));
        ReadOnlySpan<double> values = samples.Values;
        ReadOnlySpan<double> quantiles = frame.Parameters[0];
        Span<double> to = row.Values;
        var range = default(SlidingRange);
        int low = 0, high = 0;
        for (int i = 0; i < to.Length; i++)
        {
            frame.Check(i);
            long end = frame.Reference.At(i);
            range.Move(samples.Timestamps, end - frame.Window, end);
            Slide(values, buffer, ref low, ref high, range);
            to[i] = low == high ? Absent.Value : Quantile.OfSorted(quantiles[i], buffer.AsSpan(0, high - low));
        }
        ArrayPool<double>.Shared.Return(buffer);
    }

    private static void Slide(ReadOnlySpan<double> values, double[] sorted, ref int low, ref int high, SlidingRange range)
    {
        int count = high - low, moved = (range.Low - low) + (range.High - high), next = range.High - range.Low;
        if (range.Low >= high || moved * 2 > next)
        {
            values[range.Low..range.High].CopyTo(sorted);
            sorted.AsSpan(0, next).Sort();
        }
        else
        {
            for (; low < range.Low; low++) count = Remove(sorted, count, values[low]);
            for (; high < range.High; high++) count = Insert(sorted, count, values[high]);
        }
        (low, high) = (range.Low, range.High);
    }

    private static int Remove(double[] sorted, int count, double value)
    {
        int at = Array.BinarySearch(sorted, 0, count, value);
        Array.Copy(sorted, at + 1, sorted, at, count - at - 1);
        return count - 1;
    }

    private static int Insert(double[] sorted, int count, double value)
    {
        int at = Array.BinarySearch(sorted, 0, count, value);
        if (at < 0) at = ~at;
        Array.Copy(sorted, at, sorted, at + 1, count - at);
        sorted[at] = value;
        return count + 1;
    }
}
