using Microsoft.Extensions.Logging;
using Tocsin.Ingest.Discovery;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Model.Time;

namespace Tocsin.Ingest.Scraping;

/// <summary>What every loop needs and shares.</summary>
/// <param name="PhaseSeed">Shifts all phases of this server, so that a pair of servers does not scrape at the same moment.</param>
internal sealed record ScrapeParts(
    ISampleStore Store, TimeProvider Clock, Func<IExpositionReader> Readers, ScrapeMetrics Metrics, ILogger Log, ulong PhaseSeed);

/// <summary>
/// Scrapes one target until it is stopped: waits for its phase, then at every interval fetches, reads, appends and reports. The settings may be
/// swapped while it runs; target and cache stay.
/// </summary>
internal sealed class ScrapeLoop : IDisposable
{
    private const long LongestWaitMs = 24L * 3600 * 1000;

    private readonly ScrapeParts _parts;
    private readonly IExpositionReader _reader;
    private readonly ScrapeCache _cache = new();
    private readonly PageBuffer _page = new();
    private readonly SampleIntake _intake;
    private readonly ScrapeReport _report;
    private readonly CancellationTokenSource _stop = new();
    private volatile Applied _applied;
    private volatile TargetStatus _status = TargetStatus.Never;
    private volatile bool _writeMarkersAtEnd;
    private Applied? _used;
    private Task _running = Task.CompletedTask;

    public ScrapeLoop(Target target, ScrapeSettings settings, ITargetFetcher fetcher, string poolError, ScrapeParts parts)
    {
        Target = target;
        _parts = parts;
        _applied = new Applied(settings, fetcher, poolError);
        _reader = parts.Readers();
        _intake = new SampleIntake(_reader, _cache, Metadata, parts.Metrics);
        _report = new ScrapeReport(target);
    }

    public Target Target { get; }

    public TargetStatus Status => _status;

    public FamilyMetadata Metadata { get; } = new();

    public void Start() => _running = Task.Run(() => RunAsync(_stop.Token));

    /// <summary>Swaps the settings; the next scrape relabels every series anew.</summary>
    /// <param name="poolError">Why nothing of this pool may be scraped; empty when it may.</param>
    public void Apply(ScrapeSettings settings, ITargetFetcher fetcher, string poolError) => _applied = new Applied(settings, fetcher, poolError);

    /// <summary>Ends the loop; a scrape under way is given up.</summary>
    /// <param name="targetIsGone">Its series get staleness markers, two intervals later, unless the server stops before.</param>
    public async Task StopAsync(bool targetIsGone, CancellationToken serverStops)
    {
        _writeMarkersAtEnd = targetIsGone;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        if (targetIsGone) await WriteEndMarkersAsync(serverStops).ConfigureAwait(false);
        Dispose();
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(CancellationToken cancel)
    {
        long interval = (long)Target.Interval.TotalMilliseconds;
        long tick = ScrapeSchedule.First(Now, interval, Target.Hash, _parts.PhaseSeed);
        long last = 0;
        try
        {
            while (true)
            {
                await DelayUntilAsync(tick, cancel).ConfigureAwait(false);
                long now = Now;
                if (last > 0) _parts.Metrics.Interval(TimeSpan.FromMilliseconds(now - last), PromDuration.Format(Target.Interval));
                last = now;
                await ScrapeAsync(ScrapeSchedule.Timestamp(tick, now, interval), cancel).ConfigureAwait(false);
                tick = ScrapeSchedule.Next(tick, Now, interval);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopped; a scrape that was under way is not stored.
        }
    }

    private long Now => UnixMilliseconds.Now(_parts.Clock);

    // In steps, because a timer cannot wait longer than some weeks and an interval can.
    private async Task DelayUntilAsync(long time, CancellationToken cancel)
    {
        for (long wait = time - Now; wait > 0; wait = time - Now)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(wait, LongestWaitMs)), _parts.Clock, cancel).ConfigureAwait(false);
    }

    internal async ValueTask ScrapeAsync(long time, CancellationToken cancel)
    {
        Applied applied = _applied;
        if (_used is not null && !ReferenceEquals(_used.Settings, applied.Settings)) _cache.Invalidate();
        _used = applied;
        long started = _parts.Clock.GetTimestamp();
        try
        {
            FetchResult fetched = applied.PoolError.Length > 0
                ? new FetchResult(null, applied.PoolError)
                : await applied.Fetcher.FetchAsync(Target, applied.Settings, _page, cancel).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            if (fetched.BodyLimitExceeded) _parts.Metrics.BodyLimitExceeded();
            await StoreAsync(applied.Settings, fetched, time, started, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One target must never end another's scrapes, nor its own later ones.
            _status = new TargetStatus(TargetHealth.Down, time, _parts.Clock.GetElapsedTime(started), e.Message);
            ScrapeLog.NotStored(_parts.Log, Target.Url, e);
        }
        finally
        {
            _page.Release();
        }
    }

    private async ValueTask StoreAsync(ScrapeSettings settings, FetchResult fetched, long time, long started, CancellationToken cancel)
    {
        IAppender appender = _parts.Store.CreateAppender();
        try
        {
            IntakeResult result = ReadPage(settings, fetched, appender, time);
            if (result.Error.Length > 0)
            {
                // All or nothing: what a bad page gave is taken back, and its series end here.
                appender.Rollback();
                appender.Dispose();
                appender = _parts.Store.CreateAppender();
                AppendMarkers(appender, time);
            }
            TimeSpan took = _parts.Clock.GetElapsedTime(started);
            _report.Append(appender, settings, time, result, took, fetched.BodyLimitExceeded ? -1 : _page.Length);
            await appender.CommitAsync(cancel).ConfigureAwait(false);
            if (result.Error.Length > 0 && _status.LastError != result.Error) ScrapeLog.Failed(_parts.Log, Target.Url, result.Error);
            _status = new TargetStatus(result.Error.Length == 0 ? TargetHealth.Up : TargetHealth.Down, time, took, result.Error);
        }
        finally
        {
            appender.Dispose();
        }
    }

    private IntakeResult ReadPage(ScrapeSettings settings, FetchResult fetched, IAppender appender, long time)
    {
        string error = fetched.Error;
        if (error.Length == 0) error = _reader.Open(fetched.ContentType, settings.Config, _page.Page) ?? "";
        return error.Length > 0 ? new IntakeResult(0, 0, 0, error) : _intake.Read(Target, settings, appender, time);
    }

    private void AppendMarkers(IAppender appender, long time)
    {
        foreach (CachedSeries series in _cache.TakeAllForMarkers()) appender.Append(ref series.Ref, series.Labels!, time, StaleMarker.Value);
    }

    // The wait lets a target that only moved to another job or came back take its series over first: markers never hit a living series then.
    private async Task WriteEndMarkersAsync(CancellationToken serverStops)
    {
        if (!_writeMarkersAtEnd || _status.LastScrape == 0) return;
        long interval = (long)Target.Interval.TotalMilliseconds;
        try
        {
            long markerTime = _status.LastScrape + interval;
            await DelayUntilAsync(markerTime + interval + interval / 10, serverStops).ConfigureAwait(false);
            using IAppender appender = _parts.Store.CreateAppender();
            AppendMarkers(appender, markerTime);
            _report.AppendMarkers(appender, _applied.Settings, markerTime);
            await appender.CommitAsync(serverStops).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server stops: no markers, the target may be there again when it is back.
        }
        catch (IOException e)
        {
            ScrapeLog.NotStored(_parts.Log, Target.Url, e);
        }
    }

    private sealed record Applied(ScrapeSettings Settings, ITargetFetcher Fetcher, string PoolError);
}
