using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Querying;

/// <summary>Answers selectors from the head. Each method looks at the head as one commit left it.</summary>
internal sealed class HeadQuerier(MemoryHead head) : ISeriesSource
{
    private const int CancelEvery = 4096;

    public ValueTask<ISeriesSelection> SelectAsync(SeriesSelector selector, CancellationToken cancel)
    {
        var warnings = new List<string>();
        head.Buffers.BeginReading();
        try
        {
            PinnedSeries[] series = UnderLock(() => Pin(selector, warnings, cancel));
            return new ValueTask<ISeriesSelection>(new HeadSelection(series, selector, warnings, head.Buffers));
        }
        catch
        {
            head.Buffers.EndReading();
            throw;
        }
    }

    public ValueTask<NameList> LabelNamesAsync(SeriesSelector selector, CancellationToken cancel)
    {
        List<byte[]> names = UnderLock(() =>
        {
            if (!OverlapsHead(selector)) return [];
            if (selector.Matchers.Count == 0) return [.. head.Index.Names];
            var found = new ByteTexts();
            foreach (MemSeries series in Matching(selector, cancel))
                foreach (LabelPair pair in series.Labels)
                    found.Add(pair.Name);
            return found.ToList();
        });
        return new ValueTask<NameList>(Sorted(names, selector.Limit));
    }

    public ValueTask<NameList> LabelValuesAsync(string name, SeriesSelector selector, CancellationToken cancel)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        List<byte[]> values = UnderLock(() =>
        {
            if (!OverlapsHead(selector)) return [];
            if (selector.Matchers.Count == 0) return [.. head.Index.ValuesOf(utf8)?.Keys ?? []];
            var found = new ByteTexts();
            foreach (MemSeries series in Matching(selector, cancel))
            {
                ReadOnlySpan<byte> value = series.Labels.Get(utf8);
                if (!value.IsEmpty) found.Add(value);
            }
            return found.ToList();
        });
        return new ValueTask<NameList>(Sorted(values, selector.Limit));
    }

    public ValueTask<IReadOnlyList<SeriesExemplars>> ExemplarsAsync(SeriesSelector selector, CancellationToken cancel)
    {
        IReadOnlyList<SeriesExemplars> found = UnderLock(() => head.Exemplars.Select(
            series => Model.Matchers.Matcher.MatchesAll(selector.Matchers, series.Labels), selector.Start, selector.End));
        return new ValueTask<IReadOnlyList<SeriesExemplars>>(found);
    }

    private PinnedSeries[] Pin(SeriesSelector selector, List<string> warnings, CancellationToken cancel)
    {
        if (!OverlapsHead(selector)) return [];
        uint[] slots = MatcherResolver.Resolve(new LabelIndexPostings(head.Index, head.Series), selector.Matchers);
        var pinned = new PinnedSeries[slots.Length];
        int count = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            if (i % CancelEvery == 0) cancel.ThrowIfCancellationRequested();
            if (head.Series.Find(slots[i]) is not { HasSamples: true } series) continue;
            PinnedChunks chunks = series.Pin();
            if (!chunks.Overlaps(selector.Start, selector.End)) continue;
            if (selector.Limit > 0 && count == selector.Limit)
            {
                warnings.Add($"results truncated due to limit: {selector.Limit} series");
                break;
            }
            pinned[count++] = new PinnedSeries(series.Labels, chunks);
        }
        Array.Resize(ref pinned, count);
        return pinned;
    }

    private IEnumerable<MemSeries> Matching(SeriesSelector selector, CancellationToken cancel)
    {
        foreach (uint slot in MatcherResolver.Resolve(new LabelIndexPostings(head.Index, head.Series), selector.Matchers))
        {
            cancel.ThrowIfCancellationRequested();
            if (head.Series.Find(slot) is { HasSamples: true } series && series.Pin().Overlaps(selector.Start, selector.End)) yield return series;
        }
    }

    private bool OverlapsHead(SeriesSelector selector) => selector.Start <= head.MaxTime && selector.End >= head.MinTime;

    private T UnderLock<T>(Func<T> read)
    {
        head.Visibility.EnterReadLock();
        try
        {
            return read();
        }
        finally
        {
            head.Visibility.ExitReadLock();
        }
    }

    private static NameList Sorted(List<byte[]> texts, int limit)
    {
        texts.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
        if (limit <= 0 || texts.Count <= limit) return new NameList(texts.ConvertAll(Encoding.UTF8.GetString), []);
        return new NameList(texts.GetRange(0, limit).ConvertAll(Encoding.UTF8.GetString), [$"results truncated due to limit: {limit}"]);
    }
}
