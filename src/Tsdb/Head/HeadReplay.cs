using System.Runtime.InteropServices;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Head;

/// <summary>
/// Fills an empty head from the log: the last checkpoint, then the segments after it, in order. Damage is repaired on the way, so that what was read is
/// what the log holds from now on.
/// </summary>
internal sealed class HeadReplay(MemoryHead head, string directory)
{
    // Numbers in the log need not be ours: a series may have had several, and the files may come from elsewhere.
    private readonly Dictionary<ulong, MemSeries> _byReference = [];
    private readonly List<SeriesRecord> _series = [];
    private readonly List<SampleRecord> _samples = [];
    private readonly List<TombstoneRecord> _tombstones = [];
    private readonly List<ExemplarRecord> _exemplars = [];
    private readonly List<MetadataRecord> _metadata = [];
    private readonly long _floor = head.RetentionFloor;

    public ReplayReport Report { get; } = new();

    /// <exception cref="IOException">The files cannot be read or repaired.</exception>
    /// <exception cref="NotSupportedException">The log is written in a way we do not read.</exception>
    public void Run()
    {
        CheckpointDirectory? checkpoint = SegmentFiles.LastCheckpoint(directory);
        Checkpoint.RemoveBefore(directory, checkpoint?.Index ?? -1);
        if (checkpoint is not null) Read(SegmentFiles.List(checkpoint.Path));
        Read(SegmentFiles.List(directory));
    }

    private void Read(List<Segment> segments)
    {
        using var reader = new WalReader(segments);
        while (reader.Read())
            if (!Take(reader.Record.Span))
                reader.Reject("a record that cannot be read");
        Report.Segments += segments.Count;
        if (reader.Damage is { } damage) Report.Damages.Add(new ReplayDamage(damage, WalRepair.Apply(damage, segments)));
    }

    private bool Take(ReadOnlySpan<byte> record)
    {
        switch ((RecordType)record[0])
        {
            case RecordType.Series:
                if (!RecordReader.TryRead(record, _series)) return false;
                foreach (ref readonly SeriesRecord entry in CollectionsMarshal.AsSpan(_series)) Introduce(entry);
                return true;
            case RecordType.Samples:
                if (!RecordReader.TryRead(record, _samples)) return false;
                foreach (ref readonly SampleRecord entry in CollectionsMarshal.AsSpan(_samples)) Add(entry);
                return true;
            case RecordType.Tombstones:
                if (!RecordReader.TryRead(record, _tombstones)) return false;
                foreach (TombstoneRecord entry in _tombstones) Delete(entry);
                return true;
            case RecordType.Exemplars:
                if (!RecordReader.TryRead(record, _exemplars)) return false;
                foreach (ExemplarRecord entry in _exemplars)
                    if (_byReference.TryGetValue(entry.Reference, out MemSeries? series))
                        head.Exemplars.Add(series, entry.Exemplar);
                return true;
            case RecordType.Metadata:
                if (!RecordReader.TryRead(record, _metadata)) return false;
                foreach (MetadataRecord entry in _metadata)
                    if (_byReference.TryGetValue(entry.Reference, out MemSeries? series))
                        head.Metadata.Set(series, entry.Metadata);
                return true;
            default:
                Report.UnreadRecords[record[0]] = Report.UnreadRecords.GetValueOrDefault(record[0]) + 1;
                return true;
        }
    }

    private void Introduce(in SeriesRecord entry)
    {
        if (!LabelRules.AreValid(entry.Labels)) return;
        MemSeries series = head.Series.GetOrAdd(entry.Labels, out _, entry.Reference);
        series.IsLogged = true;
        _byReference[entry.Reference] = series;
        head.Series.SkipReference(entry.Reference);
    }

    private void Add(in SampleRecord entry)
    {
        // What the retention has outlived may have lost its series by a checkpoint, and is not missed.
        if (entry.Timestamp < _floor) Report.OutlivedSamples++;
        else if (!_byReference.TryGetValue(entry.Reference, out MemSeries? series)) Report.UnknownSeriesSamples++;
        else if (head.Add(series, entry.Timestamp, entry.Value)) Report.Samples++;
    }

    private void Delete(TombstoneRecord entry)
    {
        if (!_byReference.TryGetValue(entry.Reference, out MemSeries? series)) return;
        int chunks = series.ChunkCount, samples = series.SampleCount;
        series.Delete(entry.MinTime, entry.MaxTime, head.Buffers);
        head.Dropped(chunks - series.ChunkCount, samples - series.SampleCount);
    }
}
