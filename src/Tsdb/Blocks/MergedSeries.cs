using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Blocks;

/// <summary>
/// Several sources as one: the same series once, its chunks by time. Chunks that overlap no other pass as they are; those that do are decoded, merged and
/// written anew.
/// </summary>
internal sealed class MergedSeries(IReadOnlyList<IChunkedSeries> sources) : IChunkedSeries
{
    public void CollectSymbols(ISymbolSink into)
    {
        foreach (IChunkedSeries source in sources) source.CollectSymbols(into);
    }

    public ISeriesCursor Series() => new Cursor([.. sources.Select(source => source.Series())]);

    private sealed class Cursor : ISeriesCursor
    {
        private readonly ISeriesCursor[] _cursors;
        private readonly bool[] _alive;
        private readonly List<int> _current = [];
        private readonly List<Piece> _pieces = [];
        private readonly List<Piece> _chunks = [];
        private readonly SampleChunker _chunker = new();
        private readonly List<SampleColumns> _columns = [];
        private readonly SampleColumns _merged = new();

        public Cursor(ISeriesCursor[] cursors)
        {
            _cursors = cursors;
            _alive = Array.ConvertAll(cursors, cursor => cursor.MoveNext());
        }

        public ReadOnlySpan<byte> Labels => _cursors[_current[0]].Labels;

        public int ChunkCount => _chunks.Count;

        public bool MoveNext()
        {
            foreach (int source in _current) _alive[source] = _cursors[source].MoveNext();
            FindNext();
            if (_current.Count == 0) return false;
            _pieces.Clear();
            foreach (int source in _current)
                for (int i = 0; i < _cursors[source].ChunkCount; i++)
                    _pieces.Add(new Piece(source, i, _cursors[source].InfoOf(i)));
            // Sorting is stable enough: of chunks that begin together, which comes first is settled by the merge of their samples.
            _pieces.Sort((left, right) => left.Info.MinTime != right.Info.MinTime
                ? left.Info.MinTime.CompareTo(right.Info.MinTime)
                : left.Source != right.Source ? left.Source.CompareTo(right.Source) : left.Chunk.CompareTo(right.Chunk));
            Join();
            return true;
        }

        public ChunkInfo InfoOf(int chunk) => _chunks[chunk].Info;

        public ReadOnlySpan<byte> BytesOf(int chunk) =>
            _chunks[chunk].Source < 0 ? _chunker.BytesOf(_chunks[chunk].Chunk) : _cursors[_chunks[chunk].Source].BytesOf(_chunks[chunk].Chunk);

        public void Dispose()
        {
            foreach (ISeriesCursor cursor in _cursors) cursor.Dispose();
        }

        /// <summary>The sources that stand on the least label set.</summary>
        private void FindNext()
        {
            _current.Clear();
            for (int i = 0; i < _cursors.Length; i++)
            {
                if (!_alive[i]) continue;
                int order = _current.Count == 0 ? -1 : LabelOrder.Compare(_cursors[i].Labels, _cursors[_current[0]].Labels);
                if (order > 0) continue;
                if (order < 0) _current.Clear();
                _current.Add(i);
            }
        }

        private void Join()
        {
            _chunks.Clear();
            _chunker.Clear();
            for (int from = 0; from < _pieces.Count;)
            {
                long end = _pieces[from].Info.MaxTime;
                int to = from + 1;
                for (; to < _pieces.Count && _pieces[to].Info.MinTime <= end; to++) end = Math.Max(end, _pieces[to].Info.MaxTime);
                if (to - from == 1) _chunks.Add(_pieces[from]);
                else Rewrite(from, to);
                from = to;
            }
        }

        private void Rewrite(int from, int to)
        {
            while (_columns.Count < to - from) _columns.Add(new SampleColumns());
            for (int i = from; i < to; i++)
            {
                _columns[i - from].Clear();
                Piece piece = _pieces[i];
                ChunkDecoder.Decode(piece.Info.Encoding, _cursors[piece.Source].BytesOf(piece.Chunk), long.MinValue, long.MaxValue, _columns[i - from]);
            }
            _merged.Clear();
            SampleMerge.Merge(_columns.GetRange(0, to - from), _merged);
            int before = _chunker.Count;
            _chunker.Add(_merged);
            _chunker.Finish();
            for (int i = before; i < _chunker.Count; i++) _chunks.Add(new Piece(-1, i, _chunker.InfoOf(i)));
        }

        /// <param name="Source">-1: written anew.</param>
        /// <param name="Chunk">Its place in the source.</param>
        /// <param name="Info">What is known of it.</param>
        private readonly record struct Piece(int Source, int Chunk, ChunkInfo Info);
    }
}
