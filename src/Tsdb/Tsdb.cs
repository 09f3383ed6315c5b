using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Compaction;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Querying;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb;

/// <summary>
/// The embedded time-series database: samples in memory, made durable by a write-ahead log in Prometheus' format. A committed batch survives a killed
/// process. All members are thread-safe.
/// </summary>
public sealed class Tsdb : ISampleStore, ISeriesSource, IAsyncDisposable
{
    private const string MeterName = "Tocsin";

    private readonly MemoryHead _head;
    private readonly HeadQuerier _querier;
    private readonly WalWriter _writer;
    private readonly Maintenance _maintenance;
    private readonly DirectoryLock _lock;
    private readonly Meter? _ownMeter;
    private readonly string _walDirectory;
    private readonly TimeSpan _replayDuration;
    private bool _closed;

    private Tsdb(TsdbOptions options, TimeProvider clock, ITsdbEvents events, IMeterFactory? meters, DirectoryLock directoryLock)
    {
        _lock = directoryLock;
        _walDirectory = Path.Combine(options.Path, "wal");
        Directory.CreateDirectory(_walDirectory);
        _ownMeter = meters is null ? new Meter(MeterName) : null;
        Meter meter = _ownMeter ?? meters!.Create(MeterName);
        var walMetrics = new WalMetrics(meter);
        bool compress = options.WalCompression == WalCompression.Snappy;

        _head = new MemoryHead(new HeadLimits((long)options.RetentionTime.TotalMilliseconds, options.MaxExemplars), clock, new HeadMetrics(meter));
        long begin = Stopwatch.GetTimestamp();
        var replay = new HeadReplay(_head, _walDirectory);
        replay.Run();
        Retention.DropBefore(_head, _head.RetentionFloor);
        _replayDuration = Stopwatch.GetElapsedTime(begin);

        _writer = new WalWriter(_walDirectory, NextSegment(), options.WalSegmentBytes, compress, walMetrics);
        _head.LogTo(_writer);
        _querier = new HeadQuerier(_head);
        var truncation = new WalTruncation(_head, _writer, walMetrics, _walDirectory, options.WalSegmentBytes, compress);
        truncation.Dropped(replay.Report.OutlivedSamples);
        _maintenance = new Maintenance(_head, truncation, clock, events.MaintenanceFailed);
        TsdbGauges.Register(meter, _head, Statistics, () => _writer.SegmentIndex, options);
        walMetrics.Corruptions.Add(replay.Report.Damages.Count(damage => !damage.Damage.Torn));
        OpeningNotes.Tell(events, options.Path, replay.Report);
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

    public IAppender CreateAppender() => _head.CreateAppender();

    public ValueTask<ISeriesSelection> SelectAsync(SeriesSelector selector, CancellationToken cancel) => _querier.SelectAsync(selector, cancel);

    public ValueTask<NameList> LabelNamesAsync(SeriesSelector selector, CancellationToken cancel) => _querier.LabelNamesAsync(selector, cancel);

    public ValueTask<NameList> LabelValuesAsync(string name, SeriesSelector selector, CancellationToken cancel) =>
        _querier.LabelValuesAsync(name, selector, cancel);

    public ValueTask<IReadOnlyList<SeriesExemplars>> ExemplarsAsync(SeriesSelector selector, CancellationToken cancel) =>
        _querier.ExemplarsAsync(selector, cancel);

    /// <summary>What targets said about their metrics, by metric name.</summary>
    public IReadOnlyDictionary<string, MetricMetadata> Metadata() => _head.Metadata.Snapshot();

    /// <summary>
    /// Drops chunks that end before a time (ms since the epoch), series without samples, and what the log no longer needs. Done by itself for the
    /// retention time every few minutes. Samples younger than the retention time that the log still holds come back with a restart.
    /// </summary>
    /// <exception cref="IOException">The log could not be shortened; the samples are dropped all the same.</exception>
    public void DeleteOlderThan(long minTime) => _maintenance.DropBefore(minTime);

    public TsdbStatistics Statistics()
    {
        bool empty = _head.SampleCount == 0;
        return new TsdbStatistics
        {
            Series = _head.Index.All.Count,
            Chunks = _head.ChunkCount,
            Samples = _head.SampleCount,
            MinTime = empty ? null : _head.MinTime,
            MaxTime = empty ? null : _head.MaxTime,
            WalSegments = SegmentFiles.List(_walDirectory).Count,
            WalBytes = SegmentFiles.SizeOf(_walDirectory),
            ReplayDuration = _replayDuration,
        };
    }

    /// <summary>Ends maintenance, syncs and closes the log, and lets other processes in. Selections still open stay readable.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, true)) return;
        await _maintenance.DisposeAsync().ConfigureAwait(false);
        _head.Close();
        try
        {
            _writer.Dispose();
        }
        finally
        {
            _ownMeter?.Dispose();
            _lock.Dispose();
        }
    }

    // An empty segment at the end is used again, so that starting often does not leave a trail of them.
    private int NextSegment()
    {
        int next = (SegmentFiles.LastCheckpoint(_walDirectory)?.Index ?? -1) + 1;
        if (SegmentFiles.List(_walDirectory).LastOrDefault() is not { } last || last.Index < next) return next;
        return new FileInfo(last.Path).Length == 0 ? last.Index : last.Index + 1;
    }
}
