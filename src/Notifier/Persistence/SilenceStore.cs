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
        return [.. rows.Select(FromVersion)];
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

    public Task DeleteAsync(IReadOnlyList<Silence> silences) => writer.WriteAsync(new([], [.. silences.Select(silence => ToCurrent(ToRow(silence)))]));

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
        ChangedBy = silence.ChangedBy,
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
        ChangedBy = row.ChangedBy,
    };

    internal static Silence FromVersion(SilenceVersionRow row) => FromRow(ToCurrent(row));

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
        ChangedBy = row.ChangedBy,
    };
}
