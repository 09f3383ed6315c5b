using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Blocks;

/// <summary>Samples collected in memory, to be written as a block. They may come in any order; of several at one time the last one counts.</summary>
internal sealed class BufferedSeries : IChunkedSeries
{
    private readonly Dictionary<LabelSet, SortedList<long, (double Value, NativeHistogram? Histogram)>> _series = [];

    public long Samples { get; private set; }

    public void Add(LabelSet labels, long timestamp, double value) => Of(labels)[timestamp] = (value, null);

    public void Add(LabelSet labels, long timestamp, NativeHistogram histogram) => Of(labels)[timestamp] = (0, histogram);

    public void CollectSymbols(ISymbolSink into)
    {
        foreach (LabelSet labels in _series.Keys)
        {
            foreach (LabelPair pair in labels)
            {
                into.Add(pair.Name);
                into.Add(pair.Value);
            }
        }
    }

    public ISeriesCursor Series() => new Cursor([.. _series.OrderBy(pair => pair.Key)]);

    private SortedList<long, (double, NativeHistogram?)> Of(LabelSet labels)
    {
        Samples++;
        if (!_series.TryGetValue(labels, out SortedList<long, (double, NativeHistogram?)>? samples)) _series.Add(labels, samples = []);
        return samples;
    }

    private sealed class Cursor(KeyValuePair<LabelSet, SortedList<long, (double Value, NativeHistogram? Histogram)>>[] series) : ISeriesCursor
    {
        private readonly SampleChunker _chunker = new();
        private int _at = -1;

        public ReadOnlySpan<byte> Labels => series[_at].Key.Blob;

        public int ChunkCount => _chunker.Count;

        public bool MoveNext()
        {
            if (++_at >= series.Length) return false;
            _chunker.Clear();
            foreach ((long time, (double value, NativeHistogram? histogram)) in series[_at].Value)
            {
                if (histogram is null) _chunker.Add(time, value);
                else _chunker.Add(time, histogram);
            }
            _chunker.Finish();
            return true;
        }

        public ChunkInfo InfoOf(int chunk) => _chunker.InfoOf(chunk);

        public ReadOnlySpan<byte> BytesOf(int chunk) => _chunker.BytesOf(chunk);

        public void Dispose()
        {
        }
    }
}
