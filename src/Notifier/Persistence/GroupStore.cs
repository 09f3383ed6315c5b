using Microsoft.EntityFrameworkCore;
using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Persistence;

/// <inheritdoc cref="IGroupStore"/>
internal sealed class GroupStore(IDbContextFactory<NotifierDbContext> database, DatabaseWriter writer) : IGroupStore
{
    public async Task<IReadOnlyList<StoredGroup>> LoadAsync(CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        return [.. (await context.Set<GroupRow>().AsNoTracking().ToListAsync(cancel)).Select(row => new StoredGroup
        {
            Id = row.Id,
            RouteId = row.RouteId,
            GroupKey = row.GroupKey,
            Labels = Json.ToLabels(row.Labels),
            CreatedAt = row.CreatedAt,
            NextFlush = row.NextFlushAt,
            LastFlush = row.LastFlushAt,
        })];
    }

    public Task SaveAsync(IReadOnlyList<StoredGroup> saved, IReadOnlyList<StoredGroup> deleted) =>
        writer.WriteAsync(new([.. saved.Select(ToRow)], [.. deleted.Select(ToRow)]));

    private static GroupRow ToRow(StoredGroup group) => new()
    {
        Id = group.Id,
        Shard = 0,
        RouteId = group.RouteId,
        GroupKey = group.GroupKey,
        Labels = Json.OfLabels(group.Labels),
        CreatedAt = group.CreatedAt,
        NextFlushAt = group.NextFlush,
        LastFlushAt = group.LastFlush,
    };
}
