using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Chunks;

/// <summary>What all histograms of a chunk share: it stands once, before the first sample.</summary>
// zero threshold | schema (varbit) | positive spans | negative spans | custom bounds, only where the schema is -53
//   zero threshold: 0 -> 1 byte 0; a power of two from 2^-243 to 2^10 -> 1 byte exponent + 243; else 1 byte 255 and the float (64)
//   spans: number (uvarbit), each length (uvarbit) and offset (varbit)
//   bounds: number (uvarbit), each one: a multiple of 0.001 up to 33554.43 -> thousandths + 1 (uvarbit); else bit 0 and the float (64)
internal sealed record HistogramLayout(
    double ZeroThreshold, int Schema, IReadOnlyList<BucketSpan> Positive, IReadOnlyList<BucketSpan> Negative, IReadOnlyList<double> Bounds)
{
    public const int CustomSchema = -53;

    private const int ExponentBias = 243;
    private const ulong MostThousandths = 33554430;

    /// <summary>That of a staleness marker: nothing but a sum.</summary>
    public static readonly HistogramLayout Empty = new(0, 0, [], [], []);

    public int PositiveBuckets { get; } = CountBuckets(Positive);

    public int NegativeBuckets { get; } = CountBuckets(Negative);

    public static HistogramLayout Of(NativeHistogram histogram) => new(
        histogram.ZeroThreshold, histogram.Schema, histogram.PositiveSpans, histogram.NegativeSpans, histogram.Schema == CustomSchema ? histogram.CustomBounds : []);

    public static int CountBuckets(IReadOnlyList<BucketSpan> spans)
    {
        int count = 0;
        for (int i = 0; i < spans.Count; i++) count += (int)spans[i].Length;
        return count;
    }

    public void Write(HistogramBitWriter into)
    {
        WriteThreshold(into, ZeroThreshold);
        into.PutVarbit((long)Schema);
        WriteSpans(into, Positive);
        WriteSpans(into, Negative);
        if (Schema != CustomSchema) return;
        into.PutVarbit((ulong)Bounds.Count);
        foreach (double bound in Bounds) WriteBound(into, bound);
    }

    /// <summary>Null: the bytes are no layout.</summary>
    public static HistogramLayout? Read(ref HistogramBitReader from)
    {
        double threshold = (int)from.Take(8) switch
        {
            0 => 0,
            255 => from.TakeDouble(),
            int exponent => Math.ScaleB(0.5, exponent - ExponentBias),
        };
        long schema = from.TakeSigned();
        if (schema is < CustomSchema or > 52) return null;
        if (ReadSpans(ref from) is not { } positive || ReadSpans(ref from) is not { } negative) return null;
        double[] bounds = [];
        if (schema == CustomSchema)
        {
            ulong count = from.TakeUnsigned();
            if (from.Failed || count > (ulong)from.BitsLeft) return null;
            bounds = new double[count];
            for (int i = 0; i < bounds.Length; i++) bounds[i] = ReadBound(ref from);
        }
        return from.Failed ? null : new HistogramLayout(threshold, (int)schema, positive, negative, bounds);
    }

    private static void WriteThreshold(HistogramBitWriter into, double threshold)
    {
        if (threshold == 0)
        {
            into.Put(0, 8);
            return;
        }
        int exponent = double.IsFinite(threshold) && threshold > 0 ? Math.ILogB(threshold) + 1 : int.MinValue;
        if (exponent is >= -242 and <= 11 && Math.ScaleB(0.5, exponent) == threshold) into.Put((ulong)(exponent + ExponentBias), 8);
        else
        {
            into.Put(255, 8);
            into.Put(threshold);
        }
    }

    private static void WriteSpans(HistogramBitWriter into, IReadOnlyList<BucketSpan> spans)
    {
        into.PutVarbit((ulong)spans.Count);
        foreach (BucketSpan span in spans)
        {
            into.PutVarbit((ulong)span.Length);
            into.PutVarbit((long)span.Offset);
        }
    }

    // Every bucket takes at least a bit of the first sample, so more of them than bits left cannot be.
    private static BucketSpan[]? ReadSpans(ref HistogramBitReader from)
    {
        ulong count = from.TakeUnsigned();
        if (from.Failed || count > (ulong)from.BitsLeft) return null;
        var spans = new BucketSpan[count];
        long buckets = 0;
        for (int i = 0; i < spans.Length; i++)
        {
            ulong length = from.TakeUnsigned();
            long offset = from.TakeSigned();
            if (from.Failed || length > (ulong)from.BitsLeft || offset is < int.MinValue or > int.MaxValue) return null;
            buckets += (long)length;
            spans[i] = new BucketSpan((int)offset, (uint)length);
        }
        return buckets > from.BitsLeft ? null : spans;
    }

    private static void WriteBound(HistogramBitWriter into, double bound)
    {
        double thousandths = Math.Round(bound * 1000);
        if (thousandths is >= 0 and <= MostThousandths && thousandths / 1000 == bound)
        {
            into.PutVarbit((ulong)thousandths + 1);
            return;
        }
        into.Put(0, 1);
        into.Put(bound);
    }

    private static double ReadBound(ref HistogramBitReader from)
    {
        ulong thousandths = from.TakeUnsigned();
        return thousandths == 0 ? from.TakeDouble() : (thousandths - 1) / 1000.0;
    }
}
