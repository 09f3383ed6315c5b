using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Chunks;

/// <summary>Reads what a <see cref="HistogramSampleWriter"/> writes, sample by sample.</summary>
internal abstract class HistogramSampleReader(HistogramLayout layout)
{
    private long _delta;

    protected HistogramLayout Layout { get; } = layout;

    public long Time { get; private set; }

    public static HistogramSampleReader For(ChunkEncoding encoding, HistogramLayout layout) =>
        encoding == ChunkEncoding.Histogram ? new IntegerHistogramReader(layout) : new FloatHistogramReader(layout);

    public void First(ref HistogramBitReader from)
    {
        Time = from.TakeSigned();
        TakeFirst(ref from);
    }

    public void Next(ref HistogramBitReader from)
    {
        _delta += from.TakeSigned();
        Time += _delta;
        TakeNext(ref from);
    }

    /// <summary>The sample just read.</summary>
    public abstract NativeHistogram Histogram(CounterResetHint hint);

    protected abstract void TakeFirst(ref HistogramBitReader from);

    protected abstract void TakeNext(ref HistogramBitReader from);

    protected NativeHistogram Build(CounterResetHint hint, bool isInteger, double count, double zeroCount, double sum, double[] positive, double[] negative) =>
        StaleMarker.Is(sum)
            ? new NativeHistogram { Sum = sum, IsInteger = isInteger }
            : new NativeHistogram
            {
                ResetHint = hint,
                IsInteger = isInteger,
                Schema = Layout.Schema,
                ZeroThreshold = Layout.ZeroThreshold,
                Count = count,
                ZeroCount = zeroCount,
                Sum = sum,
                PositiveSpans = Layout.Positive,
                NegativeSpans = Layout.Negative,
                PositiveBuckets = positive,
                NegativeBuckets = negative,
                CustomBounds = Layout.Bounds,
            };
}

internal sealed class IntegerHistogramReader(HistogramLayout layout) : HistogramSampleReader(layout)
{
    private readonly Column[] _positive = new Column[layout.PositiveBuckets];
    private readonly Column[] _negative = new Column[layout.NegativeBuckets];
    private Column _count;
    private Column _zeroCount;
    private XorColumn _sum;

    public override NativeHistogram Histogram(CounterResetHint hint) =>
        Build(hint, true, (ulong)_count.Value, (ulong)_zeroCount.Value, _sum.Value, Absolute(_positive), Absolute(_negative));

    protected override void TakeFirst(ref HistogramBitReader from)
    {
        _count.Value = (long)from.TakeUnsigned();
        _zeroCount.Value = (long)from.TakeUnsigned();
        _sum = XorColumn.From(from.TakeDouble());
        for (int i = 0; i < _positive.Length; i++) _positive[i].Value = from.TakeSigned();
        for (int i = 0; i < _negative.Length; i++) _negative[i].Value = from.TakeSigned();
    }

    protected override void TakeNext(ref HistogramBitReader from)
    {
        _count.Take(ref from);
        _zeroCount.Take(ref from);
        if (StaleMarker.Is(from.TakeChange(ref _sum))) return;
        for (int i = 0; i < _positive.Length; i++) _positive[i].Take(ref from);
        for (int i = 0; i < _negative.Length; i++) _negative[i].Take(ref from);
    }

    private static double[] Absolute(Column[] columns)
    {
        double[] counts = new double[columns.Length];
        long count = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            count += columns[i].Value;
            counts[i] = count;
        }
        return counts;
    }

    private struct Column
    {
        public long Value;
        private long _delta;

        public void Take(ref HistogramBitReader from)
        {
            _delta += from.TakeSigned();
            Value += _delta;
        }
    }
}

internal sealed class FloatHistogramReader(HistogramLayout layout) : HistogramSampleReader(layout)
{
    private readonly XorColumn[] _positive = new XorColumn[layout.PositiveBuckets];
    private readonly XorColumn[] _negative = new XorColumn[layout.NegativeBuckets];
    private XorColumn _count;
    private XorColumn _zeroCount;
    private XorColumn _sum;

    public override NativeHistogram Histogram(CounterResetHint hint) =>
        Build(hint, false, _count.Value, _zeroCount.Value, _sum.Value, Values(_positive), Values(_negative));

    protected override void TakeFirst(ref HistogramBitReader from)
    {
        _count = XorColumn.From(from.TakeDouble());
        _zeroCount = XorColumn.From(from.TakeDouble());
        _sum = XorColumn.From(from.TakeDouble());
        for (int i = 0; i < _positive.Length; i++) _positive[i] = XorColumn.From(from.TakeDouble());
        for (int i = 0; i < _negative.Length; i++) _negative[i] = XorColumn.From(from.TakeDouble());
    }

    protected override void TakeNext(ref HistogramBitReader from)
    {
        from.TakeChange(ref _count);
        from.TakeChange(ref _zeroCount);
        if (StaleMarker.Is(from.TakeChange(ref _sum))) return;
        for (int i = 0; i < _positive.Length; i++) from.TakeChange(ref _positive[i]);
        for (int i = 0; i < _negative.Length; i++) from.TakeChange(ref _negative[i]);
    }

    private static double[] Values(XorColumn[] columns) => Array.ConvertAll(columns, column => column.Value);
}
