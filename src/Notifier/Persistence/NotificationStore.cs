using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Tocsin.Model.Alerts;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Persistence;

/// <inheritdoc cref="INotificationStore"/>
internal sealed class NotificationStore(IDbContextFactory<NotifierDbContext> database, DatabaseWriter writer, SentSlips slips, ILogger<NotificationStore> logger) : INotificationStore
{
    public async Task<IReadOnlyList<LogEntry>> LoadLogAsync(CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        return [.. (await context.Set<NotificationLogRow>().AsNoTracking().ToListAsync(cancel)).Select(TryFromRow).OfType<LogEntry>()];
    }

    public async Task<IReadOnlyList<LogEntry>> LoadLogAsync(IReadOnlyList<string> groupIds, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        return [.. (await context.Set<NotificationLogRow>().AsNoTracking().Where(row => groupIds.Contains(row.GroupId)).ToListAsync(cancel)).Select(TryFromRow).OfType<LogEntry>()];
    }

    public async Task<IReadOnlyList<LogEntry>> LoadLogAsync(DateTimeOffset since, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        return [.. (await context.Set<NotificationLogRow>().AsNoTracking().Where(row => row.At > since).ToListAsync(cancel)).Select(TryFromRow).OfType<LogEntry>()];
    }

    public async Task<IReadOnlyList<Delivery>> LoadSendingAsync(CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        List<DeliveryRow> rows = await context.Set<DeliveryRow>().AsNoTracking().Where(row => row.Result == DeliveryFate.Sending).ToListAsync(cancel);
        return [.. rows.OrderBy(row => row.CreatedAt).Select(DeliveryMapping.ToDelivery)];
    }

    public Task InterruptAsync(IReadOnlyList<Delivery> deliveries, IReadOnlyList<LogEntry> entries) =>
        writer.WriteAsync(
            new([.. deliveries.Select(DeliveryMapping.Of), .. deliveries.SelectMany(LinksOf), .. entries.Select(ToRow)], []) { Deferrable = false });

    public Task<StoreOutcome> BeginAsync(Delivery delivery) => writer.WriteAsync(new([DeliveryMapping.Of(delivery)], []));

    public async Task<StoreOutcome> AttemptedAsync(Delivery delivery)
    {
        try
        {
            return await writer.WriteAsync(new([DeliveryMapping.Of(delivery)], []) { Deferrable = false });
        }
        catch (DatabaseAwayException)
        {
            return StoreOutcome.Refused;
        }
    }

    public async Task<IReadOnlyList<DeliveryFailure>> LoadFailuresAsync(CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        return [.. (await context.Set<DeliveryFailureRow>().AsNoTracking().ToListAsync(cancel)).Select(DeliveryMapping.ToFailure)];
    }

    public async Task<IReadOnlyList<DeliveryFailure>> LoadFailuresAsync(IReadOnlyList<string> groupIds, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        return [.. (await context.Set<DeliveryFailureRow>().AsNoTracking().Where(row => groupIds.Contains(row.GroupId)).ToListAsync(cancel)).Select(DeliveryMapping.ToFailure)];
    }

    public Task<StoreOutcome> DismissAsync(DeliveryFailure failure) => writer.WriteAsync(new([], [DeliveryMapping.Of(failure)]));

    public async Task<StoreOutcome> FinishAsync(Delivery delivery, LogEntry? entry, DeliveryFailure? failed, DeliveryFailure? mended)
    {
        List<IRow> rows = [DeliveryMapping.Of(delivery)];
        rows.AddRange(LinksOf(delivery));
        if (entry is not null) rows.Add(ToRow(entry));
        if (failed is not null) rows.Add(DeliveryMapping.Of(failed));
        var unit = new WriteUnit(rows, mended is null ? [] : [DeliveryMapping.Of(mended)]);
        bool kept = entry is not null && slips.Put(unit);
        StoreOutcome outcome = await writer.WriteAsync(unit);
        // What nobody took stays where a next life finds it.
        if (kept && outcome != StoreOutcome.Refused) slips.Settle();
        return outcome;
    }

    public Task<StoreOutcome> RecordAsync(LogEntry entry) => writer.WriteAsync(new([ToRow(entry)], []));

    public Task<StoreOutcome> WriteDecisionAsync(FlushDecision decision, IReadOnlyList<ulong> joined) => writer.WriteAsync(new(
        [
            DeliveryMapping.Of(decision),
            .. joined.Select(fingerprint => new GroupMemberRow { Fingerprint = Fingerprint.Format(fingerprint), GroupId = decision.GroupId, At = decision.At }),
        ],
        []));

    private static IEnumerable<IRow> LinksOf(Delivery delivery) =>
        Links(delivery, delivery.Firing, resolved: false).Concat(Links(delivery, delivery.Resolved, resolved: true));

    private static IEnumerable<IRow> Links(Delivery delivery, IReadOnlyList<ulong> fingerprints, bool resolved) =>
        fingerprints.Select(fingerprint => new DeliveryAlertRow
        {
            Fingerprint = Fingerprint.Format(fingerprint),
            DeliveryId = delivery.Id,
            At = delivery.CreatedAt,
            Resolved = resolved,
        });

    /// <summary>One that cannot be read costs a repeated message; it must not keep everyone else from being told.</summary>
    private LogEntry? TryFromRow(NotificationLogRow row)
    {
        try
        {
            return FromRow(row);
        }
        catch (JsonException e)
        {
            PersistenceLog.LogEntryBroken(logger, row.GroupKey, row.Receiver, row.Integration, row.Index, e);
            return null;
        }
    }

    private static LogEntry FromRow(NotificationLogRow row) => new(
        new(row.GroupId, row.Receiver, row.Integration, row.Index),
        row.GroupKey,
        Json.To<HashSet<ulong>>(row.Firing),
        Json.To<HashSet<ulong>>(row.Resolved),
        row.At,
        row.ExpiresAt,
        Json.To<Dictionary<string, string>>(row.Data))
    {
        Opened = Json.To<HashSet<ulong>>(row.Opened),
        KeptUntil = row.KeptUntil,
    };

    private static NotificationLogRow ToRow(LogEntry entry) => new()
    {
        GroupId = entry.Key.GroupId,
        Receiver = entry.Key.Receiver,
        Integration = entry.Key.Integration,
        Index = entry.Key.Index,
        GroupKey = entry.GroupKey,
        At = entry.At,
        ExpiresAt = entry.ExpiresAt,
        Firing = Json.Of(entry.Firing),
        Resolved = Json.Of(entry.Resolved),
        Data = Json.Of(entry.Data),
        Opened = Json.Of(entry.Opened),
        KeptUntil = entry.KeptUntil,
    };
}
