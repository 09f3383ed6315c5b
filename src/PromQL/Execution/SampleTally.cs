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
        if (!TellsSteps && !row.HasHistograms)
        {
            Add(row.Length - Absent.CountIn(row.Values));
            return;
        }
        long all = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (!row.IsPresent(i)) continue;
            int weight = row.HasHistograms && row.HistogramAt(i) is { } histogram ? histogram.SampleWeight : 1;
            all += weight;
            if (TellsSteps) counter.AttributeTo(i, weight * times);
        }
        Add(all);
    }

    public void Add(SampleSpan samples, WindowFrame frame)
    {
        if (!TellsSteps && !samples.HasHistograms && frame.Reach == default)
        {
            Add(InAllWindows(samples.Timestamps, frame));
            return;
        }
        var floats = default(SlidingRange);
        var histograms = default(SlidingRange);
        long all = 0, weight = 0;
        for (int i = 0; i < frame.Reference.Count; i++)
        {
            long end = frame.Reference.At(i) + frame.Reach.After, start = frame.Reference.At(i) - frame.Window - frame.Reach.Before;
            floats.Move(samples.Timestamps, start, end);
            (int low, int high) = (histograms.Low, histograms.High);
            histograms.Move(samples.HistogramTimes, start, end);
            for (; high < histograms.High; high++) weight += samples.Histograms[high].SampleWeight;
            for (; low < histograms.Low; low++) weight -= samples.Histograms[low].SampleWeight;
            long found = floats.High - floats.Low + weight;
            all += found;
            if (TellsSteps) counter.AttributeTo(i, found * times);
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

    /// <summary>
    /// A window holds the samples up to its end without those up to its start. Where the starts of windows are the ends of earlier ones, both are
    /// the same but for the last ends and the first starts.
    /// </summary>
    private static long InAllWindows(ReadOnlySpan<long> timestamps, WindowFrame frame)
    {
        if (timestamps.IsEmpty) return 0;
        (_, long step, int count) = frame.Reference;
        long apart = step > 0 && frame.Window % step == 0 ? Math.Min(count, frame.Window / step) : count;
        return UpTo(timestamps, frame.Reference.At((int)(count - apart)), step, apart) - UpTo(timestamps, frame.Reference.Start - frame.Window, step, apart);
    }

    /// <summary>How many samples there are up to each of some moments, added up.</summary>
    private static long UpTo(ReadOnlySpan<long> timestamps, long moment, long step, long moments)
    {
        int found = timestamps.BinarySearch(moment);
        int known = found < 0 ? ~found : found;
        long sum = 0;
        for (; moments > 0; moments--, moment += step)
        {
            while (known < timestamps.Length && timestamps[known] <= moment) known++;
            sum += known;
        }
        return sum;
    }
}
