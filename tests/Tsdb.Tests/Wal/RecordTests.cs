using CsCheck;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Tests.Wal;

public sealed class RecordTests
{
    [Fact]
    public void A_record_of_samples_has_signed_deltas_against_its_first_entry()
    {
        var buffer = new RecordBuffer();
        RecordWriter.Write(buffer, [new SampleRecord(5, 1000, 1), new SampleRecord(3, 999, 2)]);
        byte[] expected =
        [
            2, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 3, 0xE8,
            0, 0, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0,
            3, 1, 0x40, 0, 0, 0, 0, 0, 0, 0,
        ];
        Assert.Equal(expected, buffer.Written.ToArray());
    }

    [Fact]
    public void Samples_come_back() => Gen.Select(Gen.ULong[0, 1UL << 40], Gen.Long, Gen.Double).Array[0, 50].Sample(entries =>
    {
        SampleRecord[] samples = Array.ConvertAll(entries, entry => new SampleRecord(entry.Item1, entry.Item2, entry.Item3));
        var buffer = new RecordBuffer();
        RecordWriter.Write(buffer, samples);
        var read = new List<SampleRecord>();
        Assert.True(RecordReader.TryRead(buffer.Written, read));
        Assert.Equal(samples, read);
    });

    [Fact]
    public void Series_exemplars_metadata_and_deletions_come_back()
    {
        LabelSet labels = LabelSet.Create(("__name__", "up"), ("läbel.ö", "wert \"x\" \n"));
        AssertSame([new SeriesRecord(7, labels), new SeriesRecord(8, LabelSet.Create(("a", "b")))], RecordWriter.Write, RecordReader.TryRead);
        AssertSame([new TombstoneRecord(7, -5, long.MaxValue)], RecordWriter.Write, RecordReader.TryRead);
        var exemplar = new Exemplar(LabelSet.Create(("trace_id", "x")), 1.5, 99);
        AssertSame([new ExemplarRecord(7, exemplar), new ExemplarRecord(3, new Exemplar(LabelSet.Empty, 2, 98))], RecordWriter.Write, RecordReader.TryRead);
        AssertSame([new MetadataRecord(300, new MetricMetadata(MetricType.GaugeHistogram, "bytes", "Hälp."))], RecordWriter.Write, RecordReader.TryRead);
    }

    [Fact]
    public void Labels_that_are_not_sorted_or_are_empty_become_canonical()
    {
        byte[] record = [1, 0, 0, 0, 0, 0, 0, 0, 9, 3, 1, (byte)'b', 1, (byte)'2', 1, (byte)'a', 1, (byte)'1', 1, (byte)'c', 0];
        var read = new List<SeriesRecord>();
        Assert.True(RecordReader.TryRead(record, read));
        Assert.Equal(LabelSet.Create(("a", "1"), ("b", "2")), Assert.Single(read).Labels);
    }

    [Fact]
    public void Any_bytes_are_read_or_refused() => Gen.Byte.Array[1, 300].Sample(bytes =>
    {
        RecordReader.TryRead(bytes, new List<SeriesRecord>());
        RecordReader.TryRead(bytes, new List<SampleRecord>());
        RecordReader.TryRead(bytes, new List<TombstoneRecord>());
        RecordReader.TryRead(bytes, new List<ExemplarRecord>());
        RecordReader.TryRead(bytes, new List<MetadataRecord>());
    }, iter: 2000);

    private delegate void Writer<T>(RecordBuffer into, ReadOnlySpan<T> entries);

    private delegate bool Reader<T>(ReadOnlySpan<byte> record, List<T> into);

    private static void AssertSame<T>(T[] entries, Writer<T> write, Reader<T> read)
    {
        var buffer = new RecordBuffer();
        write(buffer, entries);
        var back = new List<T>();
        Assert.True(read(buffer.Written, back));
        Assert.Equal(entries, back);
        for (int length = 2; length < buffer.Length; length++) read(buffer.Written[..length], back);
    }
}
