using Microsoft.EntityFrameworkCore;
using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Persistence;

/// <inheritdoc cref="IGroupStore"/>
internal sealed class GroupStore(IDbContextFactory<NotifierDbContext> database, DatabaseWriter writer) : IGroupStore
{
    private const int MaxIdsInQuery = 500;

    public async Task<IReadOnlyList<StoredGroup>> LoadAsync(CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        return [.. (await context.Set<GroupRow>().AsNoTracking().ToListAsync(cancel)).Select(FromRow)];
    }

    public async Task<IReadOnlyList<StoredGroup>> LoadAsync(IReadOnlyList<string> ids, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        var groups = new List<StoredGroup>();
        foreach (string[] some in ids.Chunk(MaxIdsInQuery))
            groups.AddRange((await context.Set<GroupRow>().AsNoTracking().Where(row => some.Contains(row.Id)).ToListAsync(cancel)).Select(FromRow));
        return groups;
    }

    public Task AddAsync(IReadOnlyList<StoredGroup> groups) => writer.WriteAsync(new([.. groups.Select(group => ToRow(group, ifAbsent: true))], []));

    public Task SaveAsync(IReadOnlyList<StoredGroup> saved, IReadOnlyList<StoredGroup> deleted) =>
        writer.WriteAsync(new([.. saved.Select(group => ToRow(group))], [.. deleted.Select(group => ToRow(group))]));

    private static StoredGroup FromRow(GroupRow row) => new()
    {
        Id = row.Id,
        RouteId = row.RouteId,
        GroupKey = row.GroupKey,
        Labels = Json.ToLabels(row.Labels),
        CreatedAt = row.CreatedAt,
        NextFlush = row.NextFlushAt,
        LastFlush = row.LastFlushAt,
    };

    private static GroupRow ToRow(StoredGroup group, bool ifAbsent = false) => new()
    {
        Id = group.Id,
        Shard = 0,
        RouteId = group.RouteId,
        GroupKey = group.GroupKey,
        Labels = Json.OfLabels(group.Labels),
        CreatedAt = group.CreatedAt,
        NextFlushAt = group.NextFlush,
        LastFlushAt = group.LastFlush,
        IfAbsent = ifAbsent,
    };
}
