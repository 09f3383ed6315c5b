using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>Samples that came out of order, by series. Changed with the head locked for writing, read with it locked for reading.</summary>
internal sealed unsafe class OutOfOrderTable
{
    private readonly Dictionary<uint, OutOfOrderSeries> _bySlot = [];
    private readonly HashSet<uint> _finished = [];

    public int Count => _bySlot.Count;

    public IReadOnlyDictionary<uint, OutOfOrderSeries> All => _bySlot;

    /// <summary>Series with finished chunks in memory.</summary>
    public int FinishedCount => _finished.Count;

    public OutOfOrderSeries? Find(uint slot) => _bySlot.GetValueOrDefault(slot);

    public bool Insert(SeriesState* series, long time, double value, NativeHistogram? histogram)
    {
        OutOfOrderSeries samples = GetOrAdd(series);
        bool inserted = samples.Insert(time, value, histogram);
        if (samples.HasChunksInMemory) _finished.Add(series->Slot);
        return inserted;
    }

    /// <summary>A chunk that is on disk.</summary>
    public void AddMapped(SeriesState* series, in HeadChunkMeta meta)
    {
        var chunk = new OutOfOrderChunk(new ChunkInfo(meta.Encoding, meta.MinTime, meta.MaxTime, meta.Count), null);
        chunk.MovedTo(meta.Reference);
        GetOrAdd(series).Chunks.Add(chunk);
    }

    /// <summary>Takes the series whose finished chunks should go to disk.</summary>
    public uint[] TakeFinished()
    {
        uint[] slots = [.. _finished];
        _finished.Clear();
        return slots;
    }

    /// <summary>All series should go to disk.</summary>
    public void NoteAll() => _finished.UnionWith(_bySlot.Keys);

    public void PutBack(uint[] slots) => _finished.UnionWith(slots);

    public void Remove(uint slot)
    {
        _bySlot.Remove(slot);
        _finished.Remove(slot);
    }

    /// <summary>Nothing here is older; <see cref="long.MaxValue"/>: there is nothing.</summary>
    public long OldestTime => _bySlot.Values.Where(samples => !samples.IsEmpty).Select(samples => samples.Range.MinTime).DefaultIfEmpty(long.MaxValue).Min();

    /// <summary>The first file that holds a chunk which is still needed.</summary>
    public int FirstFile()
    {
        int first = int.MaxValue;
        foreach (OutOfOrderSeries samples in _bySlot.Values)
            foreach (OutOfOrderChunk chunk in samples.Chunks)
                if (chunk.Data is null)
                    first = Math.Min(first, chunk.Place.File);
        return first;
    }

    private OutOfOrderSeries GetOrAdd(SeriesState* series)
    {
        if (_bySlot.TryGetValue(series->Slot, out OutOfOrderSeries? samples)) return samples;
        series->Flags |= SeriesFlags.OutOfOrder;
        return _bySlot[series->Slot] = new OutOfOrderSeries();
    }
}
