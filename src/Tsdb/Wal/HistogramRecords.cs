using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Wal;

/// <summary>Records of native histograms: whole or float counts, each also with custom bounds.</summary>
// reference (8), time (8) of the first; per histogram: reference and time against the first (varint), reset hint (1), schema (varint), zero threshold (8),
// zero count and count (uvarint, or 8 for floats), sum (8), positive spans, negative spans, positive buckets, negative buckets, and the bounds of custom ones.
// Spans: number, then offset (varint) and length (uvarint). Buckets: number, then whole counts as differences (varint) or float counts (8).
internal static class HistogramRecords
{
    public const int CustomSchema = -53;

    private const int MaxBuckets = 1 << 20;

    public static RecordType TypeOf(NativeHistogram histogram) => (histogram.IsInteger, histogram.Schema == CustomSchema) switch
    {
        (true, false) => RecordType.Histograms,
        (false, false) => RecordType.FloatHistograms,
        (true, true) => RecordType.CustomHistograms,
        (false, true) => RecordType.CustomFloatHistograms,
    };

    /// <summary>Adds an entry; the first one of a record writes its head. All entries of a record have the same type.</summary>
    public static void Put(RecordBuffer into, in HistogramRecord entry, in HistogramRecord first, bool isFirst)
    {
        if (isFirst)
        {
            into.PutByte((byte)TypeOf(entry.Histogram));
            into.PutUInt64(entry.Reference);
            into.PutUInt64((ulong)entry.Timestamp);
        }
        into.PutVarint((long)(entry.Reference - first.Reference));
        into.PutVarint(entry.Timestamp - first.Timestamp);
        NativeHistogram histogram = entry.Histogram;
        bool whole = histogram.IsInteger;
        into.PutByte((byte)histogram.ResetHint);
        into.PutVarint(histogram.Schema);
        PutDouble(into, histogram.ZeroThreshold);
        PutCount(into, whole, histogram.ZeroCount);
        PutCount(into, whole, histogram.Count);
        PutDouble(into, histogram.Sum);
        PutSpans(into, histogram.PositiveSpans);
        PutSpans(into, histogram.NegativeSpans);
        PutBuckets(into, whole, histogram.PositiveBuckets);
        PutBuckets(into, whole, histogram.NegativeBuckets);
        if (histogram.Schema != CustomSchema) return;
        into.PutUvarint((ulong)histogram.CustomBounds.Count);
        foreach (double bound in histogram.CustomBounds) PutDouble(into, bound);
    }

    /// <summary>False: not a record of histograms.</summary>
    public static bool TryRead(ReadOnlySpan<byte> record, List<HistogramRecord> into)
    {
        into.Clear();
        var type = (RecordType)record[0];
        var cursor = new RecordCursor(record[1..]);
        if (cursor.AtEnd) return true;
        ulong reference = cursor.UInt64();
        long time = (long)cursor.UInt64();
        while (!cursor.AtEnd && !cursor.Failed)
        {
            ulong series = reference + (ulong)cursor.Varint();
            long timestamp = time + cursor.Varint();
            NativeHistogram? histogram = Read(ref cursor, type is RecordType.Histograms or RecordType.CustomHistograms);
            if (histogram is null) return false;
            if (!cursor.Failed) into.Add(new HistogramRecord(series, timestamp, histogram));
        }
        return !cursor.Failed;
    }

    private static NativeHistogram? Read(ref RecordCursor cursor, bool whole)
    {
        byte hint = cursor.Byte();
        long schema = cursor.Varint();
        var histogram = new NativeHistogram
        {
            IsInteger = whole,
            ResetHint = hint <= (byte)CounterResetHint.Gauge ? (CounterResetHint)hint : CounterResetHint.Unknown,
            Schema = schema is >= int.MinValue and <= int.MaxValue ? (int)schema : 0,
            ZeroThreshold = ReadDouble(ref cursor),
            ZeroCount = ReadCount(ref cursor, whole),
            Count = ReadCount(ref cursor, whole),
            Sum = ReadDouble(ref cursor),
        };
        BucketSpan[]? positiveSpans = ReadSpans(ref cursor), negativeSpans = ReadSpans(ref cursor);
        double[]? positive = ReadBuckets(ref cursor, whole), negative = ReadBuckets(ref cursor, whole);
        double[]? bounds = schema == CustomSchema ? ReadDoubles(ref cursor) : [];
        if (positiveSpans is null || negativeSpans is null || positive is null || negative is null || bounds is null) return null;
        return histogram with
        {
            PositiveSpans = positiveSpans,
            NegativeSpans = negativeSpans,
            PositiveBuckets = positive,
            NegativeBuckets = negative,
            CustomBounds = bounds,
        };
    }

    private static void PutSpans(RecordBuffer into, IReadOnlyList<BucketSpan> spans)
    {
        into.PutUvarint((ulong)spans.Count);
        foreach (BucketSpan span in spans)
        {
            into.PutVarint(span.Offset);
            into.PutUvarint(span.Length);
        }
    }

    private static void PutBuckets(RecordBuffer into, bool whole, IReadOnlyList<double> buckets)
    {
        into.PutUvarint((ulong)buckets.Count);
        long before = 0;
        foreach (double count in buckets)
        {
            if (whole)
            {
                into.PutVarint((long)count - before);
                before = (long)count;
            }
            else PutDouble(into, count);
        }
    }

    private static void PutCount(RecordBuffer into, bool whole, double count)
    {
        if (whole) into.PutUvarint((ulong)count);
        else PutDouble(into, count);
    }

    private static void PutDouble(RecordBuffer into, double value) => into.PutUInt64(BitConverter.DoubleToUInt64Bits(value));

    private static double ReadDouble(ref RecordCursor cursor) => BitConverter.UInt64BitsToDouble(cursor.UInt64());

    private static double ReadCount(ref RecordCursor cursor, bool whole) => whole ? cursor.Uvarint() : ReadDouble(ref cursor);

    // A number of entries is believed only as far as the record has bytes for them.
    private static int ReadLength(ref RecordCursor cursor, int leastBytes)
    {
        ulong count = cursor.Uvarint();
        return count > MaxBuckets || (long)count * leastBytes > cursor.Left ? -1 : (int)count;
    }

    private static BucketSpan[]? ReadSpans(ref RecordCursor cursor)
    {
        int count = ReadLength(ref cursor, 2);
        if (count < 0) return null;
        var spans = new BucketSpan[count];
        for (int i = 0; i < count; i++) spans[i] = new BucketSpan((int)cursor.Varint(), (uint)cursor.Uvarint());
        return spans;
    }

    private static double[]? ReadBuckets(ref RecordCursor cursor, bool whole)
    {
        if (!whole) return ReadDoubles(ref cursor);
        int count = ReadLength(ref cursor, 1);
        if (count < 0) return null;
        var buckets = new double[count];
        long sum = 0;
        for (int i = 0; i < count; i++) buckets[i] = sum += cursor.Varint();
        return buckets;
    }

    private static double[]? ReadDoubles(ref RecordCursor cursor)
    {
        int count = ReadLength(ref cursor, 8);
        if (count < 0) return null;
        var values = new double[count];
        for (int i = 0; i < count; i++) values[i] = ReadDouble(ref cursor);
        return values;
    }
}
