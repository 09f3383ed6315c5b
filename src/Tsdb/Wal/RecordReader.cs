using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Wal;

/// <summary>Reads what <see cref="RecordWriter"/> writes; the first byte, the type, has been looked at. False: not a record of that type.</summary>
internal static class RecordReader
{
    public static bool TryRead(ReadOnlySpan<byte> record, List<SeriesRecord> into)
    {
        into.Clear();
        var cursor = new RecordCursor(record[1..]);
        while (!cursor.AtEnd && !cursor.Failed)
        {
            ulong reference = cursor.UInt64();
            LabelSet labels = cursor.Labels();
            if (reference > WalFormat.MaxSeriesReference) return false;
            if (!cursor.Failed) into.Add(new SeriesRecord(reference, labels));
        }
        return !cursor.Failed;
    }

    public static bool TryRead(ReadOnlySpan<byte> record, List<SampleRecord> into) => SamplesReader.TryRead(record, into, out _, out _);

    public static bool TryRead(ReadOnlySpan<byte> record, List<TombstoneRecord> into)
    {
        into.Clear();
        var cursor = new RecordCursor(record[1..]);
        while (!cursor.AtEnd && !cursor.Failed)
        {
            ulong reference = cursor.UInt64();
            long minTime = cursor.Varint(), maxTime = cursor.Varint();
            if (!cursor.Failed) into.Add(new TombstoneRecord(reference, minTime, maxTime));
        }
        return !cursor.Failed;
    }

    public static bool TryRead(ReadOnlySpan<byte> record, List<MapMarker> into)
    {
        into.Clear();
        var cursor = new RecordCursor(record[1..]);
        while (!cursor.AtEnd && !cursor.Failed)
        {
            var marker = new MapMarker(cursor.UInt64(), new HeadChunkRef(cursor.UInt64()));
            if (!cursor.Failed) into.Add(marker);
        }
        return !cursor.Failed;
    }

    public static bool TryRead(ReadOnlySpan<byte> record, List<ExemplarRecord> into)
    {
        into.Clear();
        var cursor = new RecordCursor(record[1..]);
        if (cursor.AtEnd) return true;
        ulong reference = cursor.UInt64();
        long time = (long)cursor.UInt64();
        while (!cursor.AtEnd && !cursor.Failed)
        {
            ulong series = reference + (ulong)cursor.Varint();
            long timestamp = time + cursor.Varint();
            double value = BitConverter.UInt64BitsToDouble(cursor.UInt64());
            LabelSet labels = cursor.Labels();
            if (!cursor.Failed) into.Add(new ExemplarRecord(series, new Exemplar(labels, value, timestamp)));
        }
        return !cursor.Failed;
    }

    public static bool TryRead(ReadOnlySpan<byte> record, List<MetadataRecord> into)
    {
        into.Clear();
        var cursor = new RecordCursor(record[1..]);
        while (!cursor.AtEnd && !cursor.Failed)
        {
            ulong reference = cursor.Uvarint();
            byte type = cursor.Byte();
            string unit = "", help = "";
            for (ulong fields = cursor.Uvarint(); fields > 0 && !cursor.Failed; fields--)
            {
                ReadOnlySpan<byte> name = cursor.Text(), value = cursor.Text();
                if (name.SequenceEqual("UNIT"u8)) unit = Encoding.UTF8.GetString(value);
                else if (name.SequenceEqual("HELP"u8)) help = Encoding.UTF8.GetString(value);
            }
            MetricType known = type <= (byte)MetricType.StateSet ? (MetricType)type : MetricType.Unknown;
            if (!cursor.Failed) into.Add(new MetadataRecord(reference, new MetricMetadata(known, unit, help)));
        }
        return !cursor.Failed;
    }
}
