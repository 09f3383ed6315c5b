using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>What a truncation removed.</summary>
internal readonly record struct TruncationReport(long Chunks, long Samples, int Series);

/// <summary>Drops chunks that end before a time, then series that have nothing left. Works in slices, so that commits and queries get in between.</summary>
internal sealed unsafe class HeadTruncation(MemoryHead head, Func<int> currentSegment)
{
    private const int SliceSlots = 4096;

    private readonly List<uint> _gone = [];
    private readonly List<nint> _closed = [];
    private readonly List<MappedChunk> _mapped = [];
    private readonly HashSet<int> _orphans = [];
    private long _minTime;
    private long _chunks;
    private long _samples;
    private long _oldest;
    private int _series;

    /// <summary>Samples in the chunks dropped are counted, those deleted earlier included.</summary>
    public TruncationReport DropBefore(long minTime)
    {
        (_minTime, _oldest, _chunks, _samples, _series) = (minTime, long.MaxValue, 0, 0, 0);
        head.BetweenCommits(() => head.OldestAdded = long.MaxValue);
        for (uint first = 0; first <= head.Series.LastSlot; first += SliceSlots)
        {
            uint begin = first;
            head.BetweenCommits(() => head.Write(() => DropSlice(begin)));
        }
        head.BetweenCommits(() => head.Write(() =>
        {
            // What is left, and what commits between two slices have added. Never less than what is dropped, also when there was nothing to drop: a head that
            // begins with a gap would be due for ever.
            head.SetMinTime(Math.Max(minTime, Math.Min(_oldest, head.OldestAdded)));
            // What came out of order may be older than that, and stays until blocks have it.
            head.Deletions.DropBefore(Math.Min(minTime, head.OutOfOrder.OldestTime));
            if (_series > 0) ForgetMetadata();
            head.Store.RemoveBefore(minTime, head.OutOfOrder.FirstFile());
        }));
        return new TruncationReport(_chunks, _samples, _series);
    }

    /// <summary>Drops series that have ended, with all their samples, which blocks have by now. One that got a sample since is kept.</summary>
    public TruncationReport DropEnded(IReadOnlyList<EndedSeries> ended)
    {
        (_minTime, _oldest, _chunks, _samples, _series) = (long.MaxValue, long.MaxValue, 0, 0, 0);
        foreach (EndedSeries[] slice in ended.Chunk(SliceSlots)) head.BetweenCommits(() => head.Write(() => DropSlice(slice)));
        if (_series > 0) head.BetweenCommits(() => head.Write(ForgetMetadata));
        return new TruncationReport(_chunks, _samples, _series);
    }

    private void DropSlice(uint firstSlot)
    {
        (long chunks, long samples) = (_chunks, _samples);
        for (uint slot = firstSlot; slot < firstSlot + SliceSlots; slot++) DropFrom(slot);
        Count(chunks, samples);
        RemoveSeries();
    }

    // A batch that is still open keeps its series, and so its samples, though blocks have them as well.
    private void DropSlice(EndedSeries[] slice)
    {
        (long chunks, long samples) = (_chunks, _samples);
        ulong oldestBatch = (ulong)head.Series.OldestInside;
        foreach (EndedSeries ended in slice)
        {
            SeriesState* series = head.Series.Find(ended.Slot);
            if (series is null || !EndedSeriesSearch.HasEnded(series, ended.LastTime + 1)) continue;
            if (Volatile.Read(ref series->PendingStamp) >> AppendBatch.StampShift < oldestBatch) DropFrom(ended.Slot);
        }
        Count(chunks, samples);
        RemoveSeries();
    }

    private void DropFrom(uint slot)
    {
        SeriesState* series = head.Series.Find(slot);
        if (series is null) return;
        DropChunks(series);
        if (HasAnything(series)) return;
        series->Flags |= SeriesFlags.Gone;
        _gone.Add(slot);
    }

    private void Count(long chunksBefore, long samplesBefore)
    {
        head.Counts.Chunks -= _chunks - chunksBefore;
        head.Counts.Samples -= _samples - samplesBefore;
        head.Metrics.ChunksRemoved.Add(_chunks - chunksBefore);
    }

    private bool HasAnything(SeriesState* series)
    {
        if (series->HasChunks || (series->Has(SeriesFlags.Histogram) && head.Histograms.Find(series->Slot) is not null)) return true;
        return series->Has(SeriesFlags.OutOfOrder) && head.OutOfOrder.Find(series->Slot) is { IsEmpty: false };
    }

    private void RemoveSeries()
    {
        if (_gone.Count == 0) return;
        // See HeadAppender: after this, either we see the stamp of a batch that still wants the series, or its appender sees that it is gone.
        Interlocked.MemoryBarrierProcessWide();
        ulong oldestBatch = (ulong)head.Series.OldestInside;
        _gone.RemoveAll(slot =>
        {
            SeriesState* series = head.Series.Find(slot);
            ulong stamp = Volatile.Read(ref series->PendingStamp) >> AppendBatch.StampShift;
            if (stamp == 0 || stamp < oldestBatch) return false;
            series->Flags &= ~SeriesFlags.Gone;
            return true;
        });
        List<uint> indexed = _gone.FindAll(slot => head.Series.Find(slot)->Has(SeriesFlags.Indexed));
        if (indexed.Count > 0) head.Postings.Remove(indexed);
        _orphans.Clear();
        foreach (uint slot in _gone)
        {
            head.Removed.Add(head.Series.Find(slot)->Reference, currentSegment());
            head.OutOfOrder.Remove(slot);
            head.Deletions.Remove(slot);
            head.Histograms.Remove(slot);
            head.Series.Remove(head.Series.Find(slot), _orphans);
        }
        head.Series.Pairs.Remove(_orphans);
        _series += indexed.Count;
        head.Metrics.SeriesRemoved.Add(indexed.Count);
        _gone.Clear();
    }

    private void DropChunks(SeriesState* series)
    {
        DropMapped(series);
        DropClosed(series);
        if (series->Tail is not null)
        {
            if (series->Encoder.LastTime < _minTime)
            {
                Note(1, series->Encoder.Count);
                head.Chunks.DropOpen(series);
            }
            else _oldest = Math.Min(_oldest, series->OpenSince);
        }
        if (!series->Has(SeriesFlags.Histogram) || head.Histograms.Find(series->Slot) is not { } open) return;
        if (open.MaxTime < _minTime)
        {
            Note(1, open.Count);
            head.Histograms.Remove(series->Slot);
        }
        else _oldest = Math.Min(_oldest, open.MinTime);
    }

    private void DropMapped(SeriesState* series)
    {
        if (series->Mapped.Count == 0) return;
        _mapped.Clear();
        series->Mapped.CopyTo(_mapped);
        int gone = 0;
        while (gone < _mapped.Count && EndsBefore(_mapped[gone])) Note(1, head.Store.View(_mapped[gone++].Place).Count);
        if (gone == _mapped.Count)
        {
            head.Chunks.Retire(series->Mapped);
            series->Mapped = default;
            return;
        }
        if (gone == 0 && _mapped[0].MinTime >= _oldest) return;
        long oldest = head.Store.View(_mapped[gone].Place).MinTime;
        _oldest = Math.Min(_oldest, oldest);
        if (gone > 0) head.Chunks.DropFirst(ref series->Mapped, gone, oldest);
    }

    private bool EndsBefore(MappedChunk chunk) => chunk.MinTime < _minTime && head.Store.View(chunk.Place).MaxTime < _minTime;

    private void DropClosed(SeriesState* series)
    {
        if (head.Chunks.ClosedOf(series) is var newest && newest is null) return;
        SeriesChunks.ListClosed(newest, _closed);
        int gone = 0;
        while (gone < _closed.Count && ((ClosedChunk*)_closed[gone])->MaxTime < _minTime) gone++;
        if (gone < _closed.Count) _oldest = Math.Min(_oldest, ((ClosedChunk*)_closed[gone])->MinTime);
        if (gone == 0) return;
        ClosedChunk* before = head.Chunks.TakeClosed(series);
        for (int i = 0; i < _closed.Count; i++)
        {
            var chunk = (ClosedChunk*)_closed[i];
            if (i < gone) Note(1, chunk->Count);
            else head.Chunks.AddClosed(series, ClosedChunk.ViewOf(chunk));
        }
        head.Chunks.RetireClosed(before);
    }

    private void Note(long chunks, long samples)
    {
        _chunks += chunks;
        _samples += samples;
    }

    private void ForgetMetadata()
    {
        foreach (string name in head.Metadata.Names)
            if (!head.Postings.TryFind(LabelNames.MetricNameUtf8, Encoding.UTF8.GetBytes(name), out _))
                head.Metadata.Remove(name);
    }
}
