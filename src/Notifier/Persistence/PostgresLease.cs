using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Persistence;

/// <summary>
/// One row of one table, taken and renewed by the database's clock. The holder counts its own time from before it asked, so it stops before
/// another may start; then it asks again before it sends anything.
/// </summary>
// When the database does not answer at all, nobody can take the lease either: the last owner goes on telling people from memory. A process that
// merely slept has not asked yet, so it is fenced until it did.
internal sealed class PostgresLease(IDbContextFactory<NotifierDbContext> database, string owner, TimeProvider clock, ILogger<PostgresLease> logger)
    : IShardLease, IAsyncDisposable
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(3);

    private readonly LeaseTable _table = new(database, owner, clock);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private CancellationTokenSource _lost = new();
    private DateTimeOffset _heldUntil;
    private long _fence;
    // _granted: the row says that the lease is ours. _owner: and what the former owner left is read.
    private bool _granted;
    private bool _owner;
    private bool _taking;
    private bool _databaseAway;
    private Task _loop = Task.CompletedTask;

    public event Func<CancellationToken, Task>? Acquired;

    public event Action? Settled;

    public LeaseState State
    {
        get
        {
            lock (_lock)
                return _taking ? LeaseState.Taking : IsOurs() ? LeaseState.Held : LeaseState.Following;
        }
    }

    public CancellationToken Lost
    {
        get
        {
            lock (_lock) return _lost.Token;
        }
    }

    /// <summary>Asks once, then keeps asking.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        await AskAsync(cancel);
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Asks no more, and lets another Notifier have the lease at once: nothing may be in the air any more.</summary>
    public async Task LeaveAsync(CancellationToken cancel)
    {
        await _stop.CancelAsync();
        await _loop;
        lock (_lock)
        {
            if (!_granted) return;
            if (_owner) _lost.Cancel();
            (_owner, _granted) = (false, false);
        }
        try
        {
            await _table.GiveBackAsync(cancel);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            PersistenceLog.LeaseNotGiven(logger, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _lost.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(RenewEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token)) await AskAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task AskAsync(CancellationToken cancel)
    {
        DateTimeOffset asked = clock.GetUtcNow();
        try
        {
            (string holder, long fence) = await _table.TakeAsync(Length, cancel);
            if (holder == owner) await HoldAsync(asked + Length, fence, cancel);
            else Lose(holder);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !cancel.IsCancellationRequested)
        {
            PersistenceLog.LeaseFailed(logger, e);
            lock (_lock) _databaseAway = true;
        }
    }

    private async Task HoldAsync(DateTimeOffset until, long fence, CancellationToken cancel)
    {
        lock (_lock)
        {
            bool held = IsOurs();
            (_granted, _databaseAway) = (true, false);
            if (held && fence == _fence)
            {
                _heldUntil = until;
                return;
            }
            // This process slept, or hung: ticks have passed without a flush, and if another had the lease meanwhile, what is in memory is old.
            if (_owner) _lost.Cancel();
            (_owner, _taking) = (false, true);
        }
        PersistenceLog.Owning(logger, fence);
        try
        {
            // What the former owner left is read before anything is flushed: only then the lease counts.
            if (await ReadAsync(until, fence, cancel) is not { } readUntil)
            {
                PersistenceLog.LeaseLost(logger);
                return;
            }
            lock (_lock)
            {
                (_owner, _fence, _heldUntil) = (true, fence, readUntil);
                if (_lost.IsCancellationRequested)
                {
                    _lost.Dispose();
                    _lost = new CancellationTokenSource();
                }
            }
        }
        finally
        {
            lock (_lock) _taking = false;
            Settled?.Invoke();
        }
    }

    /// <summary>Reads what the former owner left, and keeps the lease meanwhile, however much that is.</summary>
    /// <returns>Until when the lease is ours then; null when it was lost all the same.</returns>
    private async Task<DateTimeOffset?> ReadAsync(DateTimeOffset until, long fence, CancellationToken cancel)
    {
        if (Acquired is not { } acquired) return until;
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task reading = acquired(given.Token);
        try
        {
            while (await Task.WhenAny(reading, Task.Delay(RenewEvery, clock, given.Token)) != reading)
            {
                DateTimeOffset asked = clock.GetUtcNow();
                if (await _table.TakeAsync(Length, cancel) != (owner, fence)) return null;
                until = asked + Length;
            }
            await reading;
            return until;
        }
        finally
        {
            await given.CancelAsync();
            // Why it ended has been said above, or does not matter any more.
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The caller holds the lock.</summary>
    private bool IsOurs() => _owner && (_databaseAway || clock.GetUtcNow() < _heldUntil);

    private void Lose(string holder)
    {
        lock (_lock)
        {
            (_granted, _databaseAway) = (false, false);
            if (!_owner) return;
            _owner = false;
            _lost.Cancel();
        }
        PersistenceLog.LeaseLost(logger);
        PersistenceLog.Following(logger, holder);
    }
}
