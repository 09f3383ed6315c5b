using Microsoft.EntityFrameworkCore;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Persistence;

/// <inheritdoc cref="ISilenceStore"/>
internal sealed class SilenceStore(IDbContextFactory<NotifierDbContext> database, DatabaseWriter writer) : ISilenceStore
{
    public async Task<IReadOnlyList<Silence>> LoadAsync(CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        return [.. (await context.Set<SilenceRow>().AsNoTracking().ToListAsync(cancel)).Select(FromRow)];
    }

    public async Task<IReadOnlyList<Silence>> LoadAsync(IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        return [.. (await context.Set<SilenceRow>().AsNoTracking().Where(row => ids.Contains(row.Id)).ToListAsync(cancel)).Select(FromRow)];
    }

    public async Task<IReadOnlyList<Silence>> VersionsAsync(Guid id, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        List<SilenceVersionRow> rows = await context.Set<SilenceVersionRow>().AsNoTracking()
            .Where(row => row.Id == id).OrderBy(row => row.Version).ToListAsync(cancel);
        return [.. rows.Select(row => FromRow(ToCurrent(row)))];
    }

    public async Task<bool> SaveAsync(IReadOnlyList<Silence> versions)
    {
        SilenceVersionRow[] rows = [.. versions.Select(ToRow)];
        try
        {
            return await writer.WriteAsync(new([.. rows, .. rows.Select(ToCurrent)], []) { Deferrable = false }) == StoreOutcome.Stored;
        }
        catch (DatabaseAwayException)
        {
            return false;
        }
    }

    public Task DeleteAsync(IReadOnlyList<Silence> silences)
    {
        var rows = new List<IRow>();
        foreach (Silence silence in silences)
        {
            rows.Add(ToCurrent(ToRow(silence)));
            for (int version = 1; version <= silence.Version; version++) rows.Add(ToRow(silence with { Version = version }));
        }
        return writer.WriteAsync(new([], rows));
    }

    private static SilenceVersionRow ToRow(Silence silence) => new()
    {
        Id = silence.Id,
        Version = silence.Version,
        Matchers = Json.OfMatchers(silence.MatcherSets),
        StartsAt = silence.StartsAt,
        EndsAt = silence.EndsAt,
        UpdatedAt = silence.UpdatedAt,
        CreatedBy = silence.CreatedBy,
        Comment = silence.Comment,
        Annotations = Json.Of(silence.Annotations),
    };

    private static SilenceRow ToCurrent(SilenceVersionRow row) => new()
    {
        Id = row.Id,
        Version = row.Version,
        Matchers = row.Matchers,
        StartsAt = row.StartsAt,
        EndsAt = row.EndsAt,
        UpdatedAt = row.UpdatedAt,
        CreatedBy = row.CreatedBy,
        Comment = row.Comment,
        Annotations = row.Annotations,
    };

    private static Silence FromRow(SilenceRow row) => new()
    {
        Id = row.Id,
        Version = row.Version,
        MatcherSets = Json.ToMatchers(row.Matchers),
        StartsAt = row.StartsAt,
        EndsAt = row.EndsAt,
        UpdatedAt = row.UpdatedAt,
        CreatedBy = row.CreatedBy,
        Comment = row.Comment,
        Annotations = Json.To<Dictionary<string, string>>(row.Annotations),
    };
}
