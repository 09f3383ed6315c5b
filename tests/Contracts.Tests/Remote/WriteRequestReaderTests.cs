using CsCheck;
using Google.Protobuf;
using Tocsin.Contracts.Remote;
using Tocsin.Model.Samples;
using Tocsin.Testing.Wire;

namespace Tocsin.Contracts.Tests.Remote;

public sealed class WriteRequestReaderTests
{
    private static readonly string[] Symbols = ["", "__name__", "m", "a", "b", "trace", "x", "help", "seconds"];

    [Fact]
    public void Version_1_gives_labels_samples_histograms_and_exemplars()
    {
        var series = new TimeSeries();
        // Exemplars share the scratch of the labels, and senders may write fields in any order.
        var exemplar = new WireExemplar { Value = 3, Timestamp = 7 };
        exemplar.Labels.Add(new Label { Name = "trace", Value = "x" });
        series.Exemplars.Add(exemplar);
        series.Labels.Add([new Label { Name = "__name__", Value = "m" }, new Label { Name = "a", Value = "b" }, new Label { Name = "empty" }]);
        series.Samples.Add([new Sample { Timestamp = -1, Value = 1.5 }, new Sample { Timestamp = 2, Value = StaleMarker.Value }]);
        var histogram = new NativeHistogram { IsInteger = true, Count = 3, Sum = 4, PositiveSpans = [new(0, 2)], PositiveBuckets = [2, 1] };
        series.Histograms.Add(HistogramWire.Write(9, histogram));
        var request = new WriteRequest();
        request.Timeseries.Add([series, series]);
        var into = new IncomingSeries();
        var reader = new WriteRequest1Reader(request.ToByteArray());
        for (int i = 0; i < 2; i++)
        {
            Assert.True(reader.Next(into));
            Assert.Null(into.LabelProblem);
            Assert.Equal("""{__name__="m", a="b"}""", into.Labels.ToString());
            Assert.Equal([-1L, 2L], into.Samples.ToArray().Select(sample => sample.Timestamp));
            Assert.Equal(1.5, into.Samples[0].Value);
            Assert.True(StaleMarker.Is(into.Samples[1].Value));
            NativeHistogram read = Assert.Single(into.Histograms.ToArray()).Histogram;
            Assert.Equal((true, 3, 4, 2d), (read.IsInteger, read.Count, read.Sum, read.PositiveBuckets[0]));
            Assert.Equal(("""{trace="x"}""", 3, 7), (into.Exemplars.Single().Labels.ToString(), into.Exemplars.Single().Value, into.Exemplars.Single().Timestamp));
        }
        Assert.False(reader.Next(into));
    }

    [Theory]
    [InlineData("a,b,__name__,m", null, """{__name__="m", a="b"}""")]
    [InlineData("__name__,m,a,b,a,c", "a label name comes twice", null)]
    [InlineData("__name__,m,b,1,a,2,b,3", "a label name comes twice", null)]
    [InlineData("a,b", "the metric name is missing", null)]
    [InlineData("__name__,m,,b", "a label name is empty", null)]
    public void Labels_that_cannot_be_a_series_are_named(string labels, string? problem, string? set)
    {
        var series = new TimeSeries();
        string[] parts = labels.Split(',');
        for (int i = 0; i < parts.Length; i += 2) series.Labels.Add(new Label { Name = parts[i], Value = parts[i + 1] });
        var request = new WriteRequest();
        request.Timeseries.Add(series);
        var into = new IncomingSeries();
        Assert.True(new WriteRequest1Reader(request.ToByteArray()).Next(into));
        if (problem is null) Assert.Equal(set, into.Labels.ToString());
        else Assert.StartsWith(problem, into.LabelProblem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Version_2_resolves_symbols_wherever_the_table_stands(bool symbolsFirst)
    {
        byte[] series = Message(m => m
            .Packed(1, 1, 2, 3, 4)
            .Bytes(2, Message(s => s.Double(1, 2.5).Varint(2, 1000).Varint(3, 900)))
            .Bytes(4, Message(e => e.Packed(1, 5, 6).Double(2, 1).Varint(3, 999)))
            .Bytes(5, Message(d => d.Varint(1, 1).Varint(3, 7).Varint(4, 8))));
        byte[] table = Message(m => Array.ForEach(Symbols, symbol => m.Bytes(4, System.Text.Encoding.UTF8.GetBytes(symbol))));
        byte[] body = Message(m => m.Bytes(5, series));
        var reader = new WriteRequest2Reader((byte[])(symbolsFirst ? [.. table, .. body] : [.. body, .. table]));
        var into = new IncomingSeries();
        Assert.True(reader.Next(into));
        Assert.Equal("""{__name__="m", a="b"}""", into.Labels.ToString());
        Assert.Equal(new IncomingSample(1000, 2.5), into.Samples[0]);
        Assert.Equal("""{trace="x"}""", into.Exemplars.Single().Labels.ToString());
        Assert.Equal(new MetricMetadata(MetricType.Counter, "seconds", "help"), into.Metadata);
        Assert.False(reader.Next(into));
    }

    [Fact]
    public void Version_2_refuses_references_and_tables_that_cannot_be()
    {
        byte[] Request(byte[] series, params string[] symbols) =>
            Message(m => { foreach (string symbol in symbols) m.Bytes(4, System.Text.Encoding.UTF8.GetBytes(symbol)); m.Bytes(5, series); });
        byte[] beyond = Request(Message(m => m.Packed(1, 1, 9)), "", "__name__");
        Assert.Throws<InvalidDataException>(() => new WriteRequest2Reader(beyond).Next(new IncomingSeries()));
        byte[] odd = Request(Message(m => m.Packed(1, 1)), "", "__name__");
        Assert.Throws<InvalidDataException>(() => new WriteRequest2Reader(odd).Next(new IncomingSeries()));
        byte[] notEmpty = Request([], "x");
        Assert.Throws<InvalidDataException>(() => new WriteRequest2Reader(notEmpty));
    }

    [Fact]
    public void Damaged_bytes_are_refused_and_nothing_worse()
    {
        var request = new WriteRequest();
        for (int i = 0; i < 3; i++)
        {
            var series = new TimeSeries();
            series.Labels.Add(new Label { Name = "__name__", Value = "m" + i });
            series.Samples.Add(new Sample { Timestamp = i, Value = i });
            series.Histograms.Add(HistogramWire.Write(i, new NativeHistogram { Count = 1, PositiveSpans = [new(0, 1)], PositiveBuckets = [1] }));
            request.Timeseries.Add(series);
        }
        byte[] good = request.ToByteArray();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length], Gen.Bool).Sample((at, value, length, second) =>
        {
            byte[] bad = [.. good.Take(length)];
            if (at < bad.Length) bad[at] = value;
            try
            {
                IWriteRequestReader reader = second ? new WriteRequest2Reader(bad) : new WriteRequest1Reader(bad);
                var into = new IncomingSeries();
                int read = 0;
                while (reader.Next(into)) read++;
                Assert.InRange(read, 0, good.Length);
            }
            catch (InvalidDataException)
            {
                // What the caller turns into 400.
            }
        });
    }

    private static byte[] Message(Action<WireWriter> write)
    {
        var writer = new WireWriter();
        write(writer);
        return writer.ToArray();
    }
}
