using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Wal;

/// <summary>Writes records. Each overload writes one record with all its entries.</summary>
internal static class RecordWriter
{
    public static void Write(RecordBuffer into, ReadOnlySpan<SeriesRecord> entries)
    {
        into.PutByte((byte)RecordType.Series);
        foreach (SeriesRecord entry in entries)
        {
            into.PutUInt64(entry.Reference);
            PutLabels(into, entry.Labels);
        }
    }

    public static void Write(RecordBuffer into, ReadOnlySpan<SampleRecord> entries)
    {
        if (entries.IsEmpty) into.PutByte((byte)RecordType.Samples);
        SamplesWriter samples = default;
        foreach (SampleRecord entry in entries) samples.Add(into, entry.Reference, entry.Timestamp, entry.Value);
    }

    public static void Write(RecordBuffer into, ReadOnlySpan<TombstoneRecord> entries)
    {
        into.PutByte((byte)RecordType.Tombstones);
        foreach (TombstoneRecord entry in entries)
        {
            into.PutUInt64(entry.Reference);
            into.PutVarint(entry.MinTime);
            into.PutVarint(entry.MaxTime);
        }
    }

    public static void Write(RecordBuffer into, ReadOnlySpan<ExemplarRecord> entries)
    {
        into.PutByte((byte)RecordType.Exemplars);
        if (entries.IsEmpty) return;
        (ulong reference, long time) = (entries[0].Reference, entries[0].Exemplar.Timestamp);
        into.PutUInt64(reference);
        into.PutUInt64((ulong)time);
        foreach (ExemplarRecord entry in entries)
        {
            into.PutVarint((long)(entry.Reference - reference));
            into.PutVarint(entry.Exemplar.Timestamp - time);
            into.PutUInt64(BitConverter.DoubleToUInt64Bits(entry.Exemplar.Value));
            PutLabels(into, entry.Exemplar.Labels);
        }
    }

    // The number of fields stands before them, so that a reader may skip names it does not know.
    public static void Write(RecordBuffer into, ReadOnlySpan<MetadataRecord> entries)
    {
        into.PutByte((byte)RecordType.Metadata);
        foreach (MetadataRecord entry in entries)
        {
            into.PutUvarint(entry.Reference);
            into.PutByte((byte)entry.Metadata.Type);
            into.PutUvarint(2);
            into.PutText("UNIT"u8);
            into.PutText(Encoding.UTF8.GetBytes(entry.Metadata.Unit));
            into.PutText("HELP"u8);
            into.PutText(Encoding.UTF8.GetBytes(entry.Metadata.Help));
        }
    }

    public static void Write(RecordBuffer into, ReadOnlySpan<MapMarker> entries)
    {
        into.PutByte((byte)RecordType.MapMarkers);
        foreach (MapMarker entry in entries)
        {
            into.PutUInt64(entry.Reference);
            into.PutUInt64(entry.Place.Value);
        }
    }

    private static void PutLabels(RecordBuffer into, LabelSet labels)
    {
        into.PutUvarint((ulong)labels.Count);
        into.PutBytes(labels.Blob);
    }
}
