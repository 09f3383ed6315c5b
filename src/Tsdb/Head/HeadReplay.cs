using System.Runtime.CompilerServices;
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
    private readonly SeriesByReference _series = new();
    private readonly long _floor = Math.Max(head.RetentionFloor, head.MinValidTime);
    private readonly LoadedChunks _loaded = new(head, Math.Max(head.RetentionFloor, head.MinValidTime));
    private long _minTime = long.MaxValue;
    private long _maxTime = long.MinValue;
    private bool _outOfOrder;
    private bool _cannotMap;

    public ReplayReport Report { get; } = new();

    /// <exception cref="IOException">The files cannot be read or repaired.</exception>
    public void Run(string log, string outOfOrderLog)
    {
        head.Store.Load(meta => _loaded.Add(meta));
        Report.ChunkDamages.AddRange(head.Store.Damages);
        ReadLog(log);
        _outOfOrder = true;
        if (Directory.Exists(outOfOrderLog)) ReadLog(outOfOrderLog);
        bool damaged = Report.Losses.Exists(loss => !loss.Damage.Torn);
        if (damaged) Report.Samples += _loaded.ClaimAll(reference => (nint)_series.Find(reference));
        long unclaimed = _loaded.DropUnclaimed();
        // The log forgets series whose samples are in blocks before the files of chunks do, so that a chunk without a series is only news when the log is not whole.
        if (damaged || head.Series.Count == 0) Report.UnclaimedChunks = unclaimed;
        if (_maxTime >= _minTime) head.Cover(_minTime, _maxTime);
        head.Counts.Samples += Report.Samples;
    }

    private void ReadLog(string directory)
    {
        var scan = new LogScan(directory);
        scan.Run(Take);
        Report.Losses.AddRange(scan.Losses);
    }

    private void Take(DecodedRecord record)
    {
        // What is finished goes to disk on the way, or the whole log would be in memory at the end. A kill in the middle costs nothing: the log is left as it
        // is, and the next replay passes over what the chunks have.
        if (!_cannotMap) _cannotMap = !head.Mapping.TryMapIfMany();
        switch ((RecordType)record.Type)
        {
            case RecordType.Series:
                foreach (ref readonly SeriesRecord entry in CollectionsMarshal.AsSpan(record.Series)) Introduce(entry);
                break;
            case RecordType.Samples:
                Add(CollectionsMarshal.AsSpan(record.Samples));
                break;
            case RecordType.Histograms or RecordType.FloatHistograms or RecordType.CustomHistograms or RecordType.CustomFloatHistograms:
                foreach (ref readonly HistogramRecord entry in CollectionsMarshal.AsSpan(record.Histograms)) Add(entry);
                break;
            case RecordType.Tombstones:
                foreach (TombstoneRecord entry in record.Tombstones)
                    if (_series.Find(entry.Reference) is var deleted && deleted is not null)
                        head.Deletions.Add(deleted, new TimeRange(entry.MinTime, entry.MaxTime));
                break;
            case RecordType.Exemplars:
                foreach (ExemplarRecord entry in record.Exemplars)
                    if (_series.Find(entry.Reference) is var observed && observed is not null)
                        head.Exemplars.Add(observed->Slot, head.LabelsOf, entry.Exemplar);
                break;
            case RecordType.MapMarkers:
                foreach (MapMarker entry in record.Markers) Forget(entry);
                break;
            case RecordType.Metadata:
                foreach (MetadataRecord entry in record.Metadata)
                    if (_series.Find(entry.Reference) is var described && described is not null)
                        head.Metadata.Set(head.MetricOf(described), entry.Metadata);
                break;
            default:
                Report.UnreadRecords[record.Type] = Report.UnreadRecords.GetValueOrDefault(record.Type) + 1;
                break;
        }
    }

    private void Introduce(in SeriesRecord entry)
    {
        if (!LabelRules.AreValid(entry.Labels)) return;
        SeriesState* series = head.Series.GetOrAdd(entry.Labels, out _, entry.Reference);
        if (series is null) return;
        series->Flags |= SeriesFlags.Logged;
        // The newest number counts from now on: chunks of one number then come before those of the next, as their records do.
        series->Reference = entry.Reference;
        _series.Set(entry.Reference, series);
        head.Series.SkipReference(entry.Reference);
        if (!_loaded.TryClaim(entry.Reference, series, out TimeRange range, out long samples)) return;
        head.EnsureIndexed(series);
        Report.Samples += samples;
        if (range.MaxTime >= range.MinTime) Cover(range.MinTime, range.MaxTime);
    }

    // Optimized from the first call on, as decoding is; most samples end here, because a finished chunk has them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ReadOnlySpan<SampleRecord> samples)
    {
        foreach (ref readonly SampleRecord entry in samples)
        {
            SeriesState* series = _series.Find(entry.Reference);
            if (_outOfOrder)
            {
                if (series is null) Report.UnknownSeriesSamples++;
                else AddOutOfOrder(series, entry.Timestamp, entry.Value, null);
            }
            else if (!IsThere(series, entry.Timestamp) && IsWanted(series, entry.Timestamp) && head.Add(series, entry.Timestamp, entry.Value)) Added(series, entry.Timestamp);
        }
    }

    // Asked first, as it is so most often.
    private bool IsThere(SeriesState* series, long timestamp) =>
        timestamp >= _floor && series is not null && timestamp <= series->Encoder.LastTime && series->Has(SeriesFlags.HasSamples);

    private void Add(in HistogramRecord entry)
    {
        SeriesState* series = _series.Find(entry.Reference);
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
        SeriesState* series = _series.Find(marker.Reference);
        if (series is null || _loaded.TryClaim(marker, series) is not { } claimed) return;
        OutOfOrderSeries samples = head.OutOfOrder.Find(series->Slot)!;
        Report.Samples += claimed.Count - samples.ForgetMemory();
        head.EnsureIndexed(series);
    }

    private void Cover(long minTime, long maxTime)
    {
        _minTime = Math.Min(_minTime, minTime);
        _maxTime = Math.Max(_maxTime, maxTime);
    }
}
