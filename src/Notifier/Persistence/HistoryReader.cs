using Microsoft.EntityFrameworkCore;
using Tocsin.Model.Alerts;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Persistence;

/// <inheritdoc cref="INotificationHistory"/>
// Ids rise with time, so a page begins where the one before ended whatever was added meanwhile: the cursor is the last id.
internal sealed class HistoryReader(IDbContextFactory<NotifierDbContext> database) : INotificationHistory
{
    private const int MaxLimit = 1000;

    public async Task<HistoryPage<Delivery>> DeliveriesAsync(HistoryQuery query, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        IQueryable<DeliveryRow> rows = context.Set<DeliveryRow>().AsNoTracking();
        if (query.From is { } from) rows = rows.Where(row => row.CreatedAt >= from);
        if (query.Until is { } until) rows = rows.Where(row => row.CreatedAt <= until);
        if (query.Receiver is { } receiver) rows = rows.Where(row => row.Receiver == receiver);
        if (query.Integration is { } integration) rows = rows.Where(row => row.Integration == integration);
        if (query.GroupKey is { } key) rows = rows.Where(row => row.GroupKey == key);
        if (query.State is { } state) rows = rows.Where(row => row.State == state);
        if (Cursor(query) is { } cursor) rows = rows.Where(row => row.Id.CompareTo(cursor) < 0);
        if (query.Fingerprint is { } fingerprint)
        {
            string id = Fingerprint.Format(fingerprint);
            rows = rows.Where(row => context.Set<DeliveryAlertRow>().Any(link => link.Fingerprint == id && link.DeliveryId == row.Id));
        }
        return Page(query, await rows.OrderByDescending(row => row.Id).Take(Limit(query) + 1).ToListAsync(cancel), row => row.Id, DeliveryMapping.ToDelivery);
    }

    public async Task<Delivery?> DeliveryAsync(Guid id, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        DeliveryRow? found = await context.Set<DeliveryRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancel);
        return found is null ? null : DeliveryMapping.ToDelivery(found);
    }

    public async Task<HistoryPage<AlertEvent>> AlertEventsAsync(HistoryQuery query, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        IQueryable<AlertEventRow> rows = context.Set<AlertEventRow>().AsNoTracking();
        if (query.From is { } from) rows = rows.Where(row => row.At >= from);
        if (query.Until is { } until) rows = rows.Where(row => row.At <= until);
        if (query.Fingerprint is { } fingerprint)
        {
            string id = Fingerprint.Format(fingerprint);
            rows = rows.Where(row => row.Fingerprint == id);
        }
        if (Cursor(query) is { } cursor) rows = rows.Where(row => row.Id.CompareTo(cursor) < 0);
        return Page(query, await rows.OrderByDescending(row => row.Id).Take(Limit(query) + 1).ToListAsync(cancel), row => row.Id, ToEvent);
    }

    public async Task<HistoryPage<FlushDecision>> DecisionsAsync(HistoryQuery query, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        IQueryable<FlushDecisionRow> rows = context.Set<FlushDecisionRow>().AsNoTracking();
        if (query.From is { } from) rows = rows.Where(row => row.At >= from);
        if (query.Until is { } until) rows = rows.Where(row => row.At <= until);
        if (query.Receiver is { } receiver) rows = rows.Where(row => row.Receiver == receiver);
        if (query.GroupKey is { } key) rows = rows.Where(row => row.GroupKey == key);
        if (query.Fingerprint is { } fingerprint)
        {
            string id = Fingerprint.Format(fingerprint);
            rows = rows.Where(row => row.Verdicts.Contains(id));
        }
        if (Cursor(query) is { } cursor) rows = rows.Where(row => row.Id.CompareTo(cursor) < 0);
        return Page(query, await rows.OrderByDescending(row => row.Id).Take(Limit(query) + 1).ToListAsync(cancel), row => row.Id, DeliveryMapping.ToDecision);
    }

    private static int Limit(HistoryQuery query) => Math.Clamp(query.Limit, 1, MaxLimit);

    private static Guid? Cursor(HistoryQuery query) => Guid.TryParse(query.Cursor, out Guid cursor) ? cursor : null;

    private static HistoryPage<T> Page<TRow, T>(HistoryQuery query, List<TRow> rows, Func<TRow, Guid> id, Func<TRow, T> map)
    {
        int limit = Limit(query);
        string? next = rows.Count > limit ? id(rows[limit - 1]).ToString() : null;
        return new([.. rows.Take(limit).Select(map)], next);
    }

    private static AlertEvent ToEvent(AlertEventRow row) => new(
        row.Id,
        Fingerprint.TryParse(row.Fingerprint, out ulong fingerprint) ? fingerprint : 0,
        row.Kind,
        row.At,
        row.StartsAt,
        Json.ToLabels(row.Labels),
        Json.ToLabels(row.Annotations));
}
