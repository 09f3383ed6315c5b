using System.Runtime.InteropServices;
using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Head;

/// <summary>
/// Fills an empty head from the files: finished chunks first, then the log (the last checkpoint and the segments after it), then the log of what came out
/// of order. Damage is repaired on the way, so that what was read is what the files hold from now on.
/// </summary>
internal sealed unsafe class HeadReplay(MemoryHead head)
{
    // Numbers in the log need not be ours: a series may have had several, and the files may come from elsewhere.
    private readonly Dictionary<ulong, nint> _byReference = [];
    private readonly long _floor = Math.Max(head.RetentionFloor, head.MinValidTime);
    private readonly LoadedChunks _loaded = new(head, Math.Max(head.RetentionFloor, head.MinValidTime));
    private readonly List<SeriesRecord> _series = [];
    private readonly List<SampleRecord> _samples = [];
    private readonly List<HistogramRecord> _histograms = [];
    private readonly List<TombstoneRecord> _tombstones = [];
    private readonly List<ExemplarRecord> _exemplars = [];
    private readonly List<MetadataRecord> _metadata = [];
    private readonly List<MapMarker> _markers = [];
    private long _minTime = long.MaxValue;
    private long _maxTime = long.MinValue;
    private bool _outOfOrder;

    public ReplayReport Report { get; } = new();

    /// <exception cref="IOException">The files cannot be read or repaired.</exception>
    public void Run(string log, string outOfOrderLog)
    {
        head.Store.Load(meta => _loaded.Add(meta));
        Report.ChunkDamages.AddRange(head.Store.Damages);
        ReadLog(log);
        _outOfOrder = true;
        if (Directory.Exists(outOfOrderLog)) ReadLog(outOfOrderLog);
        Report.UnclaimedChunks = _loaded.DropUnclaimed();
        if (_maxTime >= _minTime) head.Cover(_minTime, _maxTime);
        head.Counts.Samples += Report.Samples;
    }

    private void ReadLog(string directory)
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
            case RecordType.Histograms or RecordType.FloatHistograms or RecordType.CustomHistograms or RecordType.CustomFloatHistograms:
                if (!HistogramRecords.TryRead(record, _histograms)) return false;
                foreach (ref readonly HistogramRecord entry in CollectionsMarshal.AsSpan(_histograms)) Add(entry);
                return true;
            case RecordType.Tombstones:
                if (!RecordReader.TryRead(record, _tombstones)) return false;
                foreach (TombstoneRecord entry in _tombstones)
                    if (Find(entry.Reference) is var deleted && deleted is not null)
                        head.Deletions.Add(deleted, new TimeRange(entry.MinTime, entry.MaxTime));
                return true;
            case RecordType.Exemplars:
                if (!RecordReader.TryRead(record, _exemplars)) return false;
                foreach (ExemplarRecord entry in _exemplars)
                    if (Find(entry.Reference) is var observed && observed is not null)
                        head.Exemplars.Add(observed->Slot, head.LabelsOf, entry.Exemplar);
                return true;
            case RecordType.MapMarkers:
                if (!RecordReader.TryRead(record, _markers)) return false;
                foreach (MapMarker entry in _markers) Forget(entry);
                return true;
            case RecordType.Metadata:
                if (!RecordReader.TryRead(record, _metadata)) return false;
                foreach (MetadataRecord entry in _metadata)
                    if (Find(entry.Reference) is var described && described is not null)
                        head.Metadata.Set(head.MetricOf(described), entry.Metadata);
                return true;
            default:
                Report.UnreadRecords[record[0]] = Report.UnreadRecords.GetValueOrDefault(record[0]) + 1;
                return true;
        }
    }

    private SeriesState* Find(ulong reference) => _byReference.TryGetValue(reference, out nint series) ? (SeriesState*)series : null;

    private void Introduce(in SeriesRecord entry)
    {
        if (!LabelRules.AreValid(entry.Labels)) return;
        SeriesState* series = head.Series.GetOrAdd(entry.Labels, out _, entry.Reference);
        if (series is null) return;
        series->Flags |= SeriesFlags.Logged;
        _byReference[entry.Reference] = (nint)series;
        head.Series.SkipReference(entry.Reference);
        if (!_loaded.TryClaim(entry.Reference, series, out TimeRange range, out long samples)) return;
        head.EnsureIndexed(series);
        Report.Samples += samples;
        if (range.MaxTime >= range.MinTime) Cover(range.MinTime, range.MaxTime);
    }

    private void Add(in SampleRecord entry)
    {
        SeriesState* series = Find(entry.Reference);
        if (_outOfOrder)
        {
            if (series is null) Report.UnknownSeriesSamples++;
            else AddOutOfOrder(series, entry.Timestamp, entry.Value, null);
            return;
        }
        if (!IsWanted(series, entry.Timestamp) || !head.Add(series, entry.Timestamp, entry.Value)) return;
        Added(series, entry.Timestamp);
    }

    private void Add(in HistogramRecord entry)
    {
        SeriesState* series = Find(entry.Reference);
        if (!HistogramChunk.CanHold(entry.Histogram)) return;
        if (_outOfOrder)
        {
            if (series is null) Report.UnknownSeriesSamples++;
            else AddOutOfOrder(series, entry.Timestamp, 0, entry.Histogram);
            return;
        }
        if (!IsWanted(series, entry.Timestamp) || !head.Add(series, entry.Timestamp, entry.Histogram)) return;
        Added(series, entry.Timestamp);
    }

    // What the retention has outlived may have lost its series by a checkpoint, and is not missed.
    private bool IsWanted(SeriesState* series, long timestamp)
    {
        if (timestamp < _floor) Report.OutlivedSamples++;
        else if (series is null) Report.UnknownSeriesSamples++;
        else return true;
        return false;
    }

    private void Added(SeriesState* series, long timestamp)
    {
        head.EnsureIndexed(series);
        Report.Samples++;
        Cover(timestamp, timestamp);
    }

    private void AddOutOfOrder(SeriesState* series, long timestamp, double value, NativeHistogram? histogram)
    {
        if (!head.OutOfOrder.Insert(series, timestamp, value, histogram)) return;
        head.EnsureIndexed(series);
        Report.Samples++;
    }

    // Only a chunk that is really there makes its samples in the log superfluous.
    private void Forget(MapMarker marker)
    {
        SeriesState* series = Find(marker.Reference);
        if (series is null || head.OutOfOrder.Find(series->Slot) is not { } samples) return;
        if (samples.Chunks.Exists(chunk => chunk.Data is null && chunk.Place == marker.Place)) samples.ForgetMemory();
    }

    private void Cover(long minTime, long maxTime)
    {
        _minTime = Math.Min(_minTime, minTime);
        _maxTime = Math.Max(_maxTime, maxTime);
    }
}
