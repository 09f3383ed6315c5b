using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Chunks;

/// <summary>Walks the buckets of spans: each one's index in its schema, and its place in the list of counts.</summary>
internal struct HistogramBuckets(IReadOnlyList<BucketSpan> spans)
{
    private int _span = -1;
    private uint _left;

    public long Index { get; private set; } = -1;

    public int Position { get; private set; } = -1;

    public bool MoveNext()
    {
        Index++;
        while (_left == 0)
        {
            if (++_span >= spans.Count) return false;
            // The offset of the first span is its index; later ones are gaps behind the end of the span before.
            Index = _span == 0 ? spans[0].Offset : Index + spans[_span].Offset;
            _left = spans[_span].Length;
        }
        _left--;
        Position++;
        return true;
    }
}

/// <summary>Makes spans of ascending bucket indexes.</summary>
internal sealed class HistogramSpans
{
    private readonly List<BucketSpan> _spans = [];
    private long _next;

    public void Add(long index)
    {
        if (_spans.Count > 0 && index == _next) _spans[^1] = new BucketSpan(_spans[^1].Offset, _spans[^1].Length + 1);
        else _spans.Add(new BucketSpan((int)(_spans.Count == 0 ? index : index - _next), 1));
        _next = index + 1;
    }

    public BucketSpan[] ToArray() => [.. _spans];
}
