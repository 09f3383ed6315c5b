using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Tests.Differential;

/// <summary>Writes a remote write request (version 1) by hand: protobuf in a snappy block of literals.</summary>
internal static class WireWriter
{
    public static byte[] Request(IEnumerable<(LabelSet Labels, IReadOnlyList<(long Time, double Value, NativeHistogram? Histogram)> Samples)> series)
    {
        var request = new MemoryStream();
        foreach ((LabelSet labels, IReadOnlyList<(long Time, double Value, NativeHistogram? Histogram)> samples) in series)
        {
            var body = new MemoryStream();
            foreach (LabelPair pair in labels)
            {
                var label = new MemoryStream();
                Bytes(label, 1, pair.Name);
                Bytes(label, 2, pair.Value);
                Bytes(body, 1, label.ToArray());
            }
            foreach ((long time, double value, NativeHistogram? histogram) in samples)
            {
                if (histogram is not null)
                {
                    Bytes(body, 4, Histogram(time, histogram));
                    continue;
                }
                var sample = new MemoryStream();
                Double(sample, 1, value);
                Number(sample, 2, (ulong)time);
                Bytes(body, 2, sample.ToArray());
            }
            Bytes(request, 1, body.ToArray());
        }
        return Snappy(request.ToArray());
    }

    private static byte[] Histogram(long time, NativeHistogram histogram)
    {
        var to = new MemoryStream();
        Double(to, 2, histogram.Count);
        Double(to, 3, histogram.Sum);
        Number(to, 4, ZigZag(histogram.Schema));
        Double(to, 5, histogram.ZeroThreshold);
        Double(to, 7, histogram.ZeroCount);
        Spans(to, 8, histogram.NegativeSpans);
        Packed(to, 10, histogram.NegativeBuckets);
        Spans(to, 11, histogram.PositiveSpans);
        Packed(to, 13, histogram.PositiveBuckets);
        Number(to, 14, histogram.ResetHint switch { CounterResetHint.Reset => 1, CounterResetHint.NotReset => 2, CounterResetHint.Gauge => 3, _ => 0u });
        Number(to, 15, (ulong)time);
        if (histogram.CustomBounds.Count > 0) Packed(to, 16, histogram.CustomBounds);
        return to.ToArray();
    }

    private static void Spans(MemoryStream to, int field, IReadOnlyList<BucketSpan> spans)
    {
        foreach (BucketSpan span in spans)
        {
            var body = new MemoryStream();
            Number(body, 1, ZigZag(span.Offset));
            Number(body, 2, span.Length);
            Bytes(to, field, body.ToArray());
        }
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static void Packed(MemoryStream to, int field, IReadOnlyList<double> values)
    {
        byte[] packed = [.. values.SelectMany(BitConverter.GetBytes)];
        Bytes(to, field, packed);
    }

    private static void Double(MemoryStream to, int field, double value)
    {
        Varint(to, (ulong)((field << 3) | 1));
        to.Write(BitConverter.GetBytes(value));
    }

    private static void Number(MemoryStream to, int field, ulong value)
    {
        Varint(to, (ulong)(field << 3));
        Varint(to, value);
    }

    private static void Bytes(MemoryStream to, int field, ReadOnlySpan<byte> bytes)
    {
        Varint(to, (ulong)((field << 3) | 2));
        Varint(to, (ulong)bytes.Length);
        to.Write(bytes);
    }

    private static void Varint(MemoryStream to, ulong value)
    {
        for (; value >= 0x80; value >>= 7) to.WriteByte((byte)(value | 0x80));
        to.WriteByte((byte)value);
    }

    private static byte[] Snappy(byte[] plain)
    {
        var block = new MemoryStream();
        Varint(block, (ulong)plain.Length);
        for (int at = 0; at < plain.Length; at += 1 << 16)
        {
            int length = Math.Min(1 << 16, plain.Length - at);
            block.WriteByte(61 << 2);
            block.WriteByte((byte)(length - 1));
            block.WriteByte((byte)((length - 1) >> 8));
            block.Write(plain, at, length);
        }
        return block.ToArray();
    }
}
