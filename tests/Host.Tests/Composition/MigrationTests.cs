using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Tocsin.Engine.Persistence;
using Tocsin.Host.Composition;
using Tocsin.Host.Roles;
using Tocsin.Notifier.Persistence;

namespace Tocsin.Host.Tests.Composition;

/// <summary>The generated migrations are those of the models, for both databases; nobody forgot to generate one.</summary>
public sealed class MigrationTests
{
    private static readonly DatabaseLocation[] Databases = [new SqliteFolder("unused"), new Postgres("Host=unused;Database=unused")];

    public static TheoryData<int> Which => [0, 1];

    [Theory]
    [MemberData(nameof(Which))]
    public void The_engines_model_has_no_change_without_a_migration(int database) => AssertUpToDate<EngineDbContext>(Databases[database], "engine");

    [Theory]
    [MemberData(nameof(Which))]
    public void The_notifiers_model_has_no_change_without_a_migration(int database) => AssertUpToDate<NotifierDbContext>(Databases[database], "notifier");

    [Fact]
    public async Task A_new_folder_gets_both_schemas_and_a_leftover_migration_lock_does_not_stop_it()
    {
        string folder = Directory.CreateTempSubdirectory("tocsin-migrate-").FullName;
        var location = new SqliteFolder(folder);
        await using ServiceProvider services = Services<NotifierDbContext>(location, "notifier");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        var log = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        await services.MigrateAsync<NotifierDbContext>(location, log, cancel);
        await using (NotifierDbContext context = await services.GetRequiredService<IDbContextFactory<NotifierDbContext>>().CreateDbContextAsync(cancel))
        {
            await context.Database.ExecuteSqlRawAsync(
                "CREATE TABLE IF NOT EXISTS \"__EFMigrationsLock\" (\"Id\" INTEGER PRIMARY KEY, \"Timestamp\" TEXT); INSERT OR REPLACE INTO \"__EFMigrationsLock\" VALUES (1, '2026-01-01')",
                cancel);
        }
        await services.MigrateAsync<NotifierDbContext>(location, log, cancel);
        Assert.True(File.Exists(Path.Combine(folder, "notifier.db")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_the_notifier_stored_before_it_kept_histories_is_found_by_them()
    {
        string folder = Directory.CreateTempSubdirectory("tocsin-migrate-").FullName;
        await using (ServiceProvider services = Services<NotifierDbContext>(new SqliteFolder(folder), "notifier"))
        {
            CancellationToken cancel = TestContext.Current.CancellationToken;
            await using NotifierDbContext context = await services.GetRequiredService<IDbContextFactory<NotifierDbContext>>().CreateDbContextAsync(cancel);
            IMigrator migrator = context.GetService<IMigrator>();
            await migrator.MigrateAsync("Initial", cancel);
            await context.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO notifier_alert_events (id, fingerprint, kind, at, starts_at, labels, annotations) VALUES ('01', 'f', 'Fired', 5, 5, '{{"alertname":"Lag"}}', '{{}}');
                INSERT INTO notifier_notification_log (group_id, receiver, integration, "index", group_key, at, expires_at, firing, resolved, data) VALUES ('g', 'r', 'slack', 0, 'k', 1, 7, '[]', '[]', '{{}}');
                INSERT INTO notifier_deliveries (id, flush_id, group_id, group_key, route_id, group_labels, receiver, integration, "index", reason, state, created_at, firing, resolved, message, attempt_count, attempts, error)
                VALUES ('02', '03', 'g', 'k', 'x', '{{"team":"db"}}', 'r', 'slack', 0, 'first notification', 'Rejected', 1, '[]', '[]', '{{"kind":"slack","title":"told","parts":[]}}', 1, '[]', 'no');
                """,
                cancel);
            await migrator.MigrateAsync(cancellationToken: cancel);
            Assert.Equal("Lag 5", await TextAsync("SELECT name || ' ' || ends_at AS \"Value\" FROM notifier_alert_events"));
            Assert.Equal("7 []", await TextAsync("SELECT kept_until || ' ' || opened AS \"Value\" FROM notifier_notification_log"));
            Assert.Equal("Failed told {\"team\":\"db\"} Flush", await TextAsync("SELECT result || ' ' || title || ' ' || common_labels || ' ' || origin AS \"Value\" FROM notifier_deliveries"));

            Task<string> TextAsync(string sql) => context.Database.SqlQueryRaw<string>(sql).SingleAsync(cancel);
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static void AssertUpToDate<TContext>(DatabaseLocation location, string schema)
        where TContext : DbContext
    {
        using ServiceProvider services = Services<TContext>(location, schema);
        using TContext context = services.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext();
        Assert.False(context.Database.HasPendingModelChanges());
        Assert.NotEmpty(context.Database.GetMigrations());
    }

    private static ServiceProvider Services<TContext>(DatabaseLocation location, string schema)
        where TContext : DbContext
    {
        var services = new ServiceCollection();
        services.AddDatabase<TContext>(location, schema);
        return services.BuildServiceProvider();
    }
}
