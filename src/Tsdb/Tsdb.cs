using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Compaction;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb;

/// <summary>
/// The embedded time-series database: samples in memory, made durable by a write-ahead log in Prometheus' format. A committed batch survives a killed
/// process. All members are thread-safe.
/// </summary>
public sealed class Tsdb : ISampleStore, ISeriesSource, IAsyncDisposable
{
    private const string MeterName = "Tocsin";

    private readonly DurableHead _head;
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
        var limits = new HeadLimits((long)options.RetentionTime.TotalMilliseconds, (long)options.OutOfOrderWindow.TotalMilliseconds, options.MaxExemplars);
        var files = new HeadFiles(options.Path, options.WalSegmentBytes, options.WalCompression);

        long begin = Stopwatch.GetTimestamp();
        _head = new DurableHead(files, limits, long.MinValue, clock, new HeadMetrics(meter), walMetrics);
        _replayDuration = Stopwatch.GetElapsedTime(begin);
        _maintenance = new Maintenance(_head, clock, events.MaintenanceFailed);
        TsdbGauges.Register(meter, _head.Head, Statistics, () => _head.CurrentSegment, options);
        walMetrics.Corruptions.Add(_head.Report.Damages.Count(damage => !damage.Damage.Torn));
        OpeningNotes.Tell(events, options.Path, _head.Report);
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

    public ValueTask<ISeriesSelection> SelectAsync(SeriesSelector selector, CancellationToken cancel) => _head.Source.SelectAsync(selector, cancel);

    public ValueTask<NameList> LabelNamesAsync(SeriesSelector selector, CancellationToken cancel) => _head.Source.LabelNamesAsync(selector, cancel);

    public ValueTask<NameList> LabelValuesAsync(string name, SeriesSelector selector, CancellationToken cancel) =>
        _head.Source.LabelValuesAsync(name, selector, cancel);

    public ValueTask<IReadOnlyList<SeriesExemplars>> ExemplarsAsync(SeriesSelector selector, CancellationToken cancel) =>
        _head.Source.ExemplarsAsync(selector, cancel);

    /// <summary>What targets said about their metrics, by metric name.</summary>
    public IReadOnlyDictionary<string, MetricMetadata> Metadata() => _head.Head.Metadata.Snapshot();

    /// <summary>
    /// Drops chunks that end before a time (ms since the epoch), series without samples, and what the log no longer needs. Done by itself for the
    /// retention time every few minutes. Samples younger than the retention time that the log still holds come back with a restart.
    /// </summary>
    /// <exception cref="IOException">The log could not be shortened; the samples are dropped all the same.</exception>
    public void DeleteOlderThan(long minTime) => _maintenance.DropBefore(minTime);

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
            _ownMeter?.Dispose();
            _lock.Dispose();
        }
    }
}
