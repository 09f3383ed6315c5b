using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Tests.Wal;

/// <summary>Records of samples are read without looking at each byte's place; what comes out must be what a reader finds that does.</summary>
public sealed class SamplesReaderTests
{
    [Fact]
    public void Any_bytes_are_read_as_field_by_field()
    {
        var random = new Random(20260302);
        var read = new List<SampleRecord>();
        int whole = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] record = Record(random);
            bool isWhole = SamplesReader.TryRead(record, read, out long minTime, out long maxTime);
            List<SampleRecord>? expected = FieldByField(record);
            Assert.Equal(expected is not null, isWhole);
            if (expected is null) continue;
            whole++;
            Assert.Equal(expected.Select(Bits), read.Select(Bits));
            Assert.Equal(expected.Select(entry => entry.Timestamp).DefaultIfEmpty(long.MaxValue).Min(), minTime);
            Assert.Equal(expected.Select(entry => entry.Timestamp).DefaultIfEmpty(long.MinValue).Max(), maxTime);
        }
        Assert.InRange(whole, 1000, 19_000);
    }

    private static (ulong, long, long) Bits(SampleRecord entry) => (entry.Reference, entry.Timestamp, BitConverter.DoubleToInt64Bits(entry.Value));

    // A record with entries of all lengths; every other one cut somewhere, some with a byte changed.
    private static byte[] Record(Random random)
    {
        var bytes = new List<byte> { 2 };
        for (int i = 0; i < 16; i++) bytes.Add((byte)random.Next(256));
        for (int entries = random.Next(6); entries > 0; entries--)
        {
            PutVarint(bytes, random);
            PutVarint(bytes, random);
            for (int i = 0; i < 8; i++) bytes.Add((byte)random.Next(256));
        }
        byte[] record = [.. bytes];
        if (random.Next(4) == 0) record[random.Next(1, record.Length)] |= 0x80;
        return random.Next(2) == 0 ? record : record[..random.Next(1, record.Length + 1)];
    }

    private static void PutVarint(List<byte> into, Random random)
    {
        ulong value = (ulong)random.NextInt64() >> random.Next(64);
        for (; value >= 0x80; value >>= 7) into.Add((byte)(value | 0x80));
        into.Add((byte)value);
    }

    private static List<SampleRecord>? FieldByField(byte[] record)
    {
        var entries = new List<SampleRecord>();
        var cursor = new RecordCursor(record.AsSpan(1));
        if (cursor.AtEnd) return entries;
        ulong reference = cursor.UInt64();
        long time = (long)cursor.UInt64();
        while (!cursor.AtEnd && !cursor.Failed)
        {
            ulong series = reference + (ulong)cursor.Varint();
            long timestamp = time + cursor.Varint();
            entries.Add(new SampleRecord(series, timestamp, BitConverter.UInt64BitsToDouble(cursor.UInt64())));
        }
        return cursor.Failed ? null : entries;
    }
}
