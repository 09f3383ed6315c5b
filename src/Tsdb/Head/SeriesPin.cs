using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>The float chunks of a series at one moment, while appending goes on; see <see cref="XorEncoder"/> for the open one.</summary>
internal readonly unsafe struct SeriesPin
{
    private readonly SeriesState* _series;
    private readonly byte* _open;
    private readonly ClosedChunk* _closed;
    private readonly MappedChunk* _mapped;
    private readonly long _openSince;
    private readonly long _newest;
    private readonly int _mappedCount;
    private readonly int _openLength;
    private readonly int _openCount;

    public SeriesPin(SeriesState* series)
    {
        _series = series;
        _open = series->Open;
        _closed = series->Closed;
        _mapped = series->Mapped.Items;
        _mappedCount = series->Mapped.Count;
        _openSince = series->OpenSince;
        _newest = series->Encoder.LastTime;
        if (_open is null) return;
        _openLength = series->Encoder.Length;
        _openCount = series->Encoder.Count;
    }

    public SeriesState* Series => _series;

    public uint Slot => _series->Slot;

    /// <summary>Whether any chunk but an open histogram may reach into the time range, both ends inclusive.</summary>
    public bool MayOverlap(long minTime, long maxTime)
    {
        if (_open is not null && _openSince <= maxTime && _newest >= minTime) return true;
        for (ClosedChunk* chunk = _closed; chunk is not null; chunk = chunk->Older)
            if (chunk->MinTime <= maxTime && chunk->MaxTime >= minTime)
                return true;
        return _mappedCount > 0 && _mapped[0].MinTime <= maxTime && FirstMapped(minTime) < _mappedCount;
    }

    /// <summary>Adds the chunks that overlap the time range, the oldest first. A chunk may hold samples outside.</summary>
    public void AddChunks(HeadChunkStore store, long minTime, long maxTime, List<ChunkView> into)
    {
        for (int i = FirstMapped(minTime); i < _mappedCount && _mapped[i].MinTime <= maxTime; i++)
        {
            ChunkView chunk = store.View(_mapped[i].Place);
            if (chunk.MaxTime >= minTime) into.Add(chunk);
        }
        int begin = into.Count;
        for (ClosedChunk* chunk = _closed; chunk is not null; chunk = chunk->Older)
            if (chunk->MinTime <= maxTime && chunk->MaxTime >= minTime)
                into.Add(ClosedChunk.ViewOf(chunk));
        into.Reverse(begin, into.Count - begin);
        if (_open is not null && _openSince <= maxTime && _newest >= minTime)
            into.Add(new ChunkView(ChunkEncoding.Xor, _open, _openLength, _openCount, _openSince, _newest));
    }

    // A chunk ends before the next begins; where the last one ends is not known here, so it always counts.
    private int FirstMapped(long minTime)
    {
        int low = 0, high = _mappedCount - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_mapped[middle + 1].MinTime <= minTime) low = middle + 1;
            else high = middle;
        }
        return Math.Max(low, 0);
    }
}
