using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>The windows of one function call: (t - Window, t] for each t of the reference, which is the evaluation time moved by offset and @.</summary>
/// <param name="Window">In ms.</param>
/// <param name="Parameters">The scalar arguments, each a row.</param>
internal sealed record WindowFrame(Timeline Reference, Timeline Evaluation, long Window, IReadOnlyList<double[]> Parameters);

/// <summary>What a function makes of the windows of one series.</summary>
internal abstract class WindowFunction
{
    /// <summary>Fills the row: one value for each window, absent where the function gives none.</summary>
    public abstract void Fill(SampleSpan samples, WindowFrame frame, Span<double> row);
}

/// <summary>One window, never empty.</summary>
internal readonly ref struct WindowSlice(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, long now, WindowFrame frame, int step)
{
    public ReadOnlySpan<long> Timestamps { get; } = timestamps;

    public ReadOnlySpan<double> Values { get; } = values;

    /// <summary>The evaluation time, not moved by offset or @.</summary>
    public long Now { get; } = now;

    public double Parameter(int index) => frame.Parameters[index][step];
}

/// <summary>Slides two indexes over the samples and hands each window that holds something to a kernel.</summary>
internal sealed class SlidingFunction(SlidingFunction.Kernel kernel) : WindowFunction
{
    internal delegate double Kernel(in WindowSlice window);

    public override void Fill(SampleSpan samples, WindowFrame frame, Span<double> row)
    {
        ReadOnlySpan<long> timestamps = samples.Timestamps;
        int low = 0, high = 0;
        for (int i = 0; i < row.Length; i++)
        {
            long end = frame.Reference.At(i), start = end - frame.Window;
            while (high < timestamps.Length && timestamps[high] <= end) high++;
            while (low < high && timestamps[low] <= start) low++;
            row[i] = low == high
                ? Absent.Value
                : kernel(new WindowSlice(timestamps[low..high], samples.Values[low..high], frame.Evaluation.At(i), frame, i));
        }
    }
}
