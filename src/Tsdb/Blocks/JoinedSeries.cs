using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Blocks;

/// <summary>The same samples with short chunks of floats that follow each other made into full ones: the head keeps its chunks small in bytes.</summary>
internal sealed class JoinedSeries(IChunkedSeries series) : IChunkedSeries
{
    public void CollectSymbols(ISymbolSink into) => series.CollectSymbols(into);

    public ISeriesCursor Series() => new JoinedCursor(series.Series());
}

/// <summary>Walks the chunks of another cursor. Runs of short ones are decoded and cut anew; all others pass as they are.</summary>
internal sealed class JoinedCursor(ISeriesCursor inner) : ISeriesCursor
{
    /// <summary>A chunk with fewer samples is short.</summary>
    private const int Short = ChunkCut.TargetSamples * 3 / 4;

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
            int to = EndOfRun(from);
            if (to - from == 1) _chunks.Add((false, from));
            else Join(from, to);
            from = to;
        }
        return true;
    }

    public ChunkInfo InfoOf(int chunk) => _chunks[chunk].Rewritten ? _chunker.InfoOf(_chunks[chunk].Chunk) : inner.InfoOf(_chunks[chunk].Chunk);

    public ReadOnlySpan<byte> BytesOf(int chunk) => _chunks[chunk].Rewritten ? _chunker.BytesOf(_chunks[chunk].Chunk) : inner.BytesOf(_chunks[chunk].Chunk);

    public void Dispose() => inner.Dispose();

    private int EndOfRun(int from)
    {
        int to = from + 1;
        if (!IsShort(inner.InfoOf(from))) return to;
        while (to < inner.ChunkCount && IsShort(inner.InfoOf(to)) && inner.InfoOf(to).MinTime > inner.InfoOf(to - 1).MaxTime) to++;
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

    private static bool IsShort(ChunkInfo info) => info.Encoding == ChunkEncoding.Xor && info.Samples < Short;
}
