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
    private bool TellsSteps => at == CountedAt.EachStep && counter.TellsSteps;

    public void Add(Row row)
    {
        bool tellsSteps = TellsSteps;
        long all = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (!row.IsPresent(i)) continue;
            all++;
            if (tellsSteps) counter.AttributeTo(i, times);
        }
        Add(all);
    }

    public void Add(SampleSpan samples, WindowFrame frame)
    {
        bool tellsSteps = TellsSteps;
        long all = 0;
        var floats = default(SlidingRange);
        var histograms = default(SlidingRange);
        for (int i = 0; i < frame.Reference.Count; i++)
        {
            long end = frame.Reference.At(i);
            floats.Move(samples.Timestamps, end - frame.Window, end);
            if (samples.HasHistograms) histograms.Move(samples.HistogramTimes, end - frame.Window, end);
            int inside = floats.High - floats.Low + histograms.High - histograms.Low;
            all += inside;
            if (tellsSteps) counter.AttributeTo(i, inside * times);
        }
        Add(all);
    }

    public void Add(long samples)
    {
        if (at == CountedAt.EveryStep)
        {
            counter.AddAtEveryStep(samples * times);
            return;
        }
        counter.Add(samples * times);
        if (at == CountedAt.FirstStep) counter.AttributeTo(step: 0, samples * times);
    }
}
