using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Head;

/// <summary>Where the head's files are and how they are written.</summary>
internal sealed record HeadFiles(string Directory, long SegmentBytes, WalCompression Compression)
{
    public string Log => Path.Combine(Directory, "wal");

    public string OutOfOrderLog => Path.Combine(Directory, "wbl");

    public string Chunks => Path.Combine(Directory, "chunks_head");
}

/// <summary>The head with its files: read when it is made, written while it is used, shortened when blocks have taken over.</summary>
internal sealed unsafe class DurableHead : IDisposable
{
    private readonly HeadFiles _files;
    private readonly HeadChunkStore _store;
    private readonly WalWriter _writer;
    private readonly WalWriter? _outOfOrderWriter;
    private readonly LogTruncation _logTruncation;
    private readonly HeadTruncation _truncation;

    /// <param name="files">Where.</param>
    /// <param name="limits">What is taken.</param>
    /// <param name="minValidTime">What is older is in blocks already; <see cref="long.MinValue"/>: nothing is.</param>
    /// <param name="clock">Tells how old samples are.</param>
    /// <param name="metrics">The head's counters.</param>
    /// <param name="walMetrics">The log's counters.</param>
    /// <exception cref="IOException">The files cannot be read, repaired or written.</exception>
    public DurableHead(HeadFiles files, HeadLimits limits, long minValidTime, TimeProvider clock, HeadMetrics metrics, WalMetrics walMetrics)
    {
        _files = files;
        Directory.CreateDirectory(files.Log);
        _store = new HeadChunkStore(files.Chunks);
        Head = new MemoryHead(limits, clock, metrics, _store);
        Head.SetMinValidTime(minValidTime);
        var replay = new HeadReplay(Head);
        replay.Run(files.Log, files.OutOfOrderLog);
        Report = replay.Report;
        metrics.ChunkFileDamages.Add(Report.ChunkDamages.Count);

        _writer = new WalWriter(files.Log, NextSegment(files.Log), files.SegmentBytes, files.Compression, walMetrics);
        if (limits.OutOfOrderMilliseconds > 0 || Head.OutOfOrder.Count > 0)
        {
            Directory.CreateDirectory(files.OutOfOrderLog);
            _outOfOrderWriter = new WalWriter(files.OutOfOrderLog, NextSegment(files.OutOfOrderLog), files.SegmentBytes, files.Compression, metrics: null);
        }
        Head.LogTo(_writer, _outOfOrderWriter);
        _logTruncation = new LogTruncation(Head, _writer, walMetrics, files.Log, files.SegmentBytes, files.Compression);
        _logTruncation.Dropped(Report.OutlivedSamples);
        _truncation = new HeadTruncation(Head, () => _writer.SegmentIndex);
        _truncation.DropBefore(Math.Max(Head.RetentionFloor, minValidTime));
        Source = new HeadSource(Head);
    }

    public MemoryHead Head { get; }

    public HeadSource Source { get; }

    /// <summary>What was found in the files.</summary>
    public ReplayReport Report { get; }

    /// <summary>What logs and chunk files take on the disk.</summary>
    public long BytesOnDisk =>
        ((string[])[_files.Log, _files.OutOfOrderLog, _files.Chunks]).Where(Directory.Exists).Sum(SegmentFiles.SizeOf);

    public int CurrentSegment => _writer.SegmentIndex;

    /// <summary>The times of samples out of order that are still here; null: none.</summary>
    public TimeRange? OutOfOrderRange => Head.Read<TimeRange?>(() =>
    {
        if (Head.OutOfOrder.Count == 0) return null;
        (long min, long max) = (long.MaxValue, long.MinValue);
        foreach (OutOfOrderSeries samples in Head.OutOfOrder.All.Values)
        {
            TimeRange range = samples.Range;
            (min, max) = (Math.Min(min, range.MinTime), Math.Max(max, range.MaxTime));
        }
        return max < min ? null : new TimeRange(min, max);
    });

    /// <summary>The samples in order of a time range, both ends inclusive, for a block: chunks that overlap it, whole. Dispose it.</summary>
    public HeadRange OpenRange(long minTime, long maxTime) => HeadRange.InOrder(Head, minTime, maxTime);

    /// <summary>All samples of series that have ended, for blocks. Dispose it; when the blocks are in place, <see cref="Forget"/>.</summary>
    public HeadRange OpenEnded(IReadOnlyList<EndedSeries> ended) => HeadRange.Of(Head, ended);

    /// <summary>Forgets series that have ended, because blocks have all of their samples.</summary>
    public TruncationReport Forget(IReadOnlyList<EndedSeries> ended)
    {
        TruncationReport report = _truncation.DropEnded(ended);
        _logTruncation.Dropped(report.Samples);
        return report;
    }

    /// <summary>All samples out of order so far, for blocks; null: none. Dispose it; when the blocks are in place, <see cref="ReleaseOutOfOrder"/>.</summary>
    public HeadRange? OpenOutOfOrder(out OutOfOrderCut cut)
    {
        OutOfOrderCut taken = OutOfOrderCut.None;
        if (_outOfOrderWriter is not null) Head.BetweenCommits(() => taken = CutOutOfOrder());
        cut = taken;
        return taken.Chunks.Count == 0 ? null : HeadRange.OutOfOrder(Head, taken);
    }

    /// <summary>Forgets what is in blocks now: those chunks and the log up to the cut.</summary>
    public void ReleaseOutOfOrder(OutOfOrderCut cut)
    {
        Head.BetweenCommits(() => Head.Write(() =>
        {
            foreach (uint slot in cut.Chunks.Keys)
            {
                if (Head.OutOfOrder.Find(slot) is not { } samples) continue;
                samples.Remove(cut.Chunks[slot].Contains);
                if (!samples.IsEmpty) continue;
                Head.OutOfOrder.Remove(slot);
                Head.Series.Find(slot)->Flags &= ~SeriesFlags.OutOfOrder;
            }
            _store.RemoveBefore(Head.MinValidTime, Head.OutOfOrder.FirstFile());
        }));
        foreach (Segment segment in SegmentFiles.List(_files.OutOfOrderLog))
            if (segment.Index <= cut.LastSegment)
                File.Delete(segment.Path);
    }

    /// <summary>
    /// Forgets what is older than a time because blocks have it: chunks that end before, series with nothing left, and what the log need not hold any more.
    /// From then on nothing older is taken in order.
    /// </summary>
    /// <exception cref="IOException">The log could not be shortened; memory is all the same.</exception>
    public (TruncationReport Dropped, CheckpointReport? Checkpoint) Truncate(long minTime)
    {
        Head.SetMinValidTime(minTime);
        Head.MapChunks();
        TruncationReport report = _truncation.DropBefore(minTime);
        _logTruncation.Dropped(report.Samples);
        return (report, _logTruncation.Truncate(minTime));
    }

    /// <summary>As <see cref="Truncate"/> for what has outlived the retention; the log only when it is worth it.</summary>
    /// <exception cref="IOException">The log could not be shortened; memory is all the same.</exception>
    public (TruncationReport Dropped, CheckpointReport? Checkpoint) DropBefore(long minTime)
    {
        Head.MapChunks();
        TruncationReport report = minTime <= Head.MinTime ? default : _truncation.DropBefore(minTime);
        _logTruncation.Dropped(report.Samples);
        return (report, _logTruncation.TruncateIfWorthIt(minTime));
    }

    /// <summary>Deletes samples of the matching series, both ends inclusive; gives the number of series. It is in the log before it returns.</summary>
    /// <exception cref="IOException">The log could not be written; nothing is deleted.</exception>
    public int Delete(IReadOnlyList<Matcher> matchers, long minTime, long maxTime)
    {
        int count = 0;
        Head.BetweenCommits(() =>
        {
            var found = new List<(uint Slot, TombstoneRecord Record)>();
            foreach (uint slot in Head.Read(() => MatcherResolver.Resolve(Head.Postings, matchers)))
            {
                SeriesState* series = Head.Series.Find(slot);
                if (HeadRange.TimesOf(Head, series) is not { } times || !times.Overlaps(minTime, maxTime)) continue;
                // Never into the future: what comes later is not deleted.
                found.Add((slot, new TombstoneRecord(series->Reference, Math.Max(minTime, times.MinTime), Math.Min(maxTime, times.MaxTime))));
            }
            if (found.Count == 0) return;
            RecordWriter.Write(_writer.Record, found.ConvertAll(entry => entry.Record).ToArray());
            _writer.Stage();
            _writer.Commit();
            Head.Write(() =>
            {
                foreach ((uint slot, TombstoneRecord record) in found)
                    Head.Deletions.Add(Head.Series.Find(slot), new TimeRange(record.MinTime, record.MaxTime));
            });
            count = found.Count;
        });
        return count;
    }

    /// <summary>Writes what is in memory only, syncs and closes the files. Selections still open stay readable.</summary>
    public void Dispose()
    {
        Head.MapChunks();
        Head.Close();
        using (_store)
        using (_outOfOrderWriter)
            _writer.Dispose();
    }

    private OutOfOrderCut CutOutOfOrder()
    {
        // On disk, with their markers in the segments that go when the blocks are in place.
        Head.OutOfOrder.NoteAll();
        Head.MapChunks();
        _outOfOrderWriter!.NextSegment();
        var chunks = new Dictionary<uint, HashSet<OutOfOrderChunk>>();
        Head.Write(() =>
        {
            foreach ((uint slot, OutOfOrderSeries samples) in Head.OutOfOrder.All)
            {
                samples.Finish();
                if (samples.Chunks.Count > 0) chunks[slot] = [.. samples.Chunks];
            }
        });
        return new OutOfOrderCut(chunks, _outOfOrderWriter.SegmentIndex - 1);
    }

    // An empty segment at the end is used again, so that starting often does not leave a trail of them.
    private static int NextSegment(string directory)
    {
        int next = (SegmentFiles.LastCheckpoint(directory)?.Index ?? -1) + 1;
        if (SegmentFiles.List(directory).LastOrDefault() is not { } last || last.Index < next) return next;
        return new FileInfo(last.Path).Length == 0 ? last.Index : last.Index + 1;
    }
}
