namespace Tocsin.Tsdb.Wal;

/// <summary>A record as entries. Reused.</summary>
internal sealed class DecodedRecord
{
    private long _minTime;
    private long _maxTime;

    public byte Type { get; private set; }

    public List<SeriesRecord> Series { get; } = [];

    public List<SampleRecord> Samples { get; } = [];

    public List<HistogramRecord> Histograms { get; } = [];

    public List<TombstoneRecord> Tombstones { get; } = [];

    public List<ExemplarRecord> Exemplars { get; } = [];

    public List<MetadataRecord> Metadata { get; } = [];

    public List<MapMarker> Markers { get; } = [];

    /// <summary>False: the bytes are no record of the type they say. Unknown types are decoded to nothing.</summary>
    public bool TryDecode(ReadOnlySpan<byte> record)
    {
        Type = record[0];
        return (RecordType)Type switch
        {
            RecordType.Series => RecordReader.TryRead(record, Series),
            RecordType.Samples => SamplesReader.TryRead(record, Samples, out _minTime, out _maxTime),
            RecordType.Tombstones => RecordReader.TryRead(record, Tombstones),
            RecordType.Exemplars => RecordReader.TryRead(record, Exemplars),
            RecordType.MapMarkers => RecordReader.TryRead(record, Markers),
            RecordType.Metadata => RecordReader.TryRead(record, Metadata),
            RecordType.Histograms or RecordType.FloatHistograms or RecordType.CustomHistograms or RecordType.CustomFloatHistograms =>
                HistogramRecords.TryRead(record, Histograms),
            _ => true,
        };
    }

    /// <summary>Oldest and newest time of its samples; null: it has none.</summary>
    public (long Min, long Max)? Times()
    {
        (long min, long max) = (RecordType)Type == RecordType.Samples ? (_minTime, _maxTime) : (long.MaxValue, long.MinValue);
        if ((RecordType)Type is RecordType.Histograms or RecordType.FloatHistograms or RecordType.CustomHistograms or RecordType.CustomFloatHistograms)
            foreach (HistogramRecord entry in Histograms)
                (min, max) = (Math.Min(min, entry.Timestamp), Math.Max(max, entry.Timestamp));
        return max < min ? null : (min, max);
    }
}
