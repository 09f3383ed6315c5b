using Microsoft.Extensions.Logging;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Grouping;

/// <summary>
/// Flushes groups when their ticks come: at each tick the timer is set to the next one first, then the flush runs. Flushes of one group never
/// overlap; those of different groups do not wait for each other.
/// </summary>
internal sealed class Dispatcher : IAsyncDisposable
{
    private static readonly TimeSpan ShortestDeadline = TimeSpan.FromSeconds(10);

    private readonly GroupTable _table;
    private readonly IGroupFlusher _flusher;
    private readonly IGroupStore _store;
    private readonly AlertIntake _intake;
    private readonly AlertProjection _alerts;
    private readonly IShardLease _lease;
    private readonly INotifierChanges _changes;
    private readonly TimeProvider _clock;
    private readonly ILogger<Dispatcher> _logger;
    private readonly FlushTimer _timer;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _running = [];
    private bool _stopping;

    public Dispatcher(
        GroupTable table, IGroupFlusher flusher, IGroupStore store, AlertIntake intake, AlertProjection alerts, IShardLease lease,
        INotifierChanges changes, TimeProvider clock, ILogger<Dispatcher> logger)
    {
        _table = table;
        _flusher = flusher;
        _store = store;
        _intake = intake;
        _alerts = alerts;
        _lease = lease;
        _changes = changes;
        _clock = clock;
        _logger = logger;
        _timer = new FlushTimer(clock, Due);
        table.Scheduled = group => _timer.Add(group);
        lease.Settled += LookAgain;
    }

    /// <summary>Completes when no flush is running, nor one that an ending flush started for the tick it missed: for tests and for an orderly end.</summary>
    public async Task IdleAsync()
    {
        while (true)
        {
            Task[] running;
            lock (_table.Lock) running = [.. _running];
            if (running.Length == 0) return;
            await Task.WhenAll(running);
        }
    }

    /// <summary>No new flush; those that run may finish until <paramref name="cancel"/>, then they are cut.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        lock (_table.Lock) _stopping = true;
        try
        {
            await IdleAsync().WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            await _stop.CancelAsync();
            await IdleAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _lease.Settled -= LookAgain;
        lock (_table.Lock) _stopping = true;
        _timer.Dispose();
        await _stop.CancelAsync();
        await IdleAsync();
        _stop.Dispose();
    }

    private void Due()
    {
        lock (_table.Lock)
        {
            _timer.Fired();
            if (_stopping) return;
            LeaseState lease = _lease.State;
            // What has become due is told as soon as the former owner's log is read.
            if (lease == LeaseState.Taking) return;
            DateTimeOffset now = _clock.GetUtcNow();
            while (_timer.TryTakeDue(now, out AggregationGroup group))
            {
                group.NextFlush = now + group.Route.GroupInterval;
                _timer.Add(group);
                // A follower keeps its groups and their ticks at hand, and leaves the telling to the owner.
                if (lease != LeaseState.Held) continue;
                if (group.Running) group.MissedTick = now;
                else Start(group, now);
            }
            _timer.Arm();
        }
    }

    private void LookAgain()
    {
        lock (_table.Lock)
        {
            if (_stopping) return;
            _timer.Fired();
            _timer.Arm();
        }
    }

    /// <summary>Called under the lock.</summary>
    private void Start(AggregationGroup group, DateTimeOffset tick)
    {
        group.Running = true;
        var task = new Task<Task>(() => RunAsync(group, tick));
        Task flush = task.Unwrap();
        _running.Add(flush);
        flush.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        task.Start(TaskScheduler.Default);
    }

    private void Ended(Task flush)
    {
        lock (_table.Lock) _running.Remove(flush);
    }

    private async Task RunAsync(AggregationGroup group, DateTimeOffset tick)
    {
        bool ok = false;
        GroupFlush? flush = null;
        try
        {
            lock (_table.Lock) flush = new(group.Id, group.Key, group.Route, group.Labels, group.Snapshot(tick), tick);
            ok = await FlushAsync(flush);
        }
        catch (Exception e)
        {
            GroupingLog.FlushFailed(_logger, group.Key, e);
        }
        StoredGroup stored;
        bool gone;
        lock (_table.Lock)
        {
            if (ok)
            {
                group.Forget(flush!.Alerts);
                group.LastFlush = tick;
            }
            gone = _table.RemoveIfDone(group);
            stored = group.ToStored();
            group.Running = false;
            DateTimeOffset? missed = group.MissedTick;
            group.MissedTick = null;
            if (missed is { } again && !gone && !_stopping) Start(group, again);
        }
        // A cut flush is not over: its old tick stays in the database, so that the next start, or the next owner, flushes at once.
        if (!ok && (_stop.IsCancellationRequested || !_lease.IsHeld)) return;
        await _store.SaveAsync(gone ? [] : [stored], gone ? [stored] : []);
        _changes.Publish(ChangeTopics.Groups);
    }

    private async Task<bool> FlushAsync(GroupFlush flush)
    {
        TimeSpan deadline = flush.Route.GroupInterval > ShortestDeadline ? flush.Route.GroupInterval : ShortestDeadline;
        DateTimeOffset ends = _clock.GetUtcNow() + deadline;
        using var timeout = new CancellationTokenSource(deadline, _clock);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stop.Token, _lease.Lost);
        List<TrackedAlert> ended = [.. flush.Alerts.Where(alert => alert.Resolved).Select(alert => _alerts.Find(alert.Fingerprint)).OfType<TrackedAlert>()];
        if (ended.Count > 0) await _intake.SettleAsync(ended, cancel.Token);
        return await _flusher.FlushAsync(flush with { EndsAt = ends }, cancel.Token);
    }
}
