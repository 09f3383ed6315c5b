using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Persistence;

/// <inheritdoc cref="INotificationHistory"/>
internal sealed class HistoryReader(IDbContextFactory<NotifierDbContext> database) : INotificationHistory
{
    private const int MaxInQuery = 50;

    private readonly DeliveryReader _deliveries = new(database);

    public Task<HistoryPage<Delivery>> DeliveriesAsync(HistoryQuery query, CancellationToken cancel) => _deliveries.ReadAsync(query, cancel);

    public Task<Delivery?> DeliveryAsync(Guid id, CancellationToken cancel) => _deliveries.FindAsync(id, cancel);

    public async Task<HistoryPage<AlertEvent>> AlertEventsAsync(HistoryQuery query, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        IQueryable<AlertEventRow> rows = context.Set<AlertEventRow>().AsNoTracking();
        bool searches = query.Kind is not null;
        IReadOnlyList<Matcher> matchers = query.Matchers;
        if (query.Fingerprint is { } fingerprint)
        {
            string key = Fingerprint.Format(fingerprint);
            rows = rows.Where(row => row.Fingerprint == key);
        }
        else if (matchers.FirstOrDefault(matcher => matcher is { Operator: MatchOperator.Equal, Name: LabelNames.AlertName, Value.Length: > 0 }) is { } byName)
        {
            string name = byName.Value;
            rows = rows.Where(row => row.Name == name);
            matchers = [.. matchers.Where(matcher => matcher != byName)];
        }
        IQueryable<Guid> ids = rows.Select(row => row.Id);
        if (query.Kind is { } kind) rows = rows.Where(row => row.Kind == kind);
        foreach (string pair in LabelText.Required(matchers)) rows = rows.Where(row => row.Labels.Contains(pair));
        IQueryable<AlertEventRow> Within(Guid begin, Guid before) =>
            rows.Where(row => row.Id.CompareTo(before) < 0 && row.Id.CompareTo(begin) >= 0).OrderByDescending(row => row.Id);
        Func<AlertEventRow, bool>? accept = LabelText.NeedsUs(matchers) ? row => Matcher.MatchesAll(matchers, Json.ToLabels(row.Labels)) : null;
        return await HistoryWindow.ReadAsync(query, ids, Within, row => row.Id, ToEvent, accept, searches || matchers.Count > 0, cancel);
    }

    public async Task<IReadOnlyDictionary<ulong, AlertEvent>> LastEventsAsync(IReadOnlyList<ulong> fingerprints, DateTimeOffset until, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        var last = new Dictionary<ulong, AlertEvent>();
        foreach (ulong[] some in fingerprints.Chunk(MaxInQuery))
        {
            // One short look into the index for each alert, many of them in one question.
            string sql = string.Join(" UNION ALL ", some.Select((_, i) => $"SELECT * FROM (SELECT * FROM {Table(context)} WHERE fingerprint = {{{i + 1}}} AND id < {{0}} ORDER BY id DESC LIMIT 1) AS one{i}"));
            object[] values = [TimeId.After(until), .. some.Select(Fingerprint.Format)];
            foreach (AlertEventRow row in await context.Set<AlertEventRow>().FromSqlRaw(sql, values).AsNoTracking().ToListAsync(cancel))
                if (Fingerprint.TryParse(row.Fingerprint, out ulong fingerprint))
                    last[fingerprint] = ToEvent(row);
        }
        return last;
    }

    public async Task<HistoryPage<FlushDecision>> DecisionsAsync(HistoryQuery query, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        IQueryable<FlushDecisionRow> rows = context.Set<FlushDecisionRow>().AsNoTracking();
        if (query.Fingerprint is { } fingerprint)
        {
            string key = Fingerprint.Format(fingerprint);
            string[] groups = await context.Set<GroupMemberRow>().Where(member => member.Fingerprint == key).Select(member => member.GroupId).Take(50).ToArrayAsync(cancel);
            rows = rows.Where(row => groups.Contains(row.GroupId));
        }
        if (query.GroupId is { } group) rows = rows.Where(row => row.GroupId == group);
        IQueryable<Guid> ids = rows.Select(row => row.Id);
        bool searches = query.Receiver is not null || query.GroupKey is not null;
        if (query.Receiver is { } receiver) rows = rows.Where(row => row.Receiver == receiver);
        if (query.GroupKey is { } groupKey) rows = rows.Where(row => row.GroupKey == groupKey);
        IQueryable<FlushDecisionRow> Within(Guid begin, Guid before) =>
            rows.Where(row => row.Id.CompareTo(before) < 0 && row.Id.CompareTo(begin) >= 0).OrderByDescending(row => row.Id);
        return await HistoryWindow.ReadAsync(query, ids, Within, row => row.Id, DeliveryMapping.ToDecision, null, searches, cancel);
    }

    public async Task<DateTimeOffset?> NextDecisionAsync(string groupId, Guid decision, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        return await context.Set<FlushDecisionRow>().Where(row => row.GroupId == groupId && row.Id.CompareTo(decision) > 0)
            .OrderBy(row => row.Id).Select(row => (DateTimeOffset?)row.At).FirstOrDefaultAsync(cancel);
    }

    public async Task<IReadOnlyList<string>> GroupsOfAsync(ulong fingerprint, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        string key = Fingerprint.Format(fingerprint);
        return await context.Set<GroupMemberRow>().Where(member => member.Fingerprint == key)
            .OrderByDescending(member => member.At).Select(member => member.GroupId).Take(50).ToListAsync(cancel);
    }

    public async Task<HistoryPage<Silence>> SilenceVersionsAsync(HistoryQuery query, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        IQueryable<SilenceVersionRow> rows = context.Set<SilenceVersionRow>().AsNoTracking();
        if (query.From is { } from) rows = rows.Where(row => row.UpdatedAt >= from);
        if (query.Until is { } until) rows = rows.Where(row => row.UpdatedAt <= until);
        int limit = Math.Clamp(query.Limit, 1, HistoryWindow.MaxLimit);
        // Their ids are no times; as many were made in one moment, as the cursor says, are passed over.
        (DateTimeOffset at, int skip) = SilenceCursor(query.Cursor);
        List<SilenceVersionRow> page = await rows.Where(row => row.UpdatedAt <= at)
            .OrderByDescending(row => row.UpdatedAt).ThenBy(row => row.Id).ThenByDescending(row => row.Version).Skip(skip).Take(limit + 1).ToListAsync(cancel);
        List<Silence> found = [.. page.Take(limit).Select(SilenceStore.FromVersion)];
        if (page.Count <= limit) return new(found, null);
        DateTimeOffset last = found[^1].UpdatedAt;
        int same = found.Count(version => version.UpdatedAt == last) + (last == at ? skip : 0);
        return new(found, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{last.UtcTicks}-{same}"));
    }

    public async Task<HistoryPage<DeliveryFailure>> FailuresAsync(HistoryQuery query, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        IQueryable<DeliveryFailureRow> rows = context.Set<DeliveryFailureRow>().AsNoTracking();
        IQueryable<Guid> ids = rows.Select(row => row.DeliveryId);
        if (query.Receiver is { } receiver) rows = rows.Where(row => row.Receiver == receiver);
        if (query.Integration is { } integration) rows = rows.Where(row => row.Integration == integration);
        bool searches = query.Receiver is not null || query.Integration is not null;
        IQueryable<DeliveryFailureRow> Within(Guid begin, Guid before) =>
            rows.Where(row => row.DeliveryId.CompareTo(before) < 0 && row.DeliveryId.CompareTo(begin) >= 0).OrderByDescending(row => row.DeliveryId);
        return await HistoryWindow.ReadAsync(query, ids, Within, row => row.DeliveryId, DeliveryMapping.ToFailure, null, searches, cancel);
    }

    private static string Table(NotifierDbContext context)
    {
        IEntityType type = context.Model.FindEntityType(typeof(AlertEventRow))!;
        return context.GetService<ISqlGenerationHelper>().DelimitIdentifier(type.GetTableName()!, type.GetSchema());
    }

    private static (DateTimeOffset At, int Skip) SilenceCursor(string? cursor)
    {
        string[] parts = (cursor ?? "").Split('-');
        bool valid = parts.Length == 2 && long.TryParse(parts[0], out long ticks) & int.TryParse(parts[1], out int skip) && ticks > 0 && ticks < DateTimeOffset.MaxValue.UtcTicks;
        return valid ? (new(long.Parse(parts[0]), TimeSpan.Zero), int.Parse(parts[1])) : (DateTimeOffset.MaxValue, 0);
    }

    private static AlertEvent ToEvent(AlertEventRow row) => new(
        row.Id,
        Fingerprint.TryParse(row.Fingerprint, out ulong fingerprint) ? fingerprint : 0,
        row.Kind,
        row.At,
        row.StartsAt,
        Json.ToLabels(row.Labels),
        Json.ToLabels(row.Annotations))
    {
        EndsAt = row.EndsAt,
        GeneratorUrl = row.GeneratorUrl,
    };
}
