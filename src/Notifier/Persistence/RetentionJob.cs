using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Tocsin.Notifier.Persistence;

/// <summary>Removes history that is older than it is kept, and what the notification log no longer needs.</summary>
internal sealed class RetentionJob(IDbContextFactory<NotifierDbContext> database, TimeSpan retention, TimeProvider clock, ILogger<RetentionJob> logger)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset oldest = now - retention;
        try
        {
            await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
            await context.Set<NotificationLogRow>().Where(row => row.ExpiresAt <= now).ExecuteDeleteAsync(cancel);
            await context.Set<FlushDecisionRow>().Where(row => row.At < oldest).ExecuteDeleteAsync(cancel);
            await context.Set<DeliveryAlertRow>().Where(row => row.At < oldest).ExecuteDeleteAsync(cancel);
            await context.Set<DeliveryRow>().Where(row => row.CreatedAt < oldest).ExecuteDeleteAsync(cancel);
            await context.Set<AlertEventRow>().Where(row => row.At < oldest).ExecuteDeleteAsync(cancel);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !cancel.IsCancellationRequested)
        {
            PersistenceLog.RetentionFailed(logger, e);
        }
    }
}
