using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Tocsin.Notifier.Persistence;

/// <summary>Removes history that is older than it is kept, and what the notification log no longer needs.</summary>
/// <param name="retention">Asked each time: a reload may change it.</param>
// A slice of time at once: other writers get their turn between two of them.
internal sealed class RetentionJob(IDbContextFactory<NotifierDbContext> database, Func<TimeSpan> retention, TimeProvider clock, ILogger<RetentionJob> logger)
{
    private static readonly TimeSpan Slice = TimeSpan.FromMinutes(15);

    public async Task RunAsync(CancellationToken cancel)
    {
        DateTimeOffset now = clock.GetUtcNow(), oldest = now - retention();
        try
        {
            await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
            DbSet<FlushDecisionRow> decisions = context.Set<FlushDecisionRow>();
            DbSet<DeliveryRow> deliveries = context.Set<DeliveryRow>();
            DbSet<AlertEventRow> events = context.Set<AlertEventRow>();
            DbSet<DeliveryAlertRow> links = context.Set<DeliveryAlertRow>();
            await context.Set<NotificationLogRow>().Where(row => row.KeptUntil <= now && row.ExpiresAt <= now).ExecuteDeleteAsync(cancel);
            await ByIdAsync(decisions.Select(row => row.Id), end => decisions.Where(row => row.Id.CompareTo(end) < 0), oldest, cancel);
            await ByIdAsync(deliveries.Select(row => row.Id), end => deliveries.Where(row => row.Id.CompareTo(end) < 0), oldest, cancel);
            await ByIdAsync(events.Select(row => row.Id), end => events.Where(row => row.Id.CompareTo(end) < 0), oldest, cancel);
            await ByTimeAsync(links.Select(row => row.At), end => links.Where(row => row.At < end), oldest, cancel);
            Guid first = TimeId.First(oldest);
            await context.Set<DeliveryFailureRow>().Where(row => row.DeliveryId.CompareTo(first) < 0).ExecuteDeleteAsync(cancel);
            await context.Set<GroupMemberRow>()
                .Where(row => row.At < oldest && !context.Set<GroupRow>().Any(group => group.Id == row.GroupId)).ExecuteDeleteAsync(cancel);
            await context.Set<SilenceVersionRow>()
                .Where(row => row.UpdatedAt < oldest && !context.Set<SilenceRow>().Any(silence => silence.Id == row.Id)).ExecuteDeleteAsync(cancel);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !cancel.IsCancellationRequested)
        {
            PersistenceLog.RetentionFailed(logger, e);
        }
    }

    private static async Task ByIdAsync<T>(IQueryable<Guid> ids, Func<Guid, IQueryable<T>> before, DateTimeOffset oldest, CancellationToken cancel)
    {
        while (await ids.OrderBy(id => id).Take(1).ToListAsync(cancel) is [var id] && TimeId.TimeOf(id) is var from && from.AddMilliseconds(1) <= oldest)
            await before(TimeId.First(Earlier(from + Slice, oldest))).ExecuteDeleteAsync(cancel);
    }

    private static async Task ByTimeAsync<T>(IQueryable<DateTimeOffset> times, Func<DateTimeOffset, IQueryable<T>> before, DateTimeOffset oldest, CancellationToken cancel)
    {
        while (await times.OrderBy(time => time).Take(1).ToListAsync(cancel) is [var from] && from < oldest)
            await before(Earlier(from + Slice, oldest)).ExecuteDeleteAsync(cancel);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
