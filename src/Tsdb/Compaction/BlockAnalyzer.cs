using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Compaction;

/// <summary>Counts what a block is made of, in one walk over its series.</summary>
internal sealed class BlockAnalyzer(Block block, IReadOnlyList<Matcher> matchers)
{
    private readonly Dictionary<string, Dictionary<string, (long Series, double Uncovered)>> _values = [];
    private readonly IndexedSeries _series = new();
    private long _matched;
    private long _entries;

    /// <exception cref="InvalidDataException">A part of the block is damaged.</exception>
    public BlockAnalysis Run(bool withChunks)
    {
        uint[] found = MatcherResolver.Resolve(new FilePostings(block.Index), matchers);
        double length = block.Meta.MaxTime - block.Meta.MinTime;
        foreach (uint number in found)
        {
            block.Index.ReadSeries(number, _series);
            _matched++;
            if (_series.Chunks.Count == 0) continue;
            Count(length - (_series.Chunks[^1].MaxTime - _series.Chunks[0].MinTime));
        }
        return new BlockAnalysis
        {
            Block = BlockSummary.Of(block),
            MatchedSeries = _matched,
            LabelNames = _values.Count,
            LabelPairs = _values.Values.Sum(values => values.Count),
            PostingsEntries = _entries,
            ChurningPairs = Figures(Pairs().Select(pair => (pair.Text, (long)(pair.Uncovered / length)))),
            ChurningNames = Figures(_values.Select(label => (label.Key, (long)(label.Value.Values.Sum(value => value.Uncovered) / length)))),
            CommonPairs = Figures(Pairs().Select(pair => (pair.Text, pair.Series))),
            LongestValues = Figures(_values.Select(label => (label.Key, label.Value.Keys.Sum(value => (long)Encoding.UTF8.GetByteCount(value))))),
            CardinalLabels = Figures(_values.Select(label => (label.Key, (long)label.Value.Count))),
            CardinalMetrics = Figures(_values.GetValueOrDefault(LabelNames.MetricName, []).Select(value => (value.Key, value.Value.Series))),
            Chunks = withChunks ? Chunks(found) : null,
        };
    }

    private void Count(double uncovered)
    {
        foreach (LabelPair pair in new LabelEnumerator(_series.Labels))
        {
            string name = Encoding.UTF8.GetString(pair.Name), value = Encoding.UTF8.GetString(pair.Value);
            if (!_values.TryGetValue(name, out Dictionary<string, (long Series, double Uncovered)>? values)) _values.Add(name, values = []);
            (long series, double sum) = values.GetValueOrDefault(value);
            values[value] = (series + 1, sum + uncovered);
            _entries++;
        }
    }

    private IEnumerable<(string Text, long Series, double Uncovered)> Pairs() =>
        _values.SelectMany(label => label.Value.Select(value => ($"{label.Key}={value.Key}", value.Value.Series, value.Value.Uncovered)));

    private static LabelFigure[] Figures(IEnumerable<(string Text, long Figure)> figures) =>
        [.. figures.OrderByDescending(figure => figure.Figure).ThenBy(figure => figure.Text, StringComparer.Ordinal).Select(figure => new LabelFigure(figure.Text, figure.Figure))];

    private ChunkAnalysis Chunks(uint[] found)
    {
        List<int> floatSamples = [], floatBytes = [], samples = [], bytes = [], buckets = [];
        var decoded = new SampleColumns();
        int total = 0;
        foreach (uint number in found)
        {
            block.Index.ReadSeries(number, _series);
            foreach (ChunkEntry entry in _series.Chunks)
            {
                ReadOnlySpan<byte> chunk = block.Chunks.Read(entry.Reference, out ChunkEncoding encoding);
                total++;
                (encoding == ChunkEncoding.Xor ? floatSamples : samples).Add(ChunkFiles.CountOf(chunk));
                (encoding == ChunkEncoding.Xor ? floatBytes : bytes).Add(chunk.Length);
                if (encoding is not (ChunkEncoding.Histogram or ChunkEncoding.FloatHistogram)) continue;
                decoded.Clear();
                ChunkDecoder.Decode(encoding, chunk, long.MinValue, long.MaxValue, decoded);
                int count = 0;
                foreach (NativeHistogram? histogram in decoded.Histograms) count += histogram!.PositiveBuckets.Count + histogram.NegativeBuckets.Count;
                buckets.Add(count);
            }
        }
        return new ChunkAnalysis
        {
            FloatSamples = floatSamples,
            FloatBytes = floatBytes,
            HistogramSamples = samples,
            HistogramBytes = bytes,
            HistogramBuckets = buckets,
            Total = total,
        };
    }
}
