using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Blocks;

/// <summary>Joins and thins out columns of samples.</summary>
internal static class SampleMerge
{
    /// <summary>Adds the samples of all sources in the order of time. Of several at the same time, that of the earliest source in the list counts.</summary>
    public static void Merge(IReadOnlyList<SampleColumns> sources, SampleColumns into)
    {
        if (FollowEachOther(sources))
        {
            foreach (SampleColumns source in sources) Append(source, into);
            return;
        }
        Span<int> next = sources.Count <= 64 ? stackalloc int[sources.Count] : new int[sources.Count];
        next.Clear();
        while (true)
        {
            int first = -1;
            for (int i = 0; i < sources.Count; i++)
                if (next[i] < sources[i].Count && (first < 0 || sources[i].Timestamps[next[i]] < sources[first].Timestamps[next[first]]))
                    first = i;
            if (first < 0) return;
            long time = sources[first].Timestamps[next[first]];
            Copy(sources[first], next[first], into);
            for (int i = 0; i < sources.Count; i++)
                while (next[i] < sources[i].Count && sources[i].Timestamps[next[i]] <= time)
                    next[i]++;
        }
    }

    /// <summary>Adds the samples that lie in none of the ranges, which are sorted and apart.</summary>
    public static void CopyExcept(SampleColumns from, ReadOnlySpan<TimeRange> deleted, SampleColumns into)
    {
        for (int i = 0; i < from.Count; i++)
        {
            long time = from.Timestamps[i];
            while (!deleted.IsEmpty && deleted[0].MaxTime < time) deleted = deleted[1..];
            if (deleted.IsEmpty || deleted[0].MinTime > time) Copy(from, i, into);
        }
    }

    /// <summary>Adds all samples, which are newer than those there.</summary>
    public static void Append(SampleColumns from, SampleColumns into)
    {
        if (!from.Histograms.IsEmpty)
        {
            for (int i = 0; i < from.Count; i++) Copy(from, i, into);
            return;
        }
        (Memory<long> times, Memory<double> values) = into.Tail(from.Count);
        from.Timestamps.CopyTo(times.Span);
        from.Values.CopyTo(values.Span);
        into.Advance(from.Count);
    }

    private static bool FollowEachOther(IReadOnlyList<SampleColumns> sources)
    {
        long newest = long.MinValue;
        foreach (SampleColumns source in sources)
        {
            if (source.Count == 0) continue;
            if (newest != long.MinValue && source.Timestamps[0] <= newest) return false;
            newest = source.Timestamps[^1];
        }
        return true;
    }

    private static void Copy(SampleColumns from, int sample, SampleColumns into)
    {
        ReadOnlySpan<NativeHistogram?> histograms = from.Histograms;
        if (!histograms.IsEmpty && histograms[sample] is { } histogram) into.Add(from.Timestamps[sample], histogram);
        else into.Add(from.Timestamps[sample], from.Values[sample]);
    }
}
