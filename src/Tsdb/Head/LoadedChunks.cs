using System.Runtime.InteropServices;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Head;

/// <summary>Chunks found on disk that end at or after a time, by the number of their series, until the log says which series that is.</summary>
internal sealed unsafe class LoadedChunks(MemoryHead head, long floor)
{
    private readonly Dictionary<ulong, Loaded> _inOrder = [];
    private readonly Dictionary<ulong, List<HeadChunkMeta>> _outOfOrder = [];

    private struct Loaded
    {
        public MappedList List;
        public long MinTime;
        public long MaxTime;
        public long Samples;

        /// <summary>What comes next may leave a gap.</summary>
        public bool IsBroken;
    }

    public void Add(in HeadChunkMeta meta)
    {
        if (meta.IsOutOfOrder)
        {
            if (!_outOfOrder.TryGetValue(meta.Series, out List<HeadChunkMeta>? chunks)) _outOfOrder[meta.Series] = chunks = [];
            chunks.Add(meta);
            return;
        }
        if (meta.MaxTime < floor) return;
        ref Loaded loaded = ref CollectionsMarshal.GetValueRefOrAddDefault(_inOrder, meta.Series, out bool known);
        if (known && meta.MinTime <= loaded.MaxTime)
        {
            // The same chunk may have been written again after a failed attempt. One that goes beyond it is not used, and so nothing behind it: the log has the rest.
            loaded.IsBroken |= meta.MaxTime > loaded.MaxTime;
            return;
        }
        if (loaded.IsBroken) return;
        head.Chunks.Add(ref loaded.List, new MappedChunk(meta.MinTime, meta.Reference));
        if (!known) loaded.MinTime = meta.MinTime;
        loaded.MaxTime = meta.MaxTime;
        loaded.Samples += meta.Count;
    }

    /// <summary>
    /// Gives a chunk out of order to its series, because a marker names it. Without one it is either handed over to a block already, or its samples are in
    /// the log. Null: there is no such chunk.
    /// </summary>
    public HeadChunkMeta? TryClaim(MapMarker marker, SeriesState* series)
    {
        if (!_outOfOrder.TryGetValue(marker.Reference, out List<HeadChunkMeta>? chunks)) return null;
        int at = chunks.FindIndex(meta => meta.Reference == marker.Place);
        if (at < 0) return null;
        HeadChunkMeta found = chunks[at];
        chunks.RemoveAt(at);
        head.OutOfOrder.AddMapped(series, found);
        return found;
    }

    /// <summary>Gives all chunks out of order to their series: markers may be lost. What blocks have already is then there twice, which does no harm.</summary>
    public long ClaimAll(Func<ulong, nint> seriesOf)
    {
        long samples = 0;
        foreach ((ulong reference, List<HeadChunkMeta> chunks) in _outOfOrder)
        {
            var series = (SeriesState*)seriesOf(reference);
            if (series is null) continue;
            foreach (HeadChunkMeta meta in chunks)
            {
                head.OutOfOrder.AddMapped(series, meta);
                samples += meta.Count;
            }
            head.EnsureIndexed(series);
            chunks.Clear();
        }
        return samples;
    }

    /// <summary>Gives the chunks in order of a number to its series. False: there are none, or the log has to give their samples.</summary>
    public bool TryClaim(ulong reference, SeriesState* series, out TimeRange inOrder, out long samples)
    {
        (inOrder, samples) = (new TimeRange(long.MaxValue, long.MinValue), 0);
        if (!_inOrder.Remove(reference, out Loaded loaded)) return false;
        inOrder = new TimeRange(loaded.MinTime, loaded.MaxTime);
        if (series->Has(SeriesFlags.HasSamples))
        {
            bool isJoined = TryJoin(series, loaded, out samples);
            head.Chunks.Retire(loaded.List);
            return isJoined;
        }
        series->Mapped = loaded.List;
        head.Counts.Chunks += loaded.List.Count;
        samples = loaded.Samples;
        EndAt(series, loaded.MaxTime);
        return true;
    }

    /// <summary>
    /// Chunks of another number of the same series, which may lie before, between and behind those it has: all of them are needed, as the log is passed over up
    /// to the newest. False: the series has none yet but samples from the log, or chunks overlap; then the log has the rest.
    /// </summary>
    private bool TryJoin(SeriesState* series, in Loaded loaded, out long samples)
    {
        samples = 0;
        var chunks = new List<MappedChunk>();
        series->Mapped.CopyTo(chunks);
        int known = chunks.Count;
        loaded.List.CopyTo(chunks);
        // The list knows times to the minute, the file to the millisecond.
        List<(MappedChunk Chunk, ChunkView View)> joined = [.. chunks.Select(chunk => (chunk, head.Store.View(chunk.Place)))];
        long newest = known == 0 ? long.MinValue : joined.Take(known).Max(pair => pair.View.MaxTime);
        bool isOpen = series->Tail is not null || series->Has(SeriesFlags.ToMap) || head.Histograms.Find(series->Slot) is not null;
        // What is open came from the log and goes on behind the newest chunk; so does the rest of it.
        if (isOpen) joined.RemoveAll(pair => pair.View.MaxTime > newest);
        samples = joined.Skip(known).Sum(pair => (long)pair.View.Count);
        joined.Sort((left, right) => left.View.MinTime.CompareTo(right.View.MinTime));
        for (int i = 1; i < joined.Count; i++)
            if (joined[i].View.MinTime <= joined[i - 1].View.MaxTime)
                return false;
        if (joined.Count == known) return false;
        head.Chunks.Retire(series->Mapped);
        series->Mapped = default;
        foreach ((MappedChunk chunk, ChunkView view) in joined) head.Chunks.Add(ref series->Mapped, chunk with { MinTime = view.MinTime });
        head.Counts.Chunks += joined.Count - known;
        if (joined[^1].View.MaxTime > newest) EndAt(series, joined[^1].View.MaxTime);
        return true;
    }

    private static void EndAt(SeriesState* series, long time)
    {
        series->Encoder.RestartAfter(time, 0);
        series->Flags |= SeriesFlags.HasSamples | SeriesFlags.ValueUnknown;
    }

    /// <summary>Forgets what was not claimed; gives the number of chunks in order, whose series no record introduces.</summary>
    public long DropUnclaimed()
    {
        long dropped = 0;
        foreach (Loaded loaded in _inOrder.Values)
        {
            dropped += loaded.List.Count;
            head.Chunks.Retire(loaded.List);
        }
        _inOrder.Clear();
        _outOfOrder.Clear();
        return dropped;
    }
}
