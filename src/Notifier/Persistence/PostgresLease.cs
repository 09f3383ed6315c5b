using System.Data.Common;
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
    private const long TicksPerSecond = 10_000_000;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(3);

    /// <summary>With the pause between two questions less than the lease: that the database is silent is known before the lease would end.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private CancellationTokenSource _lost = new();
    private DateTimeOffset _heldUntil;
    private bool _owner;
    private bool _databaseAway;
    private Task _loop = Task.CompletedTask;

    public event Func<CancellationToken, Task>? Acquired;

    public bool IsHeld
    {
        get
        {
            lock (_lock) return _owner && (_databaseAway || clock.GetUtcNow() < _heldUntil);
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

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        if (_owner) await ReleaseAsync();
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
            using var timeout = new CancellationTokenSource(AnswerTime, clock);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
            (string holder, long fence) = await TakeAsync(patience.Token);
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
        bool won;
        lock (_lock)
        {
            won = !_owner;
            _databaseAway = false;
            if (!won) _heldUntil = until;
        }
        if (!won) return;
        PersistenceLog.Owning(logger, fence);
        // What the former owner left is read before anything is flushed: only then the lease counts.
        if (Acquired is { } acquired) await acquired(cancel);
        lock (_lock)
        {
            _owner = true;
            _heldUntil = until;
            if (!_lost.IsCancellationRequested) return;
            _lost.Dispose();
            _lost = new CancellationTokenSource();
        }
    }

    private void Lose(string holder)
    {
        lock (_lock)
        {
            _databaseAway = false;
            if (!_owner) return;
            _owner = false;
            _lost.Cancel();
        }
        PersistenceLog.LeaseLost(logger);
        PersistenceLog.Following(logger, holder);
    }

    /// <summary>Takes a lease that is free, ours or run out; either way says whose it is.</summary>
    private async Task<(string Owner, long Fence)> TakeAsync(CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        await context.Database.OpenConnectionAsync(cancel);
        await using DbCommand command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = """
            WITH moment AS (SELECT (extract(epoch FROM clock_timestamp()) * 10000000)::bigint AS now),
            taken AS (
                INSERT INTO notifier.leases AS lease (shard, owner, fence, expires_at) SELECT 0, @owner, 1, now + @length FROM moment
                ON CONFLICT (shard) DO UPDATE SET
                    owner = excluded.owner,
                    fence = CASE WHEN lease.owner = excluded.owner THEN lease.fence ELSE lease.fence + 1 END,
                    expires_at = excluded.expires_at
                WHERE lease.owner = excluded.owner OR lease.expires_at < excluded.expires_at - @length
                RETURNING lease.owner, lease.fence)
            SELECT owner, fence FROM taken
            UNION ALL
            SELECT owner, fence FROM notifier.leases WHERE shard = 0 AND NOT EXISTS (SELECT 1 FROM taken)
            """;
        Parameter(command, "owner", owner);
        Parameter(command, "length", (long)Length.TotalSeconds * TicksPerSecond);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? (reader.GetString(0), reader.GetInt64(1)) : ("", 0);
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await using NotifierDbContext context = await database.CreateDbContextAsync();
            await context.Set<LeaseRow>().Where(row => row.Owner == owner)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ExpiresAt, DateTimeOffset.UnixEpoch));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            PersistenceLog.LeaseFailed(logger, e);
        }
    }

    private static void Parameter(DbCommand command, string name, object value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
