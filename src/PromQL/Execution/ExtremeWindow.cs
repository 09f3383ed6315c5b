using System.Buffers;

namespace Tocsin.PromQL.Execution;

/// <summary>
/// min_over_time and max_over_time of floats: a queue of the values that can still win, so that each sample is looked at twice however long the
/// window is. NaN counts only where there is nothing else.
/// </summary>
/// <param name="sign">1: the largest; -1: the smallest.</param>
internal sealed class ExtremeWindow(int sign, WindowFunction mixed) : WindowFunction
{
    public override void Fill(SampleSpan samples, WindowFrame frame, Row row, in SeriesReport report)
    {
        if (samples.HasHistograms)
        {
            mixed.Fill(samples, frame, row, report);
            return;
        }
        int[] queue = ArrayPool<int>.Shared.Rent(Math.Max(1, samples.Timestamps.Length));
        ReadOnlySpan<double> values = samples.Values;
        Span<double> to = row.Values;
        var range = default(SlidingRange);
        int head = 0, tail = 0, taken = 0;
        for (int i = 0; i < to.Length; i++)
        {
            frame.Check(i);
            long end = frame.Reference.At(i);
            range.Move(samples.Timestamps, end - frame.Window, end);
            for (taken = Math.Max(taken, range.Low); taken < range.High; taken++)
            {
                double value = values[taken];
                if (double.IsNaN(value)) continue;
                // Of equal values, which zeros of both signs are too, the first one wins.
                while (tail > head && sign * values[queue[tail - 1]] < sign * value) tail--;
                queue[tail++] = taken;
            }
            while (head < tail && queue[head] < range.Low) head++;
            if (head == tail) head = tail = 0;
            to[i] = range.Low == range.High ? Absent.Value : head < tail ? values[queue[head]] : values[range.High - 1];
        }
        ArrayPool<int>.Shared.Return(queue);
    }
}
