using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Tocsin.Model.Alerts;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Persistence;

/// <summary>A Notifier on the same database, this one included.</summary>
internal sealed record Replica(string Name, string Address);

/// <summary>
/// The Notifiers of one database know each other through it: each renews a row of its own. And each looks now and then for what others have stored, since an
/// announcement may get lost and the broker may be away: for silences with every round, since an alert is told in vain otherwise; for the rest often when
/// announcements do not get through, seldom otherwise.
/// </summary>
// The presence rows stand beside the lease of the groups, under negative numbers: a lease on oneself, by the database's clock.
internal sealed class ReplicaWatch(
    IDbContextFactory<NotifierDbContext> database, Replica self, AlertProjection alerts, AlertIntake intake, SilenceBook silences, INotifierAnnouncer announcer,
    IShardLease lease, INotificationStore notifications, NotificationLog log, TimeProvider clock, ILogger<ReplicaWatch> logger) : IAsyncDisposable
{
    private const long TicksPerSecond = 10_000_000;
    /// <summary>Read anew at a time.</summary>
    private const int MaxRows = 5000;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SeldomEvery = TimeSpan.FromSeconds(20);

    /// <summary>Clocks differ, and a commit comes after the moment that it carries.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private volatile IReadOnlyList<Replica> _replicas = [];
    private readonly ChangeWindow _alerts = new(database, "alerts", "fingerprint", clock.GetUtcNow() - Overlap, Overlap);
    private readonly ChangeWindow _silences = new(database, "silences", "id, version", clock.GetUtcNow() - Overlap, Overlap);
    private DateTimeOffset _toldSince, _nextLook, _oftenUntil;
    private Task _loop = Task.CompletedTask;

    /// <summary>Empty where the database is this process's own.</summary>
    public IReadOnlyList<Replica> Replicas => _replicas;

    public void Start()
    {
        _toldSince = clock.GetUtcNow() - Overlap;
        _replicas = [self];
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>The others see at once that this Notifier is gone.</summary>
    public async Task LeaveAsync(CancellationToken cancel)
    {
        await _stop.CancelAsync();
        await _loop;
        if (_replicas.Count == 0) return;
        _replicas = [];
        await GuardAsync(async () =>
        {
            await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
            int shard = Shard();
            await context.Set<LeaseRow>().Where(row => row.Shard == shard).ExecuteDeleteAsync(cancel);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
                await RoundAsync();
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private Task RoundAsync() => GuardAsync(async () =>
    {
        _replicas = await RenewAsync();
        await LookForSilencesAsync();
        DateTimeOffset now = clock.GetUtcNow();
        bool heard = announcer.IsHeard;
        // When the broker comes back, some are there before others, and what they say meanwhile is lost.
        if (!heard) _oftenUntil = now + Overlap;
        if (heard && now >= _oftenUntil && now < _nextLook) return;
        _nextLook = now + SeldomEvery;
        await LookForAlertsAsync();
        await LookForToldAsync(now);
    });

    private async Task GuardAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e) when (e is not OutOfMemoryException && !_stop.IsCancellationRequested)
        {
            // The writer says at once when the database is away; this only says why a list is old.
            PersistenceLog.WatchFailed(logger, e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
        }
    }

    private async Task LookForAlertsAsync()
    {
        var changed = new List<ulong>();
        await _alerts.LookAsync(row =>
        {
            if (Fingerprint.TryParse(row.GetString(1), out ulong fingerprint) && !(alerts.Find(fingerprint)?.Alert.UpdatedAt >= ChangeWindow.UpdatedAt(row)))
                changed.Add(fingerprint);
        }, async () =>
        {
            foreach (ulong[] some in changed.Chunk(MaxRows)) await intake.RefreshAsync(some, _stop.Token);
        }, _stop.Token);
    }

    private async Task LookForSilencesAsync()
    {
        var changed = new List<Guid>();
        await _silences.LookAsync(row =>
        {
            if (!(silences.Find(row.GetGuid(1))?.Version >= row.GetInt32(2))) changed.Add(row.GetGuid(1));
        }, async () =>
        {
            foreach (Guid[] some in changed.Chunk(MaxRows)) await silences.RefreshAsync(some, _stop.Token);
        }, _stop.Token);
    }

    /// <summary>Only the owner of the groups tells anybody: lists show here what it told.</summary>
    private async Task LookForToldAsync(DateTimeOffset now)
    {
        if (lease.IsHeld) return;
        IReadOnlyList<LogEntry> told = await notifications.LoadLogAsync(_toldSince, _stop.Token);
        log.Follow(told);
        _toldSince = now - Overlap;
    }

    private async Task<IReadOnlyList<Replica>> RenewAsync()
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(_stop.Token);
        await context.Database.OpenConnectionAsync(_stop.Token);
        await using DbCommand command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = """
            WITH moment AS (SELECT (extract(epoch FROM clock_timestamp()) * 10000000)::bigint AS now),
            gone AS (DELETE FROM notifier.leases USING moment WHERE shard < 0 AND shard <> @shard AND expires_at < now RETURNING shard),
            mine AS (
                INSERT INTO notifier.leases (shard, owner, fence, expires_at) SELECT @shard, @owner, 0, now + @length FROM moment
                ON CONFLICT (shard) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
                RETURNING owner)
            SELECT owner FROM mine UNION SELECT owner FROM notifier.leases, moment WHERE shard < 0 AND shard <> @shard AND expires_at >= now ORDER BY owner
            """;
        command.Add("shard", Shard());
        command.Add("owner", $"{self.Name} {self.Address}");
        command.Add("length", 5 * (long)Every.TotalSeconds * TicksPerSecond);
        var found = new List<Replica>();
        await using DbDataReader reader = await command.ExecuteReaderAsync(_stop.Token);
        while (await reader.ReadAsync(_stop.Token))
        {
            string[] parts = reader.GetString(0).Split(' ', 2);
            found.Add(new(parts[0], parts.Length > 1 ? parts[1] : ""));
        }
        return found;
    }

    private int Shard() => -1 - (int)(System.IO.Hashing.XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(self.Name)) % int.MaxValue);
}
