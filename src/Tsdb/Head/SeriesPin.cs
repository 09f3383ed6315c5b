using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>The float chunks of a series at one moment, while appending goes on; see <see cref="XorEncoder"/> for the open one.</summary>
internal readonly unsafe struct SeriesPin
{
    private readonly SeriesState* _series;
    private readonly OpenBlock* _open;
    private readonly ClosedChunk* _closed;
    private readonly MappedList _mapped;
    private readonly long _openSince;
    private readonly long _newest;
    private readonly int _openLength;
    private readonly int _openCount;

    public SeriesPin(SeriesState* series, SeriesChunks chunks)
    {
        _series = series;
        _open = series->Open;
        _closed = chunks.ClosedOf(series);
        _mapped = series->Mapped;
        _openSince = series->OpenSince;
        _newest = series->Encoder.LastTime;
        if (_open is null) return;
        _openLength = series->Encoder.Length;
        _openCount = series->Encoder.Count;
    }

    public SeriesState* Series => _series;

    /// <summary>Whether any chunk but an open histogram may reach into the time range, both ends inclusive.</summary>
    public bool MayOverlap(long minTime, long maxTime)
    {
        if (OpenOverlaps(minTime, maxTime)) return true;
        for (ClosedChunk* chunk = _closed; chunk is not null; chunk = chunk->Older)
            if (chunk->MinTime <= maxTime && chunk->MaxTime >= minTime)
                return true;
        // Where the newest chunk on disk ends is in its file only, so it counts when it begins early enough.
        for (MappedNode* node = _mapped.Newest; node is not null; node = node->Older)
            if (node->MinTime <= maxTime)
                return true;
        return false;
    }

    /// <summary>Whether the open chunk overlaps; <see cref="CopyOpen"/> gives it.</summary>
    public bool OpenOverlaps(long minTime, long maxTime) => _open is not null && _openSince <= maxTime && _newest >= minTime;

    /// <summary>Copies the open chunk to a place of at least <see cref="ChunkCut.MaxChunkBytes"/> and <see cref="XorDecoder.Padding"/> bytes.</summary>
    public ChunkView CopyOpen(byte* into)
    {
        SeriesChunks.CopyOpen(_open, new Span<byte>(into, _openLength), _openCount);
        return new ChunkView(ChunkEncoding.Xor, into, _openLength, _openCount, _openSince, _newest);
    }

    /// <summary>Adds the finished chunks that overlap the time range, the oldest first. A chunk may hold samples outside.</summary>
    public void AddFinished(HeadChunkStore store, long minTime, long maxTime, List<ChunkView> into)
    {
        int begin = into.Count;
        for (ClosedChunk* chunk = _closed; chunk is not null; chunk = chunk->Older)
            if (chunk->MinTime <= maxTime && chunk->MaxTime >= minTime)
                into.Add(ClosedChunk.ViewOf(chunk));
        AddMapped(store, minTime, maxTime, into);
        into.Reverse(begin, into.Count - begin);
    }

    // From the newest back to the first that begins before the range: a chunk ends before the next begins.
    private void AddMapped(HeadChunkStore store, long minTime, long maxTime, List<ChunkView> into)
    {
        int end = _mapped.Count;
        for (MappedNode* node = _mapped.Newest; node is not null; end = node->Before, node = node->Older)
        {
            for (int i = end - node->Before - 1; i >= 0; i--)
            {
                MappedChunk mapped = MappedNode.At(node, i);
                if (mapped.MinTime > maxTime) continue;
                ChunkView chunk = store.View(mapped.Place);
                if (chunk.MaxTime >= minTime && chunk.MinTime <= maxTime) into.Add(chunk);
                if (chunk.MinTime <= minTime) return;
            }
        }
    }
}
