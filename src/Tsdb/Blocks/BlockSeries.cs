using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Blocks;

/// <summary>
/// All series of a block with what its tombstones leave of their chunks. Whoever walks them keeps the block in use. What cannot be read is told and left out.
/// </summary>
/// <param name="block">The block.</param>
/// <param name="unreadable">Is told what is left out.</param>
internal sealed class BlockSeries(Block block, Action<UnreadableChunk> unreadable) : IChunkedSeries
{
    public void CollectSymbols(ISymbolSink into) => block.Index.Symbols.CollectInto(into);

    public ISeriesCursor Series()
    {
        Tombstones tombstones = block.Tombstones;
        var cursor = new Cursor(block, tombstones, unreadable);
        return tombstones.IsEmpty ? cursor : new ClippedCursor(cursor, TimeRange.Everything, cursor);
    }

    private sealed class Cursor(Block block, Tombstones tombstones, Action<UnreadableChunk> unreadable) : ISeriesCursor, IDeletions
    {
        private readonly uint[] _series = ReadAll(block.Index);
        private readonly IndexedSeries _current = new();
        private readonly List<ChunkInfo> _infos = [];
        private int _next;
        private uint _number;

        public ReadOnlySpan<byte> Labels => _current.Labels;

        public ReadOnlySpan<TimeRange> Current => tombstones.Of(_number);

        public int ChunkCount => _infos.Count;

        public bool MoveNext()
        {
            while (_next < _series.Length)
            {
                _number = _series[_next++];
                _infos.Clear();
                try
                {
                    block.Index.ReadSeries(_number, _current);
                }
                catch (InvalidDataException e)
                {
                    unreadable(new UnreadableChunk(block.Meta, null, block.Meta.MinTime, block.Meta.MaxTime - 1, e.Message));
                    continue;
                }
                _current.Chunks.RemoveAll(chunk => !TryAdd(chunk));
                if (_infos.Count > 0) return true;
            }
            return false;
        }

        public ChunkInfo InfoOf(int chunk) => _infos[chunk];

        public ReadOnlySpan<byte> BytesOf(int chunk) => block.Chunks.Read(_current.Chunks[chunk].Reference, out _);

        public void Dispose()
        {
        }

        private bool TryAdd(ChunkEntry entry)
        {
            try
            {
                ReadOnlySpan<byte> bytes = block.Chunks.Read(entry.Reference, out ChunkEncoding encoding);
                _infos.Add(new ChunkInfo(encoding, entry.MinTime, entry.MaxTime, ChunkFiles.CountOf(bytes)));
                return true;
            }
            catch (InvalidDataException e)
            {
                unreadable(new UnreadableChunk(block.Meta, Model.Labels.LabelSet.FromBlob(_current.Labels), entry.MinTime, entry.MaxTime, e.Message));
                return false;
            }
        }

        private static uint[] ReadAll(IndexFile index)
        {
            var series = new uint[index.All.Count];
            if (series.Length > 0) index.Read(index.All, series);
            return series;
        }
    }
}
