using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>The open histogram chunks, by series. Changed with the head locked for writing, read with it locked for reading.</summary>
internal sealed unsafe class HistogramTable(SeriesChunks chunks)
{
    private readonly Dictionary<uint, HistogramChunk> _open = [];

    public HistogramChunk? Find(uint slot) => _open.GetValueOrDefault(slot);

    /// <summary>Adds a sample newer than the last. True: a chunk was begun for it.</summary>
    public bool Append(SeriesState* series, long timestamp, NativeHistogram histogram)
    {
        chunks.Close(series);
        HistogramChunk? open = Find(series->Slot);
        if (open is not null && open.Encoding == HistogramChunk.EncodingOf(histogram) && !open.IsDue(timestamp)
            && open.Append(timestamp, histogram) != HistogramAppend.NewChunkNeeded) return false;
        if (open is not null) AddClosed(series, open);
        _open[series->Slot] = HistogramChunk.Begin(timestamp, histogram, open);
        return true;
    }

    /// <summary>Ends the open chunk, if any.</summary>
    public void Close(SeriesState* series)
    {
        if (_open.Remove(series->Slot, out HistogramChunk? open)) AddClosed(series, open);
    }

    public bool Remove(uint slot) => _open.Remove(slot);

    private void AddClosed(SeriesState* series, HistogramChunk chunk)
    {
        fixed (byte* bytes = chunk.Buffer)
            chunks.AddClosed(series, new ChunkView(chunk.Encoding, bytes, chunk.Length, chunk.Count, chunk.MinTime, chunk.MaxTime));
    }
}
