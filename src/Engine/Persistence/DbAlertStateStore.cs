using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using Tocsin.Engine.Alerting;
using Tocsin.Engine.Rules;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Persistence;

/// <summary>
/// Alert state in the database. Each save is one transaction. While the database is away the newest state of each alert waits here, and everything
/// goes on: the next save, or <see cref="FlushAsync"/> from a timer, writes it.
/// </summary>
// _lock guards _waiting and _awayUntil; _writing admits one transaction at a time, so that states arrive in order.
internal sealed class DbAlertStateStore : IAlertStateStore, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly IDbContextFactory<EngineDbContext> _databases;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Counter<long> _failures;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Dictionary<RowKey, AlertStateRow?> _waiting = [];
    private DateTimeOffset _awayUntil;
    private bool _away;

    public DbAlertStateStore(IDbContextFactory<EngineDbContext> databases, IMeterFactory meters, TimeProvider clock, ILogger log)
    {
        (_databases, _clock, _log) = (databases, clock, log);
        Meter meter = meters.Create("Tocsin");
        _failures = meter.CreateCounter<long>("tocsin_engine_database_failures_total", null, "Reads and writes of alert state that failed and are tried again.");
        meter.CreateObservableGauge("tocsin_engine_database_waiting_rows", () => Waiting, null, "Changes of alert state that wait for the database.");
    }

    /// <summary>Changes that wait for the database.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>Whether the last try failed.</summary>
    public bool IsAway => _away;

    public async ValueTask<IReadOnlyList<StoredAlert>?> LoadAsync(GroupKey group, CancellationToken cancel)
    {
        if (!await FlushAsync(cancel).ConfigureAwait(false)) return null;
        List<AlertStateRow>? rows = null;
        bool done = await TryAsync(
            async (database, limit) => rows = await database.AlertStates.AsNoTracking()
                .Where(row => row.GroupFile == group.File && row.GroupName == group.Name).ToListAsync(limit).ConfigureAwait(false),
            cancel).ConfigureAwait(false);
        return done ? [.. rows!.Select(row => row.ToStored())] : null;
    }

    public async ValueTask SaveAsync(AlertStateChanges changes, CancellationToken cancel)
    {
        lock (_lock)
        {
            foreach ((RuleKey rule, LabelSet labels) in changes.Removed) _waiting[new RowKey(AlertStateRow.IdOf(rule, labels))] = null;
            foreach (StoredAlert alert in changes.Saved)
            {
                AlertStateRow row = AlertStateRow.Of(alert);
                _waiting[new RowKey(row.Id)] = row;
            }
        }
        await FlushAsync(cancel).ConfigureAwait(false);
    }

    public async ValueTask KeepOnlyAsync(IReadOnlyCollection<GroupKey> groups, CancellationToken cancel) =>
        await TryAsync(
            async (database, limit) =>
            {
                var stored = await database.AlertStates.Select(row => new { row.GroupFile, row.GroupName }).Distinct().ToListAsync(limit).ConfigureAwait(false);
                foreach (var key in stored.Where(key => !groups.Contains(new GroupKey(key.GroupFile, key.GroupName))))
                    await database.AlertStates.Where(row => row.GroupFile == key.GroupFile && row.GroupName == key.GroupName)
                        .ExecuteDeleteAsync(limit).ConfigureAwait(false);
            },
            cancel).ConfigureAwait(false);

    /// <summary>Writes what waits; false while the database is away.</summary>
    public async ValueTask<bool> FlushAsync(CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            Dictionary<RowKey, AlertStateRow?> batch;
            lock (_lock)
            {
                if (_away && _clock.GetUtcNow() < _awayUntil) return false;
                if (_waiting.Count == 0) return true;
                (batch, _waiting) = (_waiting, []);
            }
            if (await TryAsync((database, limit) => WriteAsync(database, batch, limit), cancel).ConfigureAwait(false)) return true;
            lock (_lock)
                foreach ((RowKey key, AlertStateRow? row) in batch)
                    _waiting.TryAdd(key, row);
            return false;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private static async Task WriteAsync(EngineDbContext database, Dictionary<RowKey, AlertStateRow?> batch, CancellationToken cancel)
    {
        await using IDbContextTransaction transaction = await database.Database.BeginTransactionAsync(cancel).ConfigureAwait(false);
        foreach (byte[][] removed in batch.Where(change => change.Value is null).Select(change => change.Key.Id).Chunk(500))
            await database.AlertStates.Where(row => removed.Contains(row.Id)).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        List<AlertStateRow> saved = [.. batch.Values.OfType<AlertStateRow>()];
        await Upsert.RunAsync(database, saved, "id", cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }

    private async ValueTask<bool> TryAsync(Func<EngineDbContext, CancellationToken, Task> work, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Limit, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            await using EngineDbContext database = await _databases.CreateDbContextAsync(both.Token).ConfigureAwait(false);
            await work(database, both.Token).ConfigureAwait(false);
            Remember(null);
            return true;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // Whatever a provider throws: alerts are told without the database rather than not at all.
            _failures.Add(1);
            Remember(e);
            return false;
        }
    }

    private void Remember(Exception? error)
    {
        bool changed;
        lock (_lock)
        {
            changed = _away != error is not null;
            _away = error is not null;
            if (_away) _awayUntil = _clock.GetUtcNow() + Pause;
        }
        if (!changed) return;
        if (error is not null) PersistenceLog.DatabaseAway(_log, error.GetBaseException().Message);
        else PersistenceLog.DatabaseBack(_log, Waiting);
    }

    /// <summary>A row's id, compared by its bytes.</summary>
    private readonly struct RowKey(byte[] id) : IEquatable<RowKey>
    {
        public byte[] Id => id;

        public bool Equals(RowKey other) => id.AsSpan().SequenceEqual(other.Id);

        public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

        public override int GetHashCode() => BitConverter.ToInt32(id, 0);
    }
}
