using Tocsin.PromQL.Execution.Histograms;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>The windows of one function call: (t - Window, t] for each t of the reference, which is the evaluation time moved by offset and @.</summary>
/// <param name="Window">In ms.</param>
/// <param name="Parameters">The scalar arguments, each a row.</param>
/// <param name="Lookback">In ms; how far <c>anchored</c> and <c>smoothed</c> look beyond the window.</param>
internal sealed record WindowFrame(Timeline Reference, Timeline Evaluation, long Window, IReadOnlyList<double[]> Parameters, long Lookback = 0)
{
    private const int StepsBetweenChecks = 64;

    public CancellationToken Cancel { get; init; }

    /// <summary>How much before and after its window is read, and counted; in ms.</summary>
    public (long Before, long After) Reach { get; init; }

    /// <summary>Called at each step of a long loop.</summary>
    public void Check(int step)
    {
        if (step % StepsBetweenChecks == 0) Cancel.ThrowIfCancellationRequested();
    }

    /// <summary>The same where a window may be long.</summary>
    public void Check(int step, int samples)
    {
        if (step % StepsBetweenChecks == 0 || samples > 10_000) Cancel.ThrowIfCancellationRequested();
    }
}

/// <summary>What a function makes of the windows of one series.</summary>
internal abstract class WindowFunction
{
    /// <summary>Sets every step of the row, which comes without histograms: the value of that window, absent where the function gives none.</summary>
    public abstract void Fill(SampleSpan samples, WindowFrame frame, Row row, in SeriesReport report);
}

/// <summary>One window, never empty.</summary>
internal readonly ref struct WindowSlice(SampleSpan samples, int step, WindowFrame frame)
{
    private readonly SampleSpan _samples = samples;

    public ReadOnlySpan<long> Timestamps => _samples.Timestamps;

    public ReadOnlySpan<double> Values => _samples.Values;

    public ReadOnlySpan<long> HistogramTimes => _samples.HistogramTimes;

    public ReadOnlySpan<Histogram> Histograms => _samples.Histograms;

    public SampleSpan Samples => _samples;

    /// <summary>The evaluation time, not moved by offset or @.</summary>
    public long Now => frame.Evaluation.At(step);

    /// <summary>Where the window ends.</summary>
    public long End => frame.Reference.At(step);

    public double Parameter(int index) => frame.Parameters[index][step];
}
