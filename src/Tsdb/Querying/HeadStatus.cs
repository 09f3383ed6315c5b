using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Querying;

/// <summary>Counts what an index is made of, in one walk over its label pairs.</summary>
internal readonly struct HeadStatus(int limit) : IPostingsSearch
{
    private readonly TopFigures _metrics = new(limit);
    private readonly TopFigures _values = new(limit);
    private readonly TopFigures _bytes = new(limit);
    private readonly TopFigures _pairs = new(limit);
    private readonly StrongBox _total = new();

    public long LabelPairs => _total.Pairs;

    public IReadOnlyList<StoreFigure> SeriesByMetric => _metrics.Sorted();

    public IReadOnlyList<StoreFigure> ValuesByLabel => _values.Sorted();

    public IReadOnlyList<StoreFigure> BytesByLabel => _bytes.Sorted();

    public IReadOnlyList<StoreFigure> SeriesByPair => _pairs.Sorted();

    public void Run<T>(T postings)
        where T : IPostings
    {
        var names = new Names();
        postings.VisitNames(ref names);
        foreach (byte[] name in names.Found)
        {
            bool metrics = name.AsSpan().SequenceEqual(LabelNames.MetricNameUtf8);
            var values = new Values(Encoding.UTF8.GetString(name), _pairs, metrics ? _metrics : null);
            postings.Visit(name, ref values);
            _values.Add(values.Count, values.Name);
            _bytes.Add(values.Bytes, values.Name);
            _total.Pairs += values.Count;
        }
    }

    private sealed class StrongBox
    {
        public long Pairs { get; set; }
    }

    private readonly struct Names() : INameVisitor
    {
        public List<byte[]> Found { get; } = [];

        public void Visit(ReadOnlySpan<byte> name) => Found.Add(name.ToArray());
    }

    private struct Values(string name, TopFigures pairs, TopFigures? metrics) : IValueVisitor
    {
        private readonly long _nameBytes = SizeOf(Encoding.UTF8.GetByteCount(name));

        public string Name => name;

        public long Count { get; private set; }

        public long Bytes { get; private set; }

        public bool Visit(ReadOnlySpan<byte> value, PostingRef list)
        {
            Count++;
            Bytes += (_nameBytes + SizeOf(value.Length)) * list.Count;
            if (pairs.Wants(list.Count)) pairs.Add(list.Count, $"{name}={Encoding.UTF8.GetString(value)}");
            if (metrics is not null && metrics.Wants(list.Count)) metrics.Add(list.Count, Encoding.UTF8.GetString(value));
            return true;
        }
    }

    // What upstream counts: what a label takes in its form of a label set, a text with its length before it, for each series.
    private static long SizeOf(int text) => text + (text < 255 ? 1 : 4);

    /// <summary>Keeps the largest figures.</summary>
    private sealed class TopFigures(int limit)
    {
        private readonly PriorityQueue<string, long> _kept = new();

        public bool Wants(long value) => _kept.Count < limit || (_kept.TryPeek(out _, out long least) && value > least);

        public void Add(long value, string name)
        {
            if (!Wants(value)) return;
            _kept.Enqueue(name, value);
            if (_kept.Count > limit) _kept.Dequeue();
        }

        public IReadOnlyList<StoreFigure> Sorted() =>
            [.. _kept.UnorderedItems.OrderByDescending(item => item.Priority).ThenBy(item => item.Element, StringComparer.Ordinal).Select(item => new StoreFigure(item.Element, item.Priority))];
    }
}
