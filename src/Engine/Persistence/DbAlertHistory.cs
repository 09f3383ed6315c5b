using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using Tocsin.Engine.Alerting;

namespace Tocsin.Engine.Persistence;

/// <summary>
/// The history of transitions in the database, bounded in time. Events wait in memory for the next <see cref="FlushAsync"/>; when the database is away too
/// long the oldest are dropped and counted.
/// </summary>
internal sealed class DbAlertHistory : IAlertEventSink
{
    private const int MaxWaiting = 50_000;

    private readonly IDbContextFactory<EngineDbContext> _databases;
    private readonly TimeSpan _retention;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Counter<long> _dropped;
    private readonly Lock _lock = new();
    private readonly Queue<AlertEvent> _waiting = [];

    public DbAlertHistory(IDbContextFactory<EngineDbContext> databases, TimeSpan retention, IMeterFactory meters, TimeProvider clock, ILogger log)
    {
        (_databases, _retention, _clock, _log) = (databases, retention, clock, log);
        _dropped = meters.Create("Tocsin").CreateCounter<long>("tocsin_engine_alert_events_dropped_total", null, "Events of the alert history that were lost.");
    }

    public void Record(IReadOnlyList<AlertEvent> events)
    {
        int dropped = 0;
        lock (_lock)
        {
            foreach (AlertEvent happened in events) _waiting.Enqueue(happened);
            for (; _waiting.Count > MaxWaiting; dropped++) _waiting.Dequeue();
        }
        if (dropped == 0) return;
        _dropped.Add(dropped);
        PersistenceLog.EventsDropped(_log, dropped, "the database is away for too long");
    }

    /// <summary>Writes what waits. What cannot be written goes on waiting.</summary>
    public async Task FlushAsync(CancellationToken cancel)
    {
        List<AlertEvent> batch;
        lock (_lock) batch = [.. _waiting];
        if (batch.Count == 0) return;
        try
        {
            await using EngineDbContext database = await _databases.CreateDbContextAsync(cancel).ConfigureAwait(false);
            await using IDbContextTransaction transaction = await database.Database.BeginTransactionAsync(cancel).ConfigureAwait(false);
            await Upsert.RunAsync(database, batch.ConvertAll(AlertEventRow.Of), null, cancel).ConfigureAwait(false);
            await transaction.CommitAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // The state store, which writes more often, says that the database is away.
            PersistenceLog.HistoryWaits(_log, e, batch.Count);
            return;
        }
        lock (_lock)
            for (int i = 0; i < batch.Count && _waiting.TryPeek(out AlertEvent? first) && ReferenceEquals(first, batch[i]); i++)
                _waiting.Dequeue();
    }

    /// <summary>Removes what is older than the retention.</summary>
    public async Task PruneAsync(CancellationToken cancel)
    {
        long oldest = (_clock.GetUtcNow() - _retention).ToUnixTimeMilliseconds();
        try
        {
            await using EngineDbContext database = await _databases.CreateDbContextAsync(cancel).ConfigureAwait(false);
            await database.AlertEvents.Where(row => row.At < oldest).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // The next round tries again; nothing depends on old events being gone.
        }
    }
}
