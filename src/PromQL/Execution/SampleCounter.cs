using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>How many stored samples a query looked at, as upstream counts them: one for each series and step, and all of a window. Thread-safe.</summary>
internal sealed class SampleCounter(Timeline timeline)
{
    private readonly long[] _perStep = new long[Math.Min(timeline.Count, 1_000_000)];
    private long _total;

    public long Total => Interlocked.Read(ref _total);

    public IReadOnlyList<long> PerStep => _perStep;

    /// <param name="of">The steps of the selector; only those of the query itself can be told apart.</param>
    /// <param name="times">In how many places of the query the selector stands, read once for all of them.</param>
    public void Add(Row row, Timeline of, int times)
    {
        for (int i = 0; i < row.Length; i++)
            if (row.IsPresent(i))
                Add(times, i, of);
    }

    public void Add(SampleSpan samples, WindowFrame frame, int times)
    {
        var floats = default(SlidingRange);
        var histograms = default(SlidingRange);
        for (int i = 0; i < frame.Reference.Count; i++)
        {
            long end = frame.Reference.At(i);
            floats.Move(samples.Timestamps, end - frame.Window, end);
            histograms.Move(samples.HistogramTimes, end - frame.Window, end);
            Add((long)times * (floats.High - floats.Low + histograms.High - histograms.Low), i, frame.Evaluation);
        }
    }

    private void Add(long samples, int step, Timeline of)
    {
        Interlocked.Add(ref _total, samples);
        if (of.Start == timeline.Start && of.Step == timeline.Step && step < _perStep.Length) Interlocked.Add(ref _perStep[step], samples);
    }
}
