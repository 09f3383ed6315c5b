using System.Text;
using CsCheck;
using Tocsin.Ingest.Exposition;
using Tocsin.Ingest.Scraping;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Testing.Wire;

namespace Tocsin.Ingest.Tests.Exposition;

public sealed class ProtobufPageTests
{
    private static readonly HistogramWishes Native = new(Native: true, AlwaysClassic: false, 0, 0);

    [Fact]
    public void Counters_gauges_and_summaries_come_with_labels_times_and_exemplars()
    {
        byte[] exemplar = Message(e => e.Bytes(1, Label("trace", "x")).Double(2, 3).Bytes(3, Message(t => t.Varint(1, 5).Varint(2, 250_000_000))));
        byte[] page =
        [
            .. Family("c_total", "help\\n", 0, Message(m => m.Bytes(1, Label("a", "b")).Bytes(3, Message(c => c.Double(1, 7).Bytes(2, exemplar))))),
            .. Family("g", "", 1, Message(m => m.Bytes(2, Message(g => g.Double(1, -1.5))).Varint(6, 1234))),
            .. Family("s", "", 2, Message(m => m.Bytes(4, Message(s => s.Varint(1, 3).Double(2, 9).Bytes(3, Message(q => q.Double(1, 0.5).Double(2, 2))))))),
        ];
        Assert.Equal(
        [
            "TYPE c_total Counter", "HELP c_total help\\n", """{__name__="c_total", a="b"} 7 # {trace="x"} 3 @5250""",
            "TYPE g Gauge", """{__name__="g"} -1.5 @1234""",
            "TYPE s Summary", """{__name__="s_count"} 3""", """{__name__="s_sum"} 9""", """{__name__="s", quantile="0.5"} 2""",
        ], Read(page, Native));
    }

    [Fact]
    public void A_histogram_is_native_classic_or_both_as_the_job_wants()
    {
        byte[] histogram = Message(h => h.Varint(1, 6).Double(2, 4.5)
            .Bytes(3, Message(b => b.Varint(1, 4).Double(2, 1)))
            .Varint(5, ZigZag(3)).Double(6, 0.001).Varint(7, 1)
            .Bytes(12, Message(s => s.Varint(1, ZigZag(-2)).Varint(2, 3))).Packed(13, (ulong)ZigZag(2), (ulong)ZigZag(1), (ulong)ZigZag(-3)));
        byte[] page = Family("h", "", 4, Message(m => m.Bytes(7, histogram)));
        string[] classic = ["""{__name__="h_count"} 6""", """{__name__="h_sum"} 4.5""", """{__name__="h_bucket", le="1.0"} 4""", """{__name__="h_bucket", le="+Inf"} 6"""];
        const string native = """{__name__="h"} int schema 3 count 6 sum 4.5 zero 1/0.001 spans -2:3 counts 2,3,0""";
        Assert.Equal(["TYPE h Histogram", native], Read(page, Native));
        Assert.Equal(["TYPE h Histogram", .. classic], Read(page, Native with { Native = false }));
        Assert.Equal(["TYPE h Histogram", native, .. classic], Read(page, Native with { AlwaysClassic = true }));
        // Buckets -2, -1 and 0 become -1, -1... joined pairs of the next coarser schema.
        Assert.Equal(["TYPE h Histogram", """{__name__="h"} int schema 2 count 6 sum 4.5 zero 1/0.001 spans -1:2 counts 2,3"""], Read(page, Native with { BucketLimit = 2 }));
        Assert.Equal(["TYPE h Histogram", "ERROR histogram bucket limit exceeded"], Read(
            Family("h", "", 4, Message(m => m.Bytes(7, Message(h => h.Varint(5, ZigZag(-4)).Bytes(12, Message(s => s.Varint(1, 0).Varint(2, 2))).Packed(13, 2, 2))))), Native with { BucketLimit = 1 }));
    }

    [Fact]
    public void The_expected_series_is_recognised_by_its_key()
    {
        byte[] page = Family("g", "", 1, Message(m => m.Bytes(1, Label("a", "b")).Bytes(2, Message(g => g.Double(1, 1)))));
        var reader = new ProtobufPage();
        reader.Open(page, Native);
        Assert.Equal(ExpositionEntry.Type, reader.Next(default));
        Assert.Equal(ExpositionEntry.Sample, reader.Next(default));
        Assert.False(reader.AsExpected);
        byte[] key = reader.Series.ToArray();
        reader.Open(page, Native);
        reader.Next(key);
        Assert.Equal(ExpositionEntry.Sample, reader.Next(key));
        Assert.True(reader.AsExpected);
    }

    [Fact]
    public void Damaged_pages_end_in_an_error_and_nothing_worse()
    {
        byte[] good =
        [
            .. Family("c_total", "help", 0, Message(m => m.Bytes(1, Label("a", "b")).Bytes(3, Message(c => c.Double(1, 7))))),
            .. Family("h", "", 4, Message(m => m.Bytes(7, Message(h => h.Varint(1, 6).Varint(7, 1).Bytes(12, Message(s => s.Varint(1, 0).Varint(2, 3))).Packed(13, 2, 2, 2))))),
        ];
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((at, value, length) =>
        {
            byte[] bad = [.. good.Take(length)];
            if (at < bad.Length) bad[at] = value;
            Assert.InRange(Read(bad, Native).Length, 0, 1000);
        });
    }

    private static string[] Read(byte[] page, HistogramWishes wishes)
    {
        var reader = new ProtobufPage();
        reader.Open(page, wishes);
        var lines = new List<string>();
        var labels = new LabelSetBuilder();
        while (true)
        {
            ExpositionEntry entry = reader.Next(default);
            if (entry == ExpositionEntry.End) return [.. lines];
            if (entry == ExpositionEntry.Error) return [.. lines, "ERROR " + reader.Error];
            lines.Add(entry switch
            {
                ExpositionEntry.Type => $"TYPE {Encoding.UTF8.GetString(reader.Family)} {reader.Type}",
                ExpositionEntry.Help => $"HELP {Encoding.UTF8.GetString(reader.Family)} {reader.ReadText()}",
                ExpositionEntry.Unit => $"UNIT {Encoding.UTF8.GetString(reader.Family)} {reader.ReadText()}",
                _ => Sample(reader, labels),
            });
        }
    }

    private static string Sample(ProtobufPage reader, LabelSetBuilder labels)
    {
        if (reader.ReadLabels(labels) is { } problem) return "LABELS " + problem;
        string time = reader.HasTimestamp ? FormattableString.Invariant($" @{reader.Timestamp}") : "";
        string exemplar = reader.ReadExemplar(0) is { } one && !reader.ExemplarText.IsEmpty ? FormattableString.Invariant($" # {one.Labels} {one.Value} @{one.Timestamp}") : "";
        string value = reader.Histogram is { } h
            ? FormattableString.Invariant($"{(h.IsInteger ? "int" : "float")} schema {h.Schema} count {h.Count} sum {h.Sum} zero {h.ZeroCount}/{h.ZeroThreshold}")
                + $" spans {string.Join(' ', h.PositiveSpans.Select(span => $"{span.Offset}:{span.Length}"))} counts {string.Join(',', h.PositiveBuckets)}"
            : reader.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return $"{labels.Build()} {value}{time}{exemplar}";
    }

    private static byte[] Family(string name, string help, int type, params byte[][] metrics)
    {
        var family = new WireWriter().Bytes(1, Encoding.UTF8.GetBytes(name)).Varint(3, type);
        if (help.Length > 0) family.Bytes(2, Encoding.UTF8.GetBytes(help));
        foreach (byte[] metric in metrics) family.Bytes(4, metric);
        byte[] bytes = family.ToArray();
        return [.. bytes.Length < 128 ? (byte[])[(byte)bytes.Length] : [(byte)(bytes.Length | 0x80), (byte)(bytes.Length >> 7)], .. bytes];
    }

    private static byte[] Label(string name, string value) => Message(m => m.Bytes(1, Encoding.UTF8.GetBytes(name)).Bytes(2, Encoding.UTF8.GetBytes(value)));

    private static long ZigZag(long value) => (value << 1) ^ (value >> 63);

    private static byte[] Message(Action<WireWriter> write)
    {
        var writer = new WireWriter();
        write(writer);
        return writer.ToArray();
    }
}
