using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Head;

/// <summary>
/// Brings finished chunks to disk, many at a time. A chunk that cannot be written stays in memory until a later attempt succeeds. Under the commit gate.
/// </summary>
internal sealed unsafe class ChunkMapping(MemoryHead head)
{
    private const int WorthSeries = 256;

    private readonly List<nint> _closed = [];
    private readonly List<(uint Slot, MappedChunk Place)> _places = [];

    /// <summary>After a commit: when enough has come together.</summary>
    public void MapIfDue(BatchLog log)
    {
        TryMapIfMany();
        if (head.OutOfOrder.FinishedCount > 0) TryMapOutOfOrder(log);
    }

    /// <summary>Writes finished chunks when enough series have some. False: that failed, and they stay where they are.</summary>
    public bool TryMapIfMany() => head.Chunks.WithClosed.Count < WorthSeries || TryMap();

    /// <summary>Writes all finished chunks. False: that failed, and they stay where they are.</summary>
    public bool TryMap()
    {
        if (head.Chunks.WithClosed.Count == 0) return true;
        _places.Clear();
        try
        {
            foreach (uint slot in head.Chunks.WithClosed) Put(slot);
            head.Store.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            head.Store.Discard();
            head.Metrics.MapFailures.Add(1);
            return false;
        }
        head.Write(Install);
        return true;
    }

    /// <summary>Makes chunks of what came out of order, writes them, and says so in the log. False: that failed.</summary>
    public bool TryMapOutOfOrder(BatchLog log)
    {
        uint[] slots = head.OutOfOrder.TakeFinished();
        var written = new List<(OutOfOrderChunk Chunk, HeadChunkRef Place)>();
        var markers = new List<MapMarker>();
        try
        {
            foreach (uint slot in slots) PutOutOfOrder(slot, written, markers);
            head.Store.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            head.Store.Discard();
            head.Metrics.MapFailures.Add(1);
            head.OutOfOrder.PutBack(slots);
            return false;
        }
        head.Write(() =>
        {
            foreach ((OutOfOrderChunk chunk, HeadChunkRef place) in written) chunk.MovedTo(place);
        });
        return log.TryMark(markers);
    }

    private void Put(uint slot)
    {
        SeriesState* series = head.Series.Find(slot);
        SeriesChunks.ListClosed(head.Chunks.ClosedOf(series), _closed);
        foreach (nint chunk in _closed)
        {
            ChunkView view = ClosedChunk.ViewOf((ClosedChunk*)chunk);
            _places.Add((slot, new MappedChunk(view.MinTime, head.Store.Put(series->Reference, view, outOfOrder: false))));
        }
    }

    private void PutOutOfOrder(uint slot, List<(OutOfOrderChunk Chunk, HeadChunkRef Place)> written, List<MapMarker> markers)
    {
        SeriesState* series = head.Series.Find(slot);
        if (series is null || head.OutOfOrder.Find(slot) is not { } samples) return;
        // The marker says that everything so far is on disk, so the open list goes along.
        head.Write(samples.Finish);
        foreach (OutOfOrderChunk chunk in samples.Chunks)
        {
            if (chunk.Data is null) continue;
            fixed (byte* bytes = chunk.Data)
            {
                var view = new ChunkView(chunk.Info.Encoding, bytes, chunk.Data.Length - XorDecoder.Padding, chunk.Info.Samples, chunk.Info.MinTime, chunk.Info.MaxTime);
                HeadChunkRef place = head.Store.Put(series->Reference, view, outOfOrder: true);
                written.Add((chunk, place));
                markers.Add(new MapMarker(series->Reference, place));
            }
        }
    }

    private void Install()
    {
        foreach ((uint slot, MappedChunk place) in _places)
        {
            SeriesState* series = head.Series.Find(slot);
            head.Chunks.Add(ref series->Mapped, place);
            head.Chunks.DropClosed(series);
        }
    }
}
