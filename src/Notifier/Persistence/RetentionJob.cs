using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Persistence;

/// <summary>Removes history that is older than it is kept, and what the notification log no longer needs.</summary>
/// <remarks>
/// Older, and still needed: the transition by which an alert fired at the edge of the history, the present decision of a group that lives, what is being sent,
/// the groups of an alert of which anything is left, and the versions of a silence that anything in the history may have been held back by.
/// </remarks>
/// <param name="retention">Asked each time: a reload may change it.</param>
// So many rows at once, and then a pause as long as they took: other writers get their turn between two batches.
internal sealed class RetentionJob(IDbContextFactory<NotifierDbContext> database, Func<TimeSpan> retention, TimeProvider clock, ILogger<RetentionJob> logger)
{
    public const int Batch = 2000;

    public async Task RunAsync(CancellationToken cancel)
    {
        DateTimeOffset now = clock.GetUtcNow(), oldest = now - retention();
        try
        {
            await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
            IQueryable<NotificationLogRow> log = context.Set<NotificationLogRow>().Where(row => row.KeptUntil <= now && row.ExpiresAt <= now);
            await DeleteAsync(log, row => row.KeptUntil, (rows, end) => rows.Where(row => row.KeptUntil <= end), cancel);
            await DeleteAsync(Decisions(context, oldest), row => row.Id, (rows, end) => rows.Where(row => row.Id.CompareTo(end) <= 0), cancel);
            await DeliveriesAsync(context, oldest, cancel);
            await DeleteAsync(Events(context, oldest), row => row.Id, (rows, end) => rows.Where(row => row.Id.CompareTo(end) <= 0), cancel);
            await DeleteAsync(Members(context, oldest), row => row.At, (rows, end) => rows.Where(row => row.At <= end), cancel);
            await DeleteAsync(Versions(context, oldest), row => row.UpdatedAt, (rows, end) => rows.Where(row => row.UpdatedAt <= end), cancel);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !cancel.IsCancellationRequested)
        {
            PersistenceLog.RetentionFailed(logger, e);
        }
    }

    /// <summary>A stored decision holds until the next one of its group.</summary>
    private static IQueryable<FlushDecisionRow> Decisions(NotifierDbContext context, DateTimeOffset oldest)
    {
        Guid first = TimeId.First(oldest);
        DbSet<FlushDecisionRow> all = context.Set<FlushDecisionRow>();
        DbSet<GroupRow> groups = context.Set<GroupRow>();
        return all.Where(row => row.Id.CompareTo(first) < 0
            && (!groups.Any(group => group.Id == row.GroupId) || all.Any(newer => newer.GroupId == row.GroupId && newer.Id.CompareTo(row.Id) > 0)));
    }

    private async Task DeliveriesAsync(NotifierDbContext context, DateTimeOffset oldest, CancellationToken cancel)
    {
        Guid first = TimeId.First(oldest);
        await DeleteAsync(
            context.Set<DeliveryRow>().Where(row => row.Id.CompareTo(first) < 0 && row.Result != DeliveryFate.Sending), row => row.Id, (rows, end) => rows.Where(row => row.Id.CompareTo(end) <= 0), cancel);
        await DeleteAsync(context.Set<DeliveryAlertRow>().Where(row => row.At < oldest), row => row.At, (rows, end) => rows.Where(row => row.At <= end), cancel);
        await DeleteAsync(
            context.Set<DeliveryFailureRow>().Where(row => row.DeliveryId.CompareTo(first) < 0), row => row.DeliveryId, (rows, end) => rows.Where(row => row.DeliveryId.CompareTo(end) <= 0), cancel);
    }

    /// <summary>The history begins with what fired then, as long as the alert lives or its end is in the history.</summary>
    private static IQueryable<AlertEventRow> Events(NotifierDbContext context, DateTimeOffset oldest)
    {
        Guid first = TimeId.First(oldest);
        DbSet<AlertEventRow> all = context.Set<AlertEventRow>();
        DbSet<AlertRow> alerts = context.Set<AlertRow>();
        return all.Where(row => row.Id.CompareTo(first) < 0
            && (row.Kind == AlertEventKind.Resolved
                || all.Any(newer => newer.Fingerprint == row.Fingerprint && newer.Id.CompareTo(row.Id) > 0 && newer.Id.CompareTo(first) < 0)
                || !(alerts.Any(alert => alert.Fingerprint == row.Fingerprint) || all.Any(later => later.Fingerprint == row.Fingerprint && later.Id.CompareTo(first) >= 0))));
    }

    /// <summary>Nobody asks any more in which groups an alert was that the history knows nothing of.</summary>
    private static IQueryable<GroupMemberRow> Members(NotifierDbContext context, DateTimeOffset oldest)
    {
        DbSet<AlertEventRow> events = context.Set<AlertEventRow>();
        DbSet<AlertRow> alerts = context.Set<AlertRow>();
        return context.Set<GroupMemberRow>().Where(row => row.At < oldest
            && !alerts.Any(alert => alert.Fingerprint == row.Fingerprint) && !events.Any(one => one.Fingerprint == row.Fingerprint));
    }

    private static IQueryable<SilenceVersionRow> Versions(NotifierDbContext context, DateTimeOffset oldest)
    {
        DbSet<SilenceVersionRow> all = context.Set<SilenceVersionRow>();
        DbSet<SilenceRow> silences = context.Set<SilenceRow>();
        return all.Where(row => row.UpdatedAt < oldest && !silences.Any(silence => silence.Id == row.Id)
            && !all.Any(last => last.Id == row.Id && last.EndsAt >= oldest && !all.Any(newer => newer.Id == last.Id && newer.Version > last.Version)));
    }

    /// <param name="old">What goes.</param>
    /// <param name="order">By which it is cut into batches; there is an index.</param>
    /// <param name="until">The part of it up to a place in that order, inclusive.</param>
    private async Task DeleteAsync<TRow, TKey>(
        IQueryable<TRow> old, System.Linq.Expressions.Expression<Func<TRow, TKey>> order, Func<IQueryable<TRow>, TKey, IQueryable<TRow>> until, CancellationToken cancel)
    {
        while (await old.Select(order).OrderBy(key => key).Skip(Batch - 1).Take(1).ToListAsync(cancel) is [var end])
        {
            long start = Stopwatch.GetTimestamp();
            await until(old, end).ExecuteDeleteAsync(cancel);
            await Task.Delay(Stopwatch.GetElapsedTime(start), clock, cancel);
        }
        await old.ExecuteDeleteAsync(cancel);
    }
}
