using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Model.Time;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Compaction;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Querying;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb;

/// <summary>
/// The embedded time-series database: the newest samples in memory, made durable by a write-ahead log, older ones in blocks, all in Prometheus' format. A
/// committed batch survives a killed process. All members are thread-safe.
/// </summary>
public sealed class Tsdb : ISampleStore, ISeriesSource, IStoreAdmin, IAsyncDisposable
{
    private const string MeterName = "Tocsin";

    private readonly TsdbOptions _options;
    private readonly TimeProvider _clock;
    private readonly ITsdbEvents _events;
    private readonly DurableHead _head;
    private readonly HeadReader _headReader;
    private readonly BlockDirectory _blocks;
    private readonly StoreReader _reader;
    private readonly Compactor _compactor;
    private readonly Maintenance _maintenance;
    private readonly DirectoryLock _lock;
    private readonly Meter? _ownMeter;
    private readonly string _walDirectory;
    private readonly TimeSpan _replayDuration;
    private bool _closed;

    private Tsdb(TsdbOptions options, TimeProvider clock, ITsdbEvents events, IMeterFactory? meters, DirectoryLock directoryLock)
    {
        (_options, _clock, _events, _lock) = (options, clock, events, directoryLock);
        _walDirectory = Path.Combine(options.Path, "wal");
        Directory.CreateDirectory(_walDirectory);
        _ownMeter = meters is null ? new Meter(MeterName) : null;
        Meter meter = _ownMeter ?? meters!.Create(MeterName);
        var walMetrics = new WalMetrics(meter);
        var limits = new HeadLimits((long)options.RetentionTime.TotalMilliseconds, (long)options.OutOfOrderWindow.TotalMilliseconds, options.MaxExemplars);
        var files = new HeadFiles(options.Path, options.WalSegmentBytes, options.WalCompression);

        var notices = new BlockNotices(events);
        _blocks = new BlockDirectory(options.Path, notices);
        _blocks.Reload();
        long begin = Stopwatch.GetTimestamp();
        _head = new DurableHead(files, limits, _blocks.InOrderMaxTime, clock, new HeadMetrics(meter), walMetrics);
        _replayDuration = Stopwatch.GetElapsedTime(begin);
        List<Segment> segments = SegmentFiles.List(_walDirectory);
        Replay = new ReplayProgress(segments[0].Index, segments[^1].Index, segments[^1].Index);
        _headReader = new HeadReader(_head);
        _reader = new StoreReader(_headReader, _blocks, notices.Unreadable);
        _compactor = new Compactor(_head, _blocks, options.ForCompaction(), clock, new CompactionMetrics(meter));
        _maintenance = new Maintenance(_compactor, clock, events.Compacted, events.MaintenanceFailed);
        TsdbGauges.Register(meter, _head.Head, _blocks, Statistics, () => _head.CurrentSegment, options);
        walMetrics.Corruptions.Add(_head.Report.Losses.Count(loss => !loss.Damage.Torn));
        OpeningNotes.Tell(events, _head.Report);
        events.Replayed(Statistics());
        _maintenance.Start();
    }

    /// <summary>Opens the directory, repairs what a crash left, and reads the log.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="clock">Tells how old samples are and when maintenance is due.</param>
    /// <param name="events">Is told about damage and other things worth a log line.</param>
    /// <param name="meters">Makes the meter for the store's metrics; null: they are not exported.</param>
    public static TsdbOpenResult Open(TsdbOptions options, TimeProvider clock, ITsdbEvents events, IMeterFactory? meters = null)
    {
        if (options.Problem() is { } problem) return TsdbOpenResult.Refused(problem);
        if (DirectoryLock.Take(options.Path, out string? error) is not { } directoryLock) return TsdbOpenResult.Refused(error!);
        try
        {
            return TsdbOpenResult.Opened(new Tsdb(options, clock, events, meters, directoryLock));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            directoryLock.Dispose();
            return TsdbOpenResult.Refused($"cannot open the data directory {options.Path}: {e.Message}");
        }
    }

    public IAppender CreateAppender() => _head.Head.CreateAppender();

    public ValueTask<ISeriesSelection> SelectAsync(SeriesSelector selector, CancellationToken cancel) => _reader.SelectAsync(selector, cancel);

    public ValueTask<NameList> LabelNamesAsync(SeriesSelector selector, CancellationToken cancel) => _reader.LabelNamesAsync(selector, cancel);

    public ValueTask<NameList> LabelValuesAsync(string name, SeriesSelector selector, CancellationToken cancel) =>
        _reader.LabelValuesAsync(name, selector, cancel);

    public ValueTask<IReadOnlyList<SeriesExemplars>> ExemplarsAsync(SeriesSelector selector, CancellationToken cancel) =>
        _reader.ExemplarsAsync(selector, cancel);

    public void Delete(IReadOnlyList<Matcher> matchers, long start, long end) => _compactor.Delete(matchers, start, end);

    public void CleanTombstones(CancellationToken cancel) => _compactor.CleanTombstones(cancel);

    public string Snapshot(bool withHead, CancellationToken cancel)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{_clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) >> 1:x}");
        _compactor.Snapshot(Path.Combine(_options.Path, "snapshots", name), withHead, cancel);
        return name;
    }

    public StoreStatus Status(int limit)
    {
        MemoryHead head = _head.Head;
        var status = new HeadStatus(limit);
        _headReader.Search(long.MinValue, long.MaxValue, status);
        bool empty = head.Counts.Samples == 0;
        return new StoreStatus
        {
            Series = head.Postings.SeriesCount,
            LabelPairs = status.LabelPairs,
            Chunks = head.Counts.Chunks,
            MinTime = empty && head.MinValidTime != long.MinValue ? head.MinValidTime : head.MinTime,
            MaxTime = empty && head.MinValidTime != long.MinValue ? head.MinValidTime : head.MaxTime,
            SeriesByMetric = status.SeriesByMetric,
            ValuesByLabel = status.ValuesByLabel,
            BytesByLabel = status.BytesByLabel,
            SeriesByPair = status.SeriesByPair,
        };
    }

    public ReplayProgress Replay { get; }

    public IReadOnlyList<ReadOnlyMemory<byte>> BlockDescriptions() => [.. _blocks.Blocks.Select(block => (ReadOnlyMemory<byte>)block.Meta.ToJson())];

    /// <summary>Does what compaction and retention have to do now; by itself that is done every minute.</summary>
    /// <exception cref="IOException">What was under way is undone.</exception>
    public void Compact(CancellationToken cancel) => _compactor.Run(_events.Compacted, cancel);

    /// <summary>What targets said about their metrics, by metric name.</summary>
    public IReadOnlyDictionary<string, MetricMetadata> Metadata() => _head.Head.Metadata.Snapshot();

    /// <summary>
    /// Drops blocks and chunks that end before a time (ms since the epoch), series without samples, and what the log no longer needs. Done by itself for the
    /// retention time every minute. Samples younger than the retention time that the log still holds come back with a restart.
    /// </summary>
    /// <exception cref="IOException">The log could not be shortened; the samples are dropped all the same.</exception>
    public void DeleteOlderThan(long minTime) => _compactor.DropBefore(minTime);

    public TsdbStatistics Statistics()
    {
        MemoryHead head = _head.Head;
        bool empty = head.Counts.Samples == 0;
        return new TsdbStatistics
        {
            Series = head.Postings.SeriesCount,
            Chunks = head.Counts.Chunks,
            Samples = head.Counts.Samples,
            MinTime = empty ? null : head.MinTime,
            MaxTime = empty ? null : head.MaxTime,
            WalSegments = SegmentFiles.List(_walDirectory).Count,
            WalBytes = SegmentFiles.SizeOf(_walDirectory),
            ReplayDuration = _replayDuration,
            Blocks = _blocks.Blocks.Count,
            BlockBytes = _blocks.Size,
        };
    }

    /// <summary>Ends maintenance, syncs and closes the log, and lets other processes in. Selections still open stay readable.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, true)) return;
        await _maintenance.DisposeAsync().ConfigureAwait(false);
        try
        {
            _head.Dispose();
        }
        finally
        {
            _blocks.Dispose();
            _ownMeter?.Dispose();
            _lock.Dispose();
        }
    }
}
