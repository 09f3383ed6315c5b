using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>Walks series of the head with their chunks, each as it is when the cursor comes to it. Chunks touched by a deletion are written anew.</summary>
internal sealed unsafe class HeadCursor(MemoryHead head, TimeRange range, OutOfOrderCut? cut, uint[] slots) : ISeriesCursor
{
    private readonly List<ChunkView> _views = [];
    private readonly List<Entry> _chunks = [];
    private byte[] _labels = new byte[1024];
    private int _labelBytes;
    private int _next;

    // Bytes are in an array of their own, or where the view points.
    private readonly record struct Entry(ChunkInfo Info, byte[]? Bytes, int View);

    public ReadOnlySpan<byte> Labels => _labels.AsSpan(0, _labelBytes);

    public int ChunkCount => _chunks.Count;

    public bool MoveNext()
    {
        while (_next < slots.Length)
        {
            uint slot = slots[_next++];
            _views.Clear();
            _chunks.Clear();
            TimeRange[] deletions = head.Read(() => Collect(slot));
            if (deletions.Length > 0) Rewrite(deletions);
            if (_chunks.Count == 0) continue;
            SeriesState* series = head.Series.Find(slot);
            while ((_labelBytes = head.Series.CopyLabels(series, _labels)) < 0) Array.Resize(ref _labels, _labels.Length * 2);
            return true;
        }
        return false;
    }

    public ChunkInfo InfoOf(int chunk) => _chunks[chunk].Info;

    public ReadOnlySpan<byte> BytesOf(int chunk) => _chunks[chunk] is { Bytes: { } bytes } ? bytes : _views[_chunks[chunk].View].Bytes;

    public void Dispose()
    {
    }

    private TimeRange[] Collect(uint slot)
    {
        SeriesState* series = head.Series.Find(slot);
        if (series is null) return [];
        if (cut is not null) CollectOutOfOrder(slot);
        else CollectInOrder(series);
        return head.Deletions.Of(slot);
    }

    private void CollectInOrder(SeriesState* series)
    {
        var pin = new SeriesPin(series, head.Chunks);
        pin.AddFinished(head.Store, range.MinTime, range.MaxTime, _views);
        for (int i = 0; i < _views.Count; i++) _chunks.Add(new Entry(InfoOf(_views[i]), null, i));
        if (pin.OpenOverlaps(range.MinTime, range.MaxTime))
        {
            byte* buffer = stackalloc byte[ChunkCut.MaxChunkBytes + XorDecoder.Padding];
            ChunkView view = pin.CopyOpen(buffer);
            _chunks.Add(new Entry(InfoOf(view), view.Bytes.ToArray(), -1));
        }
        if (head.Histograms.Find(series->Slot) is not { } open || !range.Overlaps(open.MinTime, open.MaxTime)) return;
        _chunks.Add(new Entry(new ChunkInfo(open.Encoding, open.MinTime, open.MaxTime, open.Count), open.Buffer[..open.Length], -1));
    }

    private static ChunkInfo InfoOf(in ChunkView view) => new(view.Encoding, view.MinTime, view.MaxTime, view.Count);

    private void CollectOutOfOrder(uint slot)
    {
        foreach (OutOfOrderChunk chunk in cut!.Chunks[slot].OrderBy(chunk => chunk.Info.MinTime))
        {
            if (chunk.Data is null)
            {
                _views.Add(head.Store.View(chunk.Place));
                _chunks.Add(new Entry(chunk.Info, null, _views.Count - 1));
            }
            else _chunks.Add(new Entry(chunk.Info, chunk.Data[..^XorDecoder.Padding], -1));
        }
    }

    private void Rewrite(TimeRange[] deletions)
    {
        Entry[] before = [.. _chunks];
        _chunks.Clear();
        foreach (Entry entry in before)
        {
            bool touched = Array.Exists(deletions, deleted => deleted.Overlaps(entry.Info.MinTime, entry.Info.MaxTime));
            if (!touched) _chunks.Add(entry);
            else
            {
                byte[] bytes = entry.Bytes ?? _views[entry.View].Bytes.ToArray();
                foreach ((ChunkInfo info, byte[] kept) in ChunkRewrite.Without(deletions, entry.Info, bytes)) _chunks.Add(new Entry(info, kept, -1));
            }
        }
    }
}
