using Tocsin.Model.Labels;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Head;

/// <summary>All series of the head: by labels in stripes, each with its own lock, and by slot in pages that are read without a lock.</summary>
internal sealed class SeriesTable : ISeriesLabels
{
    private const int StripeCount = 256;
    private const int PageBits = 12;
    private const int PageSize = 1 << PageBits;

    private readonly Dictionary<LabelSet, MemSeries>[] _stripes = new Dictionary<LabelSet, MemSeries>[StripeCount];
    private readonly Lock _growing = new();
    private MemSeries?[]?[] _pages = new MemSeries?[]?[16];
    private int _lastSlot;
    private ulong _lastReference;
    private int _count;

    public SeriesTable()
    {
        for (int i = 0; i < StripeCount; i++) _stripes[i] = [];
    }

    /// <summary>Series, those with nothing committed yet included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The highest slot given out; slots begin at 1.</summary>
    public int LastSlot => Volatile.Read(ref _lastSlot);

    public MemSeries? Find(ulong slot)
    {
        MemSeries?[]?[] pages = Volatile.Read(ref _pages);
        ulong page = slot >> PageBits;
        return page < (ulong)pages.Length && pages[page] is { } series ? Volatile.Read(ref series[(int)slot & (PageSize - 1)]) : null;
    }

    public MemSeries? Find(LabelSet labels)
    {
        Dictionary<LabelSet, MemSeries> stripe = StripeOf(labels);
        lock (stripe) return stripe.GetValueOrDefault(labels);
    }

    /// <summary>Finds the series or makes it, with the given number in the log or the next free one.</summary>
    public MemSeries GetOrAdd(LabelSet labels, out bool added, ulong reference = 0)
    {
        Dictionary<LabelSet, MemSeries> stripe = StripeOf(labels);
        lock (stripe)
        {
            added = !stripe.TryGetValue(labels, out MemSeries? series);
            if (!added) return series!;
            lock (_growing)
            {
                if (reference == 0) reference = ++_lastReference;
                else _lastReference = Math.Max(_lastReference, reference);
                series = new MemSeries(labels, ++_lastSlot, reference);
                Place(series);
            }
            stripe.Add(labels, series);
            Interlocked.Increment(ref _count);
            return series;
        }
    }

    /// <summary>A number the log has used already; new ones come after it.</summary>
    public void SkipReference(ulong reference) => _lastReference = Math.Max(_lastReference, reference);

    /// <summary>Removes a series without samples unless a batch waits to give it some.</summary>
    public bool TryRemove(MemSeries series)
    {
        Dictionary<LabelSet, MemSeries> stripe = StripeOf(series.Labels);
        lock (stripe)
        {
            lock (series)
            {
                if (series.PendingCount > 0 || series.HasSamples || series.IsGone) return false;
                series.IsGone = true;
            }
            stripe.Remove(series.Labels);
        }
        Volatile.Write(ref _pages[series.Slot >> PageBits]![series.Slot & (PageSize - 1)], null);
        Interlocked.Decrement(ref _count);
        return true;
    }

    public LabelSet LabelsOf(int slot) => Find((ulong)slot)?.Labels ?? LabelSet.Empty;

    /// <summary>The series in a range of slots.</summary>
    public IEnumerable<MemSeries> Between(int firstSlot, int lastSlot)
    {
        for (int slot = firstSlot; slot <= lastSlot; slot++)
            if (Find((ulong)slot) is { } series)
                yield return series;
    }

    private void Place(MemSeries series)
    {
        int page = series.Slot >> PageBits;
        MemSeries?[]?[] pages = _pages;
        if (page >= pages.Length)
        {
            Array.Resize(ref pages, pages.Length * 2);
            Volatile.Write(ref _pages, pages);
        }
        MemSeries?[] place = pages[page] ??= new MemSeries?[PageSize];
        Volatile.Write(ref place[series.Slot & (PageSize - 1)], series);
    }

    private Dictionary<LabelSet, MemSeries> StripeOf(LabelSet labels) => _stripes[(labels.Hash >> 32) % StripeCount];
}
