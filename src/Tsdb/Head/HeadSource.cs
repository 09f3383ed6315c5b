using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Head;

/// <summary>Answers selectors from the head. Each method looks at the head as one commit left it.</summary>
internal sealed unsafe class HeadSource(MemoryHead head) : ISeriesSource
{
    private const int CancelEvery = 4096;

    public ValueTask<ISeriesSelection> SelectAsync(SeriesSelector selector, CancellationToken cancel)
    {
        var visit = new HeadVisit(head);
        try
        {
            var warnings = new List<string>();
            var extras = new Dictionary<int, PinnedExtras>();
            SeriesPin[] pins = head.Read(() => Pin(selector, extras, warnings, cancel));
            return new ValueTask<ISeriesSelection>(new HeadSelection(head, visit, pins, extras, selector, warnings));
        }
        catch
        {
            visit.Dispose();
            throw;
        }
    }

    public ValueTask<NameList> LabelNamesAsync(SeriesSelector selector, CancellationToken cancel)
    {
        using var visit = new HeadVisit(head);
        var texts = new Texts();
        head.Read(() =>
        {
            if (!Overlaps(selector)) return 0;
            if (selector.Matchers.Count == 0) head.Postings.VisitNames(ref texts);
            else ForEach(selector, slot => head.Postings.VisitLabels(slot, ref texts), cancel);
            return 0;
        });
        return new ValueTask<NameList>(texts.Sorted(selector.Limit));
    }

    public ValueTask<NameList> LabelValuesAsync(string name, SeriesSelector selector, CancellationToken cancel)
    {
        using var visit = new HeadVisit(head);
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        var texts = new Texts();
        head.Read(() =>
        {
            if (!Overlaps(selector)) return 0;
            if (selector.Matchers.Count == 0) head.Postings.Visit(utf8, ref texts);
            else ForEach(selector, slot => texts.Add(head.Postings.ValueOf(slot, utf8)), cancel);
            return 0;
        });
        return new ValueTask<NameList>(texts.Sorted(selector.Limit));
    }

    public ValueTask<IReadOnlyList<SeriesExemplars>> ExemplarsAsync(SeriesSelector selector, CancellationToken cancel)
    {
        IReadOnlyList<SeriesExemplars> found = head.Read(() => head.Exemplars.Select(
            series => Matcher.MatchesAll(selector.Matchers, series), selector.Start, selector.End));
        return new ValueTask<IReadOnlyList<SeriesExemplars>>(found);
    }

    private SeriesPin[] Pin(SeriesSelector selector, Dictionary<int, PinnedExtras> extras, List<string> warnings, CancellationToken cancel)
    {
        if (!Overlaps(selector)) return [];
        uint[] slots = MatcherResolver.Resolve(head.Postings, selector.Matchers);
        var pinned = new SeriesPin[slots.Length];
        int count = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            if (i % CancelEvery == 0) cancel.ThrowIfCancellationRequested();
            SeriesState* series = head.Series.Find(slots[i]);
            var pin = new SeriesPin(series, head.Chunks);
            PinnedExtras? more = PinnedExtras.Of(head, series);
            if (!pin.MayOverlap(selector.Start, selector.End) && more?.MayOverlap(selector.Start, selector.End) != true) continue;
            if (selector.Limit > 0 && count == selector.Limit)
            {
                warnings.Add($"results truncated due to limit: {selector.Limit} series");
                break;
            }
            if (more is not null) extras[count] = more;
            pinned[count++] = pin;
        }
        Array.Resize(ref pinned, count);
        return pinned;
    }

    private void ForEach(SeriesSelector selector, Action<uint> visit, CancellationToken cancel)
    {
        int seen = 0;
        foreach (uint slot in MatcherResolver.Resolve(head.Postings, selector.Matchers))
        {
            if (seen++ % CancelEvery == 0) cancel.ThrowIfCancellationRequested();
            SeriesState* series = head.Series.Find(slot);
            if (new SeriesPin(series, head.Chunks).MayOverlap(selector.Start, selector.End)
                || PinnedExtras.Of(head, series)?.MayOverlap(selector.Start, selector.End) == true) visit(slot);
        }
    }

    private bool Overlaps(SeriesSelector selector) =>
        (selector.Start <= head.MaxTime && selector.End >= head.MinTime) || head.OutOfOrder.Count > 0;

    private readonly struct Texts() : INameVisitor, IValueVisitor, ILabelVisitor
    {
        private readonly HashSet<byte[]> _texts = new(Utf8Comparer.Instance);

        public void Add(ReadOnlySpan<byte> text)
        {
            if (!text.IsEmpty) _texts.GetAlternateLookup<ReadOnlySpan<byte>>().Add(text);
        }

        public void Visit(ReadOnlySpan<byte> name) => Add(name);

        public bool Visit(ReadOnlySpan<byte> value, PostingRef list)
        {
            Add(value);
            return true;
        }

        public void Visit(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Add(name);

        public NameList Sorted(int limit)
        {
            List<byte[]> sorted = [.. _texts];
            sorted.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
            if (limit <= 0 || sorted.Count <= limit) return new NameList(sorted.ConvertAll(Encoding.UTF8.GetString), []);
            return new NameList(sorted.GetRange(0, limit).ConvertAll(Encoding.UTF8.GetString), [$"results truncated due to limit: {limit}"]);
        }
    }
}
