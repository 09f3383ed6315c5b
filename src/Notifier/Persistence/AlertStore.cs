using Microsoft.EntityFrameworkCore;
using Tocsin.Model.Alerts;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Persistence;

/// <inheritdoc cref="IAlertStore"/>
internal sealed class AlertStore(IDbContextFactory<NotifierDbContext> database, DatabaseWriter writer) : IAlertStore
{
    // A list of parameters has its bounds in every database.
    private const int MaxIdsInQuery = 500;

    public async Task<IReadOnlyList<StoredAlert>> LoadAsync(CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        var alerts = new List<StoredAlert>();
        await foreach (AlertRow row in context.Set<AlertRow>().AsNoTracking().AsAsyncEnumerable().WithCancellation(cancel)) alerts.Add(FromRow(row));
        return alerts;
    }

    public async Task<IReadOnlyList<StoredAlert>> LoadAsync(IReadOnlyList<ulong> fingerprints, CancellationToken cancel)
    {
        await using NotifierDbContext context = await database.CreateDbContextAsync(cancel);
        var alerts = new List<StoredAlert>(fingerprints.Count);
        foreach (ulong[] some in fingerprints.Chunk(MaxIdsInQuery))
        {
            string[] ids = Array.ConvertAll(some, Fingerprint.Format);
            alerts.AddRange((await context.Set<AlertRow>().AsNoTracking().Where(row => ids.Contains(row.Fingerprint)).ToListAsync(cancel)).Select(FromRow));
        }
        return alerts;
    }

    public Task<StoreOutcome> WriteAsync(IReadOnlyList<AlertWrite> writes)
    {
        var rows = new List<IRow>(2 * writes.Count);
        foreach (AlertWrite write in writes)
        {
            AlertRow row = ToRow(write);
            rows.Add(row);
            if (write.Event is { } kind)
                rows.Add(new AlertEventRow
                {
                    Id = Guid.CreateVersion7(write.At),
                    Fingerprint = row.Fingerprint,
                    Name = row.Name,
                    Kind = kind,
                    At = write.At,
                    StartsAt = row.StartsAt,
                    EndsAt = row.EndsAt,
                    Labels = row.Labels,
                    Annotations = row.Annotations,
                    GeneratorUrl = row.GeneratorUrl,
                });
        }
        return writer.WriteAsync(new(rows, []));
    }

    public Task<StoreOutcome> DeleteAsync(IReadOnlyList<ulong> fingerprints) =>
        writer.WriteAsync(new([], [.. fingerprints.Select(fingerprint => new AlertRow
        {
            Fingerprint = Fingerprint.Format(fingerprint),
            Name = "",
            Labels = "",
            Annotations = "",
            GeneratorUrl = "",
            StartsAt = default,
            EndsAt = default,
            UpdatedAt = default,
            Timeout = false,
            Resolved = true,
        })]));

    private static AlertRow ToRow(AlertWrite write) => new()
    {
        Fingerprint = Fingerprint.Format(write.Fingerprint),
        Name = write.Alert.Name,
        Labels = Json.OfLabels(write.Alert.Labels),
        Annotations = Json.OfLabels(write.Alert.Annotations),
        GeneratorUrl = write.Alert.GeneratorUrl,
        StartsAt = write.Alert.StartsAt,
        EndsAt = write.Alert.EndsAt,
        UpdatedAt = write.Alert.UpdatedAt,
        Timeout = write.Alert.Timeout,
        Resolved = write.Resolved,
    };

    private static StoredAlert FromRow(AlertRow row) => new(
        new Alert
        {
            Labels = Json.ToLabels(row.Labels),
            Annotations = Json.ToLabels(row.Annotations),
            GeneratorUrl = row.GeneratorUrl,
            StartsAt = row.StartsAt,
            EndsAt = row.EndsAt,
            UpdatedAt = row.UpdatedAt,
            Timeout = row.Timeout,
        },
        row.Resolved);
}
