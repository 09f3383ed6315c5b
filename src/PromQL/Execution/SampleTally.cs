namespace Tocsin.PromQL.Execution;

/// <summary>To which steps of the query the samples of an operator belong.</summary>
internal enum CountedAt
{
    /// <summary>The operator's steps are the query's.</summary>
    EachStep,

    /// <summary>What is computed once stands for every step.</summary>
    EveryStep,

    /// <summary>The query has one step and is a subquery: all of its steps belong there.</summary>
    FirstStep,

    /// <summary>Inside a subquery that a function reads: the function's windows are counted, not what they were made of.</summary>
    Nowhere,
}

/// <summary>Counts the samples of one operator.</summary>
/// <param name="times">In how many places of the query the operator stands, read once for all of them, and how often each repeats it.</param>
internal sealed class SampleTally(SampleCounter counter, CountedAt at, long times)
{
    public void Add(Row row)
    {
        for (int i = 0; i < row.Length; i++)
            if (row.IsPresent(i))
                Add(1, i);
    }

    public void Add(SampleSpan samples, WindowFrame frame)
    {
        var floats = default(SlidingRange);
        var histograms = default(SlidingRange);
        for (int i = 0; i < frame.Reference.Count; i++)
        {
            long end = frame.Reference.At(i);
            floats.Move(samples.Timestamps, end - frame.Window, end);
            histograms.Move(samples.HistogramTimes, end - frame.Window, end);
            Add(floats.High - floats.Low + histograms.High - histograms.Low, i);
        }
    }

    private void Add(long samples, int step)
    {
        if (at == CountedAt.EveryStep) counter.AddAtEveryStep(samples * times);
        else counter.Add(samples * times, at == CountedAt.FirstStep ? 0 : step);
    }
}
