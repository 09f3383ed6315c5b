using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Head;

/// <summary>Exactly the out-of-order chunks of a moment, and the last segment of their log that holds them.</summary>
internal sealed record OutOfOrderCut(IReadOnlyDictionary<uint, HashSet<OutOfOrderChunk>> Chunks, int LastSegment)
{
    public static readonly OutOfOrderCut None = new(new Dictionary<uint, HashSet<OutOfOrderChunk>>(), -1);
}

/// <summary>Series of the head that can be written as a block, without what is deleted.</summary>
internal sealed unsafe class HeadRange : IChunkedSeries, IDisposable
{
    private readonly MemoryHead _head;
    private readonly HeadVisit _visit;
    private readonly OutOfOrderCut? _cut;
    private uint[]? _slots;

    private HeadRange(MemoryHead head, TimeRange range, OutOfOrderCut? cut)
    {
        (_head, Range, _cut) = (head, range, cut);
        _visit = new HeadVisit(head);
    }

    public TimeRange Range { get; }

    public static HeadRange InOrder(MemoryHead head, long minTime, long maxTime) => new(head, new TimeRange(minTime, maxTime), null);

    /// <summary>All samples in order of some series.</summary>
    public static HeadRange Of(MemoryHead head, IReadOnlyList<EndedSeries> series)
    {
        (long min, long max) = (long.MaxValue, long.MinValue);
        head.Read(() =>
        {
            foreach (EndedSeries one in series)
                if (head.Series.Find(one.Slot) is var state && state is not null && TimesOf(head, state) is { } times)
                    (min, max) = (Math.Min(min, times.MinTime), Math.Max(max, times.MaxTime));
            return true;
        });
        return new(head, new TimeRange(min, max), null) { _slots = [.. series.Select(one => one.Slot)] };
    }

    public static HeadRange OutOfOrder(MemoryHead head, OutOfOrderCut cut)
    {
        (long min, long max) = (long.MaxValue, long.MinValue);
        foreach (HashSet<OutOfOrderChunk> chunks in cut.Chunks.Values)
            foreach (OutOfOrderChunk chunk in chunks)
                (min, max) = (Math.Min(min, chunk.Info.MinTime), Math.Max(max, chunk.Info.MaxTime));
        return new HeadRange(head, new TimeRange(min, max), cut);
    }

    /// <summary>Oldest and newest time of a series; null: it has no samples.</summary>
    public static TimeRange? TimesOf(MemoryHead head, SeriesState* series)
    {
        (long min, long max) = (long.MaxValue, long.MinValue);
        if (series->HasChunks || series->Has(SeriesFlags.Histogram))
        {
            max = series->Encoder.LastTime;
            min = series->Tail is null ? max : series->OpenSince;
            if (head.Histograms.Find(series->Slot) is { } open) min = open.MinTime;
            for (ClosedChunk* chunk = head.Chunks.ClosedOf(series); chunk is not null; chunk = chunk->Older) min = chunk->MinTime;
            if (series->Mapped.Count > 0) min = OldestOf(series->Mapped);
        }
        if (head.OutOfOrder.Find(series->Slot) is { IsEmpty: false } late)
            (min, max) = (Math.Min(min, late.Range.MinTime), Math.Max(max, late.Range.MaxTime));
        return max < min ? null : new TimeRange(min, max);
    }

    public void CollectSymbols(ISymbolSink into)
    {
        var labels = new Symbols(into);
        foreach (uint slot in Slots()) _head.Postings.VisitLabels(slot, ref labels);
    }

    public ISeriesCursor Series() => new HeadCursor(_head, Range, _cut, SeriesOrder.Sort(_head.Series, Slots()));

    public void Dispose() => _visit.Dispose();

    private static long OldestOf(MappedList list)
    {
        var chunks = new List<MappedChunk>();
        list.CopyTo(chunks);
        return chunks[0].MinTime;
    }

    // The same for symbols and series: what comes in between belongs to neither.
    private uint[] Slots() => _slots ??= _head.Read(() => _cut is null ? _head.Postings.AllSlots() : [.. _cut.Chunks.Keys]);

    private readonly struct Symbols(ISymbolSink into) : ILabelVisitor
    {
        public void Visit(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
        {
            into.Add(name);
            into.Add(value);
        }
    }
}
