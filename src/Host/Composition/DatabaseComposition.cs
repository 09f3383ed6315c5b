using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Tocsin.Host.Lifecycle;
using Tocsin.Host.Roles;

namespace Tocsin.Host.Composition;

/// <summary>The switch between SQLite and Postgres, and the migrations at start.</summary>
internal static partial class DatabaseComposition
{
    public static void AddDatabase<TContext>(this IServiceCollection services, DatabaseLocation location, string schema)
        where TContext : DbContext =>
        services.AddDbContextFactory<TContext>(options =>
        {
            // SQLite has no schemas; each context has a file of its own there.
            // That the migrations are the model's is checked by a test: at a start it would take as long as the migrations, and 6 MiB.
            options.ConfigureWarnings(warnings => warnings.Ignore(SqliteEventId.SchemaConfiguredWarning, RelationalEventId.PendingModelChangesWarning));
            switch (location)
            {
                case Postgres postgres:
                    Use(options, postgres, schema);
                    break;
                case SqliteFolder folder:
                    Use(options, folder, schema);
                    break;
            }
        });

    // Methods of their own, so that only the library that is used is loaded.
    private static void Use(DbContextOptionsBuilder options, Postgres postgres, string schema) =>
        options.UseNpgsql(postgres.Prepared, npgsql => npgsql.MigrationsAssembly("Tocsin.Migrations.Postgres").MigrationsHistoryTable("migrations", schema));

    private static void Use(DbContextOptionsBuilder options, SqliteFolder folder, string schema)
    {
        options.UseSqlite($"Data Source={Path.Combine(folder.Path, schema + ".db")}", sqlite =>
            sqlite.MigrationsAssembly("Tocsin.Migrations.Sqlite").MigrationsHistoryTable("migrations"));
        options.AddInterceptors(SqliteDurability.Instance);
    }

    /// <summary>Brings the schema up to date; several processes may try at once, the database's own lock lets one of them do it.</summary>
    /// <returns>Why the database does not answer at present; null when all is done.</returns>
    /// <exception cref="StartupFailure">The database refuses us: waiting would not help.</exception>
    public static async Task<string?> MigrateAsync<TContext>(this IServiceProvider services, DatabaseLocation location, ILogger log, CancellationToken cancel)
        where TContext : DbContext
    {
        try
        {
            await using TContext context = await services.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContextAsync(cancel);
            if (location is SqliteFolder) await DropLeftoverLockAsync(context, cancel);
            string[] pending = [.. await context.Database.GetPendingMigrationsAsync(cancel)];
            if (pending.Length == 0) return null;
            await context.Database.MigrateAsync(cancel);
            LogMigrated(log, typeof(TContext).Name, pending.Length, location.ToString());
            return null;
        }
        catch (Exception e) when (location is Postgres && IsAway(e))
        {
            return e.GetBaseException().Message.Split('\n')[0].Trim();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Exception cause = e.GetBaseException();
            throw new StartupFailure($"the database ({location}) cannot be used: {cause.Message.Split('\n')[0].Trim()}");
        }
    }

    /// <summary>It cannot be reached, or is starting, stopping or full: it may be there in a moment. What it refuses for good is no such thing.</summary>
    private static bool IsAway(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
            switch (e)
            {
                case PostgresException refused:
                    return refused.SqlState is "53300" or "57P01" or "57P02" or "57P03" || refused.SqlState.StartsWith("08", StringComparison.Ordinal);
                case System.Net.Sockets.SocketException or TimeoutException or NpgsqlException { IsTransient: true }:
                    return true;
            }
        return false;
    }

    // SQLite's migration lock is a row that a killed process leaves behind. The data folder's own lock already keeps a second process out.
    private static async Task DropLeftoverLockAsync(DbContext context, CancellationToken cancel)
    {
        if (await context.Database.CanConnectAsync(cancel)) await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancel);
    }

    [LoggerMessage(LogLevel.Information, "Database brought up to date: {Migrations} migrations for {Context} in {Location}")]
    private static partial void LogMigrated(ILogger log, string context, int migrations, string location);
}
