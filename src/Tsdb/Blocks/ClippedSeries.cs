using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Blocks;

/// <summary>Knows what is deleted of the series a cursor stands on.</summary>
internal interface IDeletions
{
    /// <summary>Sorted, apart; empty: nothing.</summary>
    ReadOnlySpan<TimeRange> Current { get; }
}

/// <summary>The part of some series that lies in a time range. Chunks across its ends are cut and written anew.</summary>
internal sealed class ClippedSeries(IChunkedSeries series, TimeRange range) : IChunkedSeries
{
    public void CollectSymbols(ISymbolSink into) => series.CollectSymbols(into);

    public ISeriesCursor Series() => new ClippedCursor(series.Series(), range, null);
}

/// <summary>Walks what a time range and deletions leave of the chunks of another cursor. Untouched chunks pass as they are.</summary>
internal sealed class ClippedCursor(ISeriesCursor inner, TimeRange range, IDeletions? deletions) : ISeriesCursor
{
    private readonly List<(bool Rewritten, int Chunk)> _chunks = [];
    private readonly SampleChunker _chunker = new();
    private readonly SampleColumns _decoded = new();
    private readonly SampleColumns _left = new();

    public ReadOnlySpan<byte> Labels => inner.Labels;

    public int ChunkCount => _chunks.Count;

    public bool MoveNext()
    {
        while (inner.MoveNext())
        {
            _chunks.Clear();
            _chunker.Clear();
            ReadOnlySpan<TimeRange> deleted = deletions is null ? default : deletions.Current;
            for (int i = 0; i < inner.ChunkCount; i++) Take(i, deleted);
            if (_chunks.Count > 0) return true;
        }
        return false;
    }

    public ChunkInfo InfoOf(int chunk) => _chunks[chunk].Rewritten ? _chunker.InfoOf(_chunks[chunk].Chunk) : inner.InfoOf(_chunks[chunk].Chunk);

    public ReadOnlySpan<byte> BytesOf(int chunk) => _chunks[chunk].Rewritten ? _chunker.BytesOf(_chunks[chunk].Chunk) : inner.BytesOf(_chunks[chunk].Chunk);

    public void Dispose() => inner.Dispose();

    private void Take(int chunk, ReadOnlySpan<TimeRange> deleted)
    {
        ChunkInfo info = inner.InfoOf(chunk);
        if (info.MaxTime < range.MinTime || info.MinTime > range.MaxTime) return;
        bool whole = info.MinTime >= range.MinTime && info.MaxTime <= range.MaxTime;
        foreach (TimeRange gone in deleted)
        {
            if (gone.MinTime <= info.MinTime && gone.MaxTime >= info.MaxTime) return;
            whole &= !gone.Overlaps(info.MinTime, info.MaxTime);
        }
        if (whole)
        {
            _chunks.Add((false, chunk));
            return;
        }
        _decoded.Clear();
        _left.Clear();
        ChunkDecoder.Decode(info.Encoding, inner.BytesOf(chunk), range.MinTime, range.MaxTime, _decoded);
        SampleMerge.CopyExcept(_decoded, deleted, _left);
        int before = _chunker.Count;
        _chunker.Add(_left);
        _chunker.Finish();
        for (int i = before; i < _chunker.Count; i++) _chunks.Add((true, i));
    }
}
