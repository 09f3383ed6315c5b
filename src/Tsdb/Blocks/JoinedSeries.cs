using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Blocks;

/// <summary>The same samples in fewer chunks of floats where full ones hold them: the head ends its chunks early, to keep memory small.</summary>
internal sealed class JoinedSeries(IChunkedSeries series) : IChunkedSeries
{
    public void CollectSymbols(ISymbolSink into) => series.CollectSymbols(into);

    public ISeriesCursor Series() => new JoinedCursor(series.Series());
}

/// <summary>Walks the chunks of another cursor. Runs that can do with fewer are decoded and cut anew; all others pass as they are.</summary>
internal sealed class JoinedCursor(ISeriesCursor inner) : ISeriesCursor
{
    private readonly List<(bool Rewritten, int Chunk)> _chunks = [];
    private readonly SampleChunker _chunker = new();
    private readonly SampleColumns _decoded = new();

    public ReadOnlySpan<byte> Labels => inner.Labels;

    public int ChunkCount => _chunks.Count;

    public bool MoveNext()
    {
        _chunks.Clear();
        _chunker.Clear();
        if (!inner.MoveNext()) return false;
        for (int from = 0; from < inner.ChunkCount;)
        {
            int to = EndOfRun(from, out int samples);
            if (to - from > (samples + ChunkCut.TargetSamples - 1) / ChunkCut.TargetSamples) Join(from, to);
            else
                for (int i = from; i < to; i++)
                    _chunks.Add((false, i));
            from = to;
        }
        return true;
    }

    public ChunkInfo InfoOf(int chunk) => _chunks[chunk].Rewritten ? _chunker.InfoOf(_chunks[chunk].Chunk) : inner.InfoOf(_chunks[chunk].Chunk);

    public ReadOnlySpan<byte> BytesOf(int chunk) => _chunks[chunk].Rewritten ? _chunker.BytesOf(_chunks[chunk].Chunk) : inner.BytesOf(_chunks[chunk].Chunk);

    public void Dispose() => inner.Dispose();

    // Chunks of floats, none of which overlaps the next.
    private int EndOfRun(int from, out int samples)
    {
        ChunkInfo last = inner.InfoOf(from);
        samples = last.Samples;
        int to = from + 1;
        for (; last.Encoding == ChunkEncoding.Xor && to < inner.ChunkCount; to++)
        {
            ChunkInfo next = inner.InfoOf(to);
            if (next.Encoding != ChunkEncoding.Xor || next.MinTime <= last.MaxTime) break;
            samples += next.Samples;
            last = next;
        }
        return to;
    }

    private void Join(int from, int to)
    {
        int before = _chunker.Count;
        for (int i = from; i < to; i++)
        {
            _decoded.Clear();
            ChunkDecoder.Decode(ChunkEncoding.Xor, inner.BytesOf(i), long.MinValue, long.MaxValue, _decoded);
            _chunker.Add(_decoded);
        }
        _chunker.Finish();
        for (int i = before; i < _chunker.Count; i++) _chunks.Add((true, i));
    }
}
