using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Persistence;

/// <summary>Rows that belong together: all of them are committed, or none.</summary>
/// <param name="Deletes">Only their keys matter.</param>
internal sealed record WriteUnit(IReadOnlyList<IRow> Upserts, IReadOnlyList<IRow> Deletes)
{
    /// <summary>While the database is away it is kept in memory; what is not deferrable fails at once.</summary>
    public bool Deferrable { get; init; } = true;
}

/// <summary>
/// The one way into the database. What waits while a transaction commits goes together into the next one, so a thousand groups flushed at once cost a
/// few commits; SQLite sees one writer. While the database is away, rows wait in memory, the latest of each key, up to a bound, and in a journal on disk.
/// </summary>
// Everything below _work is touched by the loop alone; the health fields are read from anywhere.
internal sealed class DatabaseWriter(
    IDbContextFactory<NotifierDbContext> database, WriteJournal journal, DatabaseMetrics metrics, TimeProvider clock, ILogger<DatabaseWriter> logger)
    : IAsyncDisposable
{
    public const int MaxWaitingRows = 200_000;
    private const int MaxTogether = 256;
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan CommitTime = TimeSpan.FromSeconds(10);

    /// <summary>What has waited may be much.</summary>
    private static readonly TimeSpan ReturnTime = TimeSpan.FromMinutes(5);

    private readonly RowCommit _rows = new(database, clock);
    private readonly Channel<Waiting> _work = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly Dictionary<(Type, object), RowChange> _deferred = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private DateTimeOffset _nextTry;
    private Task<bool>? _probe;

    /// <summary>Since when the database does not answer.</summary>
    public DateTimeOffset? AwaySince { get; private set; }

    public int WaitingRows { get; private set; }

    /// <summary>Writes what a former life had to leave in the journal, then takes writes.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        await using (NotifierDbContext context = await database.CreateDbContextAsync(cancel))
            foreach (WriteUnit unit in journal.Read(context.Model))
                Gather(unit, _deferred, onlyNewer: true);
        if (_deferred.Count > 0)
        {
            int rows = _deferred.Count;
            AwaySince = clock.GetUtcNow();
            await ReturnAsync();
            if (AwaySince is null) PersistenceLog.JournalWritten(logger, rows);
        }
        else journal.Clear();
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <exception cref="DatabaseAwayException">It is not deferrable and the database is away.</exception>
    public async Task<StoreOutcome> WriteAsync(WriteUnit unit)
    {
        if (unit.Upserts.Count == 0 && unit.Deletes.Count == 0) return StoreOutcome.Stored;
        var waiting = new Waiting(unit);
        await _work.Writer.WriteAsync(waiting);
        return await waiting.Done.Task;
    }

    /// <summary>Writes what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        journal.Dispose();
    }

    private async Task RunAsync()
    {
        var units = new List<Waiting>();
        while (await NextAsync())
        {
            while (units.Count < MaxTogether && _work.Reader.TryRead(out Waiting? next)) units.Add(next);
            if (AwaySince is not null) await LookAsync();
            if (units.Count > 0 && (AwaySince is not null || !await TryWriteAsync(units))) Defer(units);
            units.Clear();
        }
        if (AwaySince is not null && await _rows.AnswersAsync()) await ReturnAsync();
    }

    /// <summary>Asks beside the work whether the database is back, since a silent one takes its time to say nothing.</summary>
    private async Task LookAsync()
    {
        if (_probe is null && clock.GetUtcNow() >= _nextTry) _probe = Task.Run(_rows.AnswersAsync);
        if (_probe is not { IsCompleted: true } probe) return;
        _probe = null;
        if (await probe) await ReturnAsync();
        else _nextTry = clock.GetUtcNow() + RetryEvery;
    }

    /// <summary>Waits for work, or, while the database is away, for the next try.</summary>
    private async Task<bool> NextAsync()
    {
        if (AwaySince is null) return await _work.Reader.WaitToReadAsync();
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        Task<bool> work = _work.Reader.WaitToReadAsync(wake.Token).AsTask();
        TimeSpan left = _nextTry - clock.GetUtcNow();
        await Task.WhenAny(work, _probe ?? Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, wake.Token));
        await wake.CancelAsync();
        try
        {
            return await work;
        }
        catch (OperationCanceledException)
        {
            return !_stop.IsCancellationRequested || _work.Reader.TryPeek(out _);
        }
    }

    /// <summary>False: the database is away, and nothing of it is written.</summary>
    private async Task<bool> TryWriteAsync(List<Waiting> units)
    {
        var changes = new Dictionary<(Type, object), RowChange>();
        foreach (Waiting waiting in units) Gather(waiting.Unit, changes);
        Exception? error = await _rows.CommitAsync(changes.Values, onlyNewer: false, CommitTime);
        if (error is null)
        {
            foreach (Waiting waiting in units) waiting.Done.TrySetResult(StoreOutcome.Stored);
            return true;
        }
        if (!await _rows.AnswersAsync())
        {
            Leave(error);
            return false;
        }
        // It answers, so something in the batch is not to its liking: alone, each unit fails for itself.
        foreach (Waiting waiting in units) await WriteAloneAsync(waiting);
        return true;
    }

    private async Task WriteAloneAsync(Waiting waiting)
    {
        var changes = new Dictionary<(Type, object), RowChange>();
        Gather(waiting.Unit, changes);
        Exception? error = await _rows.CommitAsync(changes.Values, onlyNewer: false, CommitTime) is null ? null : await _rows.CommitAsync(changes.Values, onlyNewer: false, CommitTime);
        if (error is null)
        {
            waiting.Done.TrySetResult(StoreOutcome.Stored);
            return;
        }
        PersistenceLog.RowsRefused(logger, changes.Count, error);
        metrics.WriteFailed();
        waiting.Done.TrySetException(error);
    }

    private void Defer(List<Waiting> units)
    {
        var kept = new List<Waiting>(units.Count);
        foreach (Waiting waiting in units)
        {
            if (!waiting.Unit.Deferrable) waiting.Done.TrySetException(new DatabaseAwayException(AwaySince!.Value));
            else if (journal.IsFull || _deferred.Count + waiting.Unit.Upserts.Count + waiting.Unit.Deletes.Count > MaxWaitingRows)
            {
                metrics.RowsRefused(waiting.Unit.Upserts.Count);
                waiting.Done.TrySetResult(StoreOutcome.Refused);
            }
            else
            {
                Gather(waiting.Unit, _deferred);
                kept.Add(waiting);
            }
        }
        // Acknowledged when it is on disk.
        journal.Append([.. kept.Select(waiting => waiting.Unit)]);
        foreach (Waiting waiting in kept) waiting.Done.TrySetResult(StoreOutcome.Deferred);
        WaitingRows = _deferred.Count;
    }

    private async Task ReturnAsync()
    {
        Exception? error = await _rows.CommitAsync(_deferred.Values, onlyNewer: true, ReturnTime);
        if (error is not null && await _rows.AnswersAsync())
        {
            // One row that cannot be written must not keep the others in memory for ever.
            foreach (RowChange change in _deferred.Values)
                if (await _rows.CommitAsync([change], onlyNewer: true, CommitTime) is { } refused)
                    PersistenceLog.RowsRefused(logger, 1, refused);
            error = null;
        }
        if (error is not null)
        {
            _nextTry = clock.GetUtcNow() + RetryEvery;
            return;
        }
        PersistenceLog.Back(logger, AwaySince!.Value, _deferred.Count);
        _deferred.Clear();
        journal.Clear();
        WaitingRows = 0;
        AwaySince = null;
    }

    private void Leave(Exception error)
    {
        AwaySince = clock.GetUtcNow();
        _nextTry = AwaySince.Value + RetryEvery;
        metrics.WriteFailed();
        PersistenceLog.Away(logger, error);
    }

    /// <param name="onlyNewer">The units come from files that were written side by side, so their order says nothing.</param>
    private static void Gather(WriteUnit unit, Dictionary<(Type, object), RowChange> changes, bool onlyNewer = false)
    {
        foreach (IRow row in unit.Upserts)
        {
            bool known = changes.TryGetValue((row.GetType(), row.Key), out RowChange before) && !before.Delete;
            if (!known || !(row.IfAbsent || (onlyNewer && IsOlder(row, before.Row)))) changes[(row.GetType(), row.Key)] = new(row, Delete: false);
        }
        foreach (IRow row in unit.Deletes) changes[(row.GetType(), row.Key)] = new(row, Delete: true);
    }

    private static bool IsOlder(IRow row, IRow known)
    {
        if (row.NewerBy is not { } property || row.GetType().GetProperty(property) is not { } version) return false;
        return System.Collections.Comparer.Default.Compare(version.GetValue(row), version.GetValue(known)) < 0;
    }

    private sealed class Waiting(WriteUnit unit)
    {
        public WriteUnit Unit => unit;

        public TaskCompletionSource<StoreOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
