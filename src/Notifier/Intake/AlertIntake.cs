using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Tocsin.Model.Alerts;

namespace Tocsin.Notifier.Intake;

/// <summary>
/// The one entrance for alerts: fill in, check, merge, write what changed, acknowledge, tell the groups. Database first, memory second.
/// </summary>
// Whoever holds the gate does all changes, so memory has one writer. A call that finds the gate open is served at once, on its own thread: most of them only
// move end times. Calls that find it shut gather and are merged and written together by the loop: while one transaction commits, the next batch gathers.
internal sealed class AlertIntake(
    AlertProjection alerts,
    IAlertStore store,
    INotifierAnnouncer announcer,
    INotifierChanges changes,
    IShardLease lease,
    IntakeMetrics metrics,
    IntakeOptions options,
    TimeProvider clock,
    ILogger<AlertIntake> logger) : IAlertIntake, IAsyncDisposable
{
    private const int MaxWaiting = 1024;
    private const int MaxTogether = 64;
    private static readonly TimeSpan ReadTime = TimeSpan.FromSeconds(5);

    private readonly Channel<Work> _work = Channel.CreateBounded<Work>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly SemaphoreSlim _gate = new(1);
    private readonly AlertNameLimit _nameLimit = new(options.AlertsPerName);
    private readonly List<IAlertObserver> _observers = [];
    private ITimer? _sweep;
    private ITimer? _gc;
    private Task _loop = Task.CompletedTask;
    private volatile int _sweepWaits;

    /// <summary>From the configuration; a reload changes it.</summary>
    public TimeSpan ResolveTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Other Notifiers write to the same database.</summary>
    public bool SharesDatabase { get; set; }

    /// <summary>Before <see cref="StartAsync"/> only.</summary>
    public void Observe(IAlertObserver observer) => _observers.Add(observer);

    /// <summary>Loads the alerts and starts the loop.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        Load(await store.LoadAsync(cancel));
        _loop = Task.Run(RunAsync, CancellationToken.None);
        _sweep = clock.CreateTimer(_ => PostSweep(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        _gc = clock.CreateTimer(_ => _work.Writer.TryWrite(new Work(CollectAsync)), null, options.GcInterval, options.GcInterval);
    }

    public Task<IntakeResult> AcceptAsync(IReadOnlyList<PostedAlert> posted, CancellationToken cancel) => AcceptAsync(new Work(posted), cancel);

    /// <summary>Takes what another Notifier could not store; it has told all others already.</summary>
    public Task<IntakeResult> AcceptForwardedAsync(IReadOnlyList<PostedAlert> posted, CancellationToken cancel) =>
        AcceptAsync(new Work(posted) { IsForwarded = true }, cancel);

    private async Task<IntakeResult> AcceptAsync(Work work, CancellationToken cancel)
    {
        if (work.Posted!.Count == 0) return new(0, [], Durable: true);
        if (!_gate.Wait(0, CancellationToken.None)) await _work.Writer.WriteAsync(work, cancel);
        else await ServeAsync(work);
        return await work.Done.Task.WaitAsync(cancel);
    }

    /// <summary>Looks again at alerts that another Notifier has written.</summary>
    public async Task RefreshAsync(IReadOnlyList<ulong> fingerprints, CancellationToken cancel)
    {
        var work = new Work(() => RefreshAsync(fingerprints));
        await _work.Writer.WriteAsync(work, cancel);
        await work.Done.Task.WaitAsync(cancel);
    }

    /// <summary>
    /// Another Notifier was in charge until now: what it left is loaded, and everything that was firing gets the grace of a start.
    /// </summary>
    public async Task ReloadAsync(CancellationToken cancel)
    {
        var work = new Work(async () =>
        {
            Load(await store.LoadAsync(cancel));
            await TellAsync([.. alerts.All()]);
        });
        await _work.Writer.WriteAsync(work, cancel);
        await work.Done.Task.WaitAsync(cancel);
    }

    /// <summary>Makes sure that ends which time has brought are in the database as ends, before anyone is told of them.</summary>
    public async Task SettleAsync(IReadOnlyList<TrackedAlert> ended, CancellationToken cancel)
    {
        if (ended.All(alert => alert.ResolvedStored)) return;
        var work = new Work(() => MarkResolvedAsync([.. ended]));
        await _work.Writer.WriteAsync(work, cancel);
        await work.Done.Task.WaitAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_sweep is not null) await _sweep.DisposeAsync();
        if (_gc is not null) await _gc.DisposeAsync();
        _work.Writer.TryComplete();
        await _loop;
        _gate.Dispose();
    }

    /// <summary>One look at the clock waits at most.</summary>
    private void PostSweep()
    {
        if (Interlocked.Exchange(ref _sweepWaits, 1) == 0 && !_work.Writer.TryWrite(new Work(SweepAsync))) _sweepWaits = 0;
    }

    private async Task RunAsync()
    {
        var together = new List<Work>();
        while (await _work.Reader.WaitToReadAsync())
        {
            await _gate.WaitAsync();
            Work? other = null;
            while (other is null && together.Count < MaxTogether && _work.Reader.TryRead(out Work? next))
            {
                if (next.Posted is null) other = next;
                else together.Add(next);
            }
            if (together.Count > 0) await GuardAsync(together, () => TakeAsync(together));
            if (other is not null) await GuardAsync([other], other.Action!);
            together.Clear();
            _gate.Release();
        }
    }

    /// <summary>The caller has the gate.</summary>
    private async Task ServeAsync(Work work)
    {
        try
        {
            List<Work> alone = [work];
            await GuardAsync(alone, () => TakeAsync(alone));
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task GuardAsync(List<Work> works, Func<Task> action)
    {
        try
        {
            await action();
            foreach (Work work in works) work.Done.TrySetResult(new(0, [], Durable: true));
        }
        catch (Exception e)
        {
            IntakeLog.WorkFailed(logger, e);
            foreach (Work work in works) work.Done.TrySetException(e);
        }
    }

    private async Task TakeAsync(List<Work> works)
    {
        DateTimeOffset now = clock.GetUtcNow();
        var plan = new AlertBatchPlan(alerts, ResolveTimeout, SharesDatabase, now);
        var results = new IntakeResult[works.Count];
        for (int i = 0; i < results.Length; i++) results[i] = Plan(plan, works[i].Posted!, now);
        List<AlertWrite> writes = plan.Writes();
        StoreOutcome outcome = writes.Count == 0 ? StoreOutcome.Stored : await store.WriteAsync(writes);
        if (outcome != StoreOutcome.Refused)
        {
            // A timer that runs is in the database before the alert that started it is acknowledged; it ticks while its row is written.
            long start = clock.GetTimestamp();
            List<TrackedAlert> changed = plan.Apply();
            Task told = TellAsync(changed);
            if (changed.Count > 0) metrics.Processed(clock.GetElapsedTime(start));
            await told;
            if (outcome == StoreOutcome.Stored && writes.Count > 0) announcer.AlertsStored([.. writes.Select(write => write.Fingerprint)]);
            if (outcome == StoreOutcome.Deferred && SharesDatabase) announcer.AlertsDeferred([.. works.Where(work => !work.IsForwarded).SelectMany(work => work.Posted!)]);
        }
        for (int i = 0; i < results.Length; i++)
            works[i].Done.TrySetResult(results[i] with { Durable = outcome == StoreOutcome.Stored, Overloaded = outcome == StoreOutcome.Refused });
    }

    private IntakeResult Plan(AlertBatchPlan plan, IReadOnlyList<PostedAlert> posted, DateTimeOffset now)
    {
        List<IntakeRejection>? rejections = null;
        int accepted = 0, resolved = 0;
        for (int i = 0; i < posted.Count; i++)
        {
            Alert alert = AlertValidator.FillIn(posted[i], now, ResolveTimeout);
            if (alert.IsResolvedAt(now)) resolved++;
            if (AlertValidator.Check(alert, options.ClassicNames) is { } error)
            {
                metrics.Invalid();
                (rejections ??= []).Add(new(i, error));
                continue;
            }
            ulong fingerprint = alert.Fingerprint;
            if (options.MaxAlerts > 0 && alerts.Count + plan.NewAlerts >= options.MaxAlerts && !plan.Knows(fingerprint))
            {
                // Ours, not upstream's: whoever floods us is told so.
                metrics.Limited();
                (rejections ??= []).Add(new(i, $"too many alerts: {options.MaxAlerts} are known already, and no new ones are taken until some have ended"));
                continue;
            }
            accepted++;
            if (!_nameLimit.Admits(fingerprint, alert, plan.EndOf, now)) metrics.Limited();
            else plan.Add(fingerprint, alert);
        }
        metrics.Received(posted.Count - resolved, resolved);
        metrics.HandedOn(accepted);
        return new(accepted, rejections ?? (IReadOnlyList<IntakeRejection>)[], Durable: true);
    }

    private Task SweepAsync()
    {
        _sweepWaits = 0;
        // A follower may have missed a re-send that the owner has heard: only the owner calls an alert ended because time has passed.
        if (!lease.IsHeld) return Task.CompletedTask;
        DateTimeOffset now = clock.GetUtcNow();
        List<TrackedAlert>? ended = null;
        foreach (TrackedAlert alert in alerts.All())
            if (!alert.ResolvedStored && alert.Alert.IsResolvedAt(now))
                (ended ??= []).Add(alert);
        return ended is null ? Task.CompletedTask : MarkResolvedAsync(ended);
    }

    private async Task MarkResolvedAsync(List<TrackedAlert> ended)
    {
        DateTimeOffset now = clock.GetUtcNow();
        ended.RemoveAll(alert => alert.ResolvedStored || !alert.Alert.IsResolvedAt(now));
        if (ended.Count == 0) return;
        await store.WriteAsync([.. ended.Select(alert => new AlertWrite(alert.Fingerprint, alert.Alert, true, AlertEventKind.Resolved, alert.Alert.EndsAt))]);
        foreach (TrackedAlert alert in ended) alert.Set(alert.Alert, resolved: true);
        await TellAsync(ended);
        announcer.AlertsStored([.. ended.Select(alert => alert.Fingerprint)]);
    }

    private async Task CollectAsync()
    {
        DateTimeOffset now = clock.GetUtcNow();
        bool owner = lease.IsHeld;
        List<TrackedAlert> gone = [.. alerts.All().Where(alert => alert.ResolvedStored && alert.Alert.IsResolvedAt(now) && !(owner && IsHeld(alert)))];
        if (gone.Count == 0) return;
        // The rows are the owner's: until it has told of an end, they stay.
        if (owner) await store.DeleteAsync([.. gone.Select(alert => alert.Fingerprint)]);
        foreach (TrackedAlert alert in gone) alerts.Remove(alert.Fingerprint);
        foreach (IAlertObserver observer in _observers) observer.Removed(gone);
        changes.Publish(ChangeTopics.Alerts);
    }

    private bool IsHeld(TrackedAlert alert) => _observers.Exists(observer => observer.Holds(alert));

    private async Task RefreshAsync(IReadOnlyList<ulong> fingerprints)
    {
        // Alerts wait behind it: what a silent database keeps back is looked for again later.
        using var time = new CancellationTokenSource(ReadTime, clock);
        await TellAsync([.. (await store.LoadAsync(fingerprints, time.Token)).Select(Put)], fromOthers: true);
    }

    private void Load(IReadOnlyList<StoredAlert> stored)
    {
        DateTimeOffset until = clock.GetUtcNow() + ResolveTimeout;
        int kept = 0;
        foreach (StoredAlert one in stored)
        {
            TrackedAlert tracked = Put(one);
            if (one.Resolved || one.Alert.EndsAt >= until) continue;
            // The grace is our guess, not the source's word: whatever it says next counts.
            tracked.Set(one.Alert with { EndsAt = until, Timeout = true }, resolved: false);
            kept++;
        }
        IntakeLog.Loaded(logger, stored.Count, kept, until);
    }

    private TrackedAlert Put(StoredAlert stored)
    {
        ulong fingerprint = stored.Alert.Fingerprint;
        TrackedAlert? tracked = alerts.Find(fingerprint);
        if (tracked is null) alerts.Put(tracked = new TrackedAlert(fingerprint, stored.Alert));
        // What was heard here since, and moved nothing but times, is not in the database.
        else if (tracked.Alert.UpdatedAt > stored.Alert.UpdatedAt && tracked.ResolvedStored == stored.Resolved) return tracked;
        tracked.Set(stored.Alert, stored.Resolved);
        tracked.WrittenEndsAt = stored.Alert.EndsAt;
        return tracked;
    }

    private Task TellAsync(List<TrackedAlert> changed, bool fromOthers = false)
    {
        if (changed.Count == 0) return Task.CompletedTask;
        Task stored = Task.WhenAll([.. _observers.Select(observer => observer.Changed(changed, fromOthers))]);
        changes.Publish(ChangeTopics.Alerts);
        return stored;
    }

    private sealed class Work
    {
        public Work(IReadOnlyList<PostedAlert> posted) => Posted = posted;

        public Work(Func<Task> action) => Action = action;

        public IReadOnlyList<PostedAlert>? Posted { get; }

        public bool IsForwarded { get; init; }

        public Func<Task>? Action { get; }

        public TaskCompletionSource<IntakeResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
