using System.Runtime.InteropServices;
using Tocsin.Tsdb.Chunks;

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

    /// <summary>Gives the chunks of a number to its series. False: there are none.</summary>
    public bool TryClaim(ulong reference, SeriesState* series, out TimeRange inOrder, out long samples)
    {
        (inOrder, samples) = (new TimeRange(long.MaxValue, long.MinValue), 0);
        bool any = false;
        if (_outOfOrder.Remove(reference, out List<HeadChunkMeta>? late))
        {
            any = true;
            foreach (HeadChunkMeta meta in late)
            {
                head.OutOfOrder.AddMapped(series, meta);
                samples += meta.Count;
            }
        }
        if (!_inOrder.Remove(reference, out Loaded loaded)) return any;
        if (series->Has(SeriesFlags.HasSamples))
        {
            // An older number of the same series: only what continues it can be used, the log has the rest.
            bool continues = series->Tail is null && series->Closed is null && loaded.MinTime > series->Encoder.LastTime;
            if (!continues)
            {
                head.Chunks.Retire(loaded.List);
                return any;
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

    /// <summary>Forgets chunks whose series no record introduces; gives their number.</summary>
    public long DropUnclaimed()
    {
        long dropped = 0;
        foreach (Loaded loaded in _inOrder.Values)
        {
            dropped += loaded.List.Count;
            head.Chunks.Retire(loaded.List);
        }
        foreach (List<HeadChunkMeta> chunks in _outOfOrder.Values) dropped += chunks.Count;
        _inOrder.Clear();
        _outOfOrder.Clear();
        return dropped;
    }
}
