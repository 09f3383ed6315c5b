using Microsoft.EntityFrameworkCore;
using Tocsin.Model.Alerts;
using Tocsin.Model.Matchers;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Persistence;

/// <summary>The part of the history that tells of notifications.</summary>
internal sealed class DeliveryReader(IDbContextFactory<NotifierDbContext> database)
{
    public async Task<HistoryPage<Delivery>> ReadAsync(HistoryQuery query, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        IQueryable<DeliveryRow> all = context.Set<DeliveryRow>().AsNoTracking(), rows = all;
        // One index narrows: the one of what is asked for that leaves least. The others are looked for in what it leaves.
        bool byIndex = true;
        IQueryable<Guid>? links = null;
        if (query.Fingerprint is { } fingerprint)
        {
            string key = Fingerprint.Format(fingerprint);
            links = context.Set<DeliveryAlertRow>().Where(link => link.Fingerprint == key).Select(link => link.DeliveryId);
            byIndex = query is { GroupId: null, Receiver: null, Fate: null };
        }
        else if (query.GroupId is not null) byIndex = query is { Receiver: null, Fate: null };
        if (query.GroupId is { } group) rows = rows.Where(row => row.GroupId == group);
        if (query.Receiver is { } receiver) rows = rows.Where(row => row.Receiver == receiver);
        if (query.Fate is { } fate) rows = rows.Where(row => row.Result == fate);
        IQueryable<Guid> ids = links ?? (byIndex ? rows : all.Where(row => row.GroupId == query.GroupId)).Select(row => row.Id);
        if (query.Integration is { } integration) rows = rows.Where(row => row.Integration == integration);
        if (query.GroupKey is { } groupKey) rows = rows.Where(row => row.GroupKey == groupKey);
        if (query.State is { } state) rows = rows.Where(row => row.State == state);
        bool searches = !byIndex || query.Integration is not null || query.GroupKey is not null || query.State is not null || query.Matchers.Count > 0;
        foreach (string pair in LabelText.Required(query.Matchers)) rows = rows.Where(row => row.CommonLabels.Contains(pair));
        IQueryable<DeliveryRow> Within(Guid begin, Guid before) => links is null
            ? Short(rows.Where(row => row.Id.CompareTo(before) < 0 && row.Id.CompareTo(begin) >= 0).OrderByDescending(row => row.Id))
            : Short(links.Where(id => id.CompareTo(before) < 0 && id.CompareTo(begin) >= 0).Join(rows, id => id, row => row.Id, (id, row) => new { id, row })
                .OrderByDescending(pair => pair.id).Select(pair => pair.row));
        Func<DeliveryRow, bool>? accept = LabelText.NeedsUs(query.Matchers) ? row => Matcher.MatchesAll(query.Matchers, Json.ToLabels(row.CommonLabels)) : null;
        return await HistoryWindow.ReadAsync(query, ids, Within, row => row.Id, DeliveryMapping.ToDelivery, accept, searches, cancel);
    }

    public async Task<Delivery?> FindAsync(Guid id, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        DeliveryRow? found = await context.Set<DeliveryRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancel);
        return found is null ? null : DeliveryMapping.ToDelivery(found);
    }

    // A list needs no messages, which are most of the bytes.
    private static IQueryable<DeliveryRow> Short(IQueryable<DeliveryRow> rows) => rows.Select(row => new DeliveryRow
    {
        Id = row.Id,
        FlushId = row.FlushId,
        GroupId = row.GroupId,
        GroupKey = row.GroupKey,
        RouteId = row.RouteId,
        GroupLabels = row.GroupLabels,
        Receiver = row.Receiver,
        Integration = row.Integration,
        Index = row.Index,
        Reason = row.Reason,
        State = row.State,
        Result = row.Result,
        Origin = row.Origin,
        RetryOf = row.RetryOf,
        RequestedBy = row.RequestedBy,
        CommonLabels = row.CommonLabels,
        RouteLabels = row.RouteLabels,
        Title = row.Title,
        CreatedAt = row.CreatedAt,
        FinishedAt = row.FinishedAt,
        Firing = row.Firing,
        Resolved = row.Resolved,
        AttemptCount = row.AttemptCount,
        Attempts = row.Attempts,
        Error = row.Error,
    });
}
