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
        // The same chunk may have been written again after a failed attempt.
        if (known && meta.MinTime <= loaded.MaxTime) return;
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

    /// <summary>Gives the chunks in order of a number to its series. False: there are none, or the series has newer samples from elsewhere.</summary>
    public bool TryClaim(ulong reference, SeriesState* series, out TimeRange inOrder, out long samples)
    {
        (inOrder, samples) = (new TimeRange(long.MaxValue, long.MinValue), 0);
        if (!_inOrder.Remove(reference, out Loaded loaded)) return false;
        if (series->Has(SeriesFlags.HasSamples))
        {
            // An older number of the same series: only what continues it can be used, the log has the rest.
            bool continues = series->Tail is null && !series->Has(SeriesFlags.ToMap) && loaded.MinTime > series->Encoder.LastTime;
            if (!continues)
            {
                head.Chunks.Retire(loaded.List);
                return false;
            }
        }
        inOrder = new TimeRange(loaded.MinTime, loaded.MaxTime);
        samples += loaded.Samples;
        head.Counts.Chunks += loaded.List.Count;
        if (series->Mapped.Count == 0) series->Mapped = loaded.List;
        else
        {
            var chunks = new List<MappedChunk>();
            loaded.List.CopyTo(chunks);
            foreach (MappedChunk chunk in chunks) head.Chunks.Add(ref series->Mapped, chunk);
            head.Chunks.Retire(loaded.List);
        }
        series->Encoder.RestartAfter(loaded.MaxTime, 0);
        series->Flags |= SeriesFlags.HasSamples | SeriesFlags.ValueUnknown;
        return true;
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
