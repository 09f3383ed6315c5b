using System.Runtime.InteropServices;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Wal;

/// <summary>What a checkpoint left out.</summary>
internal sealed record CheckpointReport(int LastSegment, long KeptSamples, long DroppedSamples);

/// <summary>
/// Rewrites the older segments as <c>checkpoint.NNNNNNNN</c> without what nobody needs any more: series that are gone, samples, exemplars and deletions
/// older than the oldest sample kept. A checkpoint counts only under its final name, so a crash at any moment leaves the old state or the new one.
/// </summary>
internal sealed class Checkpoint(string directory, Func<ulong, LabelSet, bool> isNeeded, long minTime, long segmentBytes, WalCompression compression)
{
    private const int WorthWriting = 256 * 1024;

    private readonly List<SeriesRecord> _series = [];
    private readonly List<SampleRecord> _samples = [];
    private readonly List<TombstoneRecord> _tombstones = [];
    private readonly List<ExemplarRecord> _exemplars = [];
    private readonly List<HistogramRecord> _histograms = [];
    private readonly List<MetadataRecord> _metadata = [];
    private readonly HashSet<ulong> _alive = [];
    private readonly Dictionary<ulong, MetricMetadata> _latest = [];
    private long _kept;
    private long _dropped;

    /// <summary>Deletions that end earlier are left out: nobody has samples of that time any more, in this log or in that of what came out of order.</summary>
    public long DeletionsFrom { get; init; } = long.MinValue;

    /// <summary>Writes a checkpoint of the last one and the segments up to <paramref name="last"/>, then removes those.</summary>
    /// <exception cref="IOException">The log is as it was.</exception>
    public CheckpointReport Write(int last)
    {
        CheckpointDirectory? before = SegmentFiles.LastCheckpoint(directory);
        string final = SegmentFiles.CheckpointPath(directory, last), unfinished = final + SegmentFiles.Unfinished;
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);
        try
        {
            Fill(unfinished, before, last);
        }
        catch
        {
            // On a full disk, what was written in vain is in the way of everybody.
            Directory.Delete(unfinished, recursive: true);
            throw;
        }
        Directory.Move(unfinished, final);
        RemoveBefore(directory, last);
        return new CheckpointReport(last, _kept, _dropped);
    }

    /// <summary>Removes what the checkpoint of <paramref name="last"/> stands for, and what a crash left unfinished.</summary>
    public static void RemoveBefore(string directory, int last)
    {
        foreach (Segment segment in SegmentFiles.List(directory))
            if (segment.Index <= last)
                File.Delete(segment.Path);
        foreach (CheckpointDirectory older in SegmentFiles.Checkpoints(directory))
            if (older.Index < last)
                Directory.Delete(older.Path, recursive: true);
        foreach (string path in Directory.EnumerateDirectories(directory, "checkpoint.*" + SegmentFiles.Unfinished))
            Directory.Delete(path, recursive: true);
    }

    private void Fill(string unfinished, CheckpointDirectory? before, int last)
    {
        using var writer = new WalWriter(unfinished, 0, segmentBytes, compression, metrics: null);
        if (before is not null) Copy(SegmentFiles.List(before.Path), writer);
        Copy(SegmentFiles.List(directory).FindAll(segment => segment.Index <= last && segment.Index > (before?.Index ?? -1)), writer);
        if (_latest.Count == 0) return;
        RecordWriter.Write(writer.Record, _latest.Select(pair => new MetadataRecord(pair.Key, pair.Value)).ToArray());
        writer.Stage();
        writer.Commit();
    }

    private void Copy(IReadOnlyList<Segment> segments, WalWriter writer)
    {
        using var reader = new WalReader(segments);
        while (reader.Read())
        {
            if (!Filter(reader.Record.Span, writer.Record)) throw new IOException($"{reader.Segment!.Path} holds a record that cannot be read");
            writer.Stage();
            if (writer.Record.Length >= WorthWriting) writer.Commit();
        }
        writer.Commit();
        if (reader.Damage is { } damage) throw new IOException($"{damage.Segment.Path} is damaged at byte {damage.GoodEnd}: {damage.Reason}");
    }

    /// <summary>Writes what is kept of a record. Record types that are not read are not kept either.</summary>
    private bool Filter(ReadOnlySpan<byte> record, RecordBuffer into)
    {
        switch ((RecordType)record[0])
        {
            case RecordType.Series:
                if (!RecordReader.TryRead(record, _series)) return false;
                _series.RemoveAll(entry => !isNeeded(entry.Reference, entry.Labels));
                foreach (SeriesRecord entry in _series) _alive.Add(entry.Reference);
                if (_series.Count > 0) RecordWriter.Write(into, _series.ToArray());
                return true;
            case RecordType.Samples:
                if (!RecordReader.TryRead(record, _samples)) return false;
                _dropped += _samples.RemoveAll(entry => entry.Timestamp < minTime || !_alive.Contains(entry.Reference));
                _kept += _samples.Count;
                if (_samples.Count > 0) RecordWriter.Write(into, CollectionsMarshal.AsSpan(_samples));
                return true;
            case RecordType.Tombstones:
                if (!RecordReader.TryRead(record, _tombstones)) return false;
                _tombstones.RemoveAll(entry => entry.MaxTime < DeletionsFrom || !_alive.Contains(entry.Reference));
                if (_tombstones.Count > 0) RecordWriter.Write(into, _tombstones.ToArray());
                return true;
            case RecordType.Exemplars:
                if (!RecordReader.TryRead(record, _exemplars)) return false;
                _exemplars.RemoveAll(entry => entry.Exemplar.Timestamp < minTime || !_alive.Contains(entry.Reference));
                if (_exemplars.Count > 0) RecordWriter.Write(into, _exemplars.ToArray());
                return true;
            case RecordType.Histograms or RecordType.FloatHistograms or RecordType.CustomHistograms or RecordType.CustomFloatHistograms:
                if (!HistogramRecords.TryRead(record, _histograms)) return false;
                _dropped += _histograms.RemoveAll(entry => entry.Timestamp < minTime || !_alive.Contains(entry.Reference));
                _kept += _histograms.Count;
                for (int i = 0; i < _histograms.Count; i++) HistogramRecords.Put(into, _histograms[i], _histograms[0], i == 0);
                return true;
            case RecordType.Metadata:
                if (!RecordReader.TryRead(record, _metadata)) return false;
                foreach (MetadataRecord entry in _metadata)
                    if (_alive.Contains(entry.Reference))
                        _latest[entry.Reference] = entry.Metadata;
                return true;
            default:
                return true;
        }
    }
}
