using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Chunks;

/// <summary>Writes the samples of a histogram chunk, behind its layout. Buckets are laid out as the chunk's; a staleness marker has none.</summary>
internal abstract class HistogramSampleWriter
{
    private long _time;
    private long _delta;

    public static HistogramSampleWriter For(ChunkEncoding encoding) =>
        encoding == ChunkEncoding.Histogram ? new IntegerHistogramWriter() : new FloatHistogramWriter();

    public void First(HistogramBitWriter into, long timestamp, NativeHistogram histogram)
    {
        into.PutVarbit(timestamp);
        _time = timestamp;
        PutFirst(into, histogram);
    }

    public void Next(HistogramBitWriter into, long timestamp, NativeHistogram histogram)
    {
        long delta = timestamp - _time;
        into.PutVarbit(delta - _delta);
        (_time, _delta) = (timestamp, delta);
        PutNext(into, histogram);
    }

    protected abstract void PutFirst(HistogramBitWriter into, NativeHistogram histogram);

    protected abstract void PutNext(HistogramBitWriter into, NativeHistogram histogram);
}

/// <summary>
/// Encoding 2. First: count, zero count (uvarbit), sum (64), buckets (varbit, each as the difference to the one before it). Then: changes of the
/// differences of count and zero count, sum as an XOR column, changes of the differences of the buckets (varbit).
/// </summary>
internal sealed class IntegerHistogramWriter : HistogramSampleWriter
{
    private Column _count;
    private Column _zeroCount;
    private XorColumn _sum;
    private Column[] _positive = [];
    private Column[] _negative = [];

    protected override void PutFirst(HistogramBitWriter into, NativeHistogram histogram)
    {
        (_count.Last, _zeroCount.Last) = ((long)histogram.Count, (long)histogram.ZeroCount);
        into.PutVarbit((ulong)_count.Last);
        into.PutVarbit((ulong)_zeroCount.Last);
        into.Put(histogram.Sum);
        _sum = XorColumn.From(histogram.Sum);
        _positive = PutFirst(into, histogram.PositiveBuckets);
        _negative = PutFirst(into, histogram.NegativeBuckets);
    }

    protected override void PutNext(HistogramBitWriter into, NativeHistogram histogram)
    {
        bool stale = StaleMarker.Is(histogram.Sum);
        into.PutVarbit(stale ? 0L : _count.Change((long)histogram.Count));
        into.PutVarbit(stale ? 0L : _zeroCount.Change((long)histogram.ZeroCount));
        into.PutChange(ref _sum, histogram.Sum);
        if (stale) return;
        PutNext(into, _positive, histogram.PositiveBuckets);
        PutNext(into, _negative, histogram.NegativeBuckets);
    }

    private static Column[] PutFirst(HistogramBitWriter into, IReadOnlyList<double> counts)
    {
        var columns = new Column[counts.Count];
        long before = 0;
        for (int i = 0; i < columns.Length; i++)
        {
            long count = (long)counts[i];
            columns[i].Last = count - before;
            into.PutVarbit(columns[i].Last);
            before = count;
        }
        return columns;
    }

    private static void PutNext(HistogramBitWriter into, Column[] columns, IReadOnlyList<double> counts)
    {
        long before = 0;
        for (int i = 0; i < columns.Length; i++)
        {
            long count = (long)counts[i];
            into.PutVarbit(columns[i].Change(count - before));
            before = count;
        }
    }

    private struct Column
    {
        public long Last;
        private long _delta;

        public long Change(long value)
        {
            long delta = value - Last, change = delta - _delta;
            (Last, _delta) = (value, delta);
            return change;
        }
    }
}

/// <summary>Encoding 3. First: count, zero count, sum and buckets, each in full (64). Then: each as an XOR column.</summary>
internal sealed class FloatHistogramWriter : HistogramSampleWriter
{
    private XorColumn _count;
    private XorColumn _zeroCount;
    private XorColumn _sum;
    private XorColumn[] _positive = [];
    private XorColumn[] _negative = [];

    protected override void PutFirst(HistogramBitWriter into, NativeHistogram histogram)
    {
        _count = PutFirst(into, histogram.Count);
        _zeroCount = PutFirst(into, histogram.ZeroCount);
        _sum = PutFirst(into, histogram.Sum);
        _positive = PutFirst(into, histogram.PositiveBuckets);
        _negative = PutFirst(into, histogram.NegativeBuckets);
    }

    protected override void PutNext(HistogramBitWriter into, NativeHistogram histogram)
    {
        into.PutChange(ref _count, histogram.Count);
        into.PutChange(ref _zeroCount, histogram.ZeroCount);
        into.PutChange(ref _sum, histogram.Sum);
        if (StaleMarker.Is(histogram.Sum)) return;
        for (int i = 0; i < _positive.Length; i++) into.PutChange(ref _positive[i], histogram.PositiveBuckets[i]);
        for (int i = 0; i < _negative.Length; i++) into.PutChange(ref _negative[i], histogram.NegativeBuckets[i]);
    }

    private static XorColumn PutFirst(HistogramBitWriter into, double value)
    {
        into.Put(value);
        return XorColumn.From(value);
    }

    private static XorColumn[] PutFirst(HistogramBitWriter into, IReadOnlyList<double> values)
    {
        var columns = new XorColumn[values.Count];
        for (int i = 0; i < columns.Length; i++) columns[i] = PutFirst(into, values[i]);
        return columns;
    }
}
