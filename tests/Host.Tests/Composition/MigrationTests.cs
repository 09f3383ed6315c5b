using Microsoft.EntityFrameworkCore;
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
