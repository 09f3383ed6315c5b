using Microsoft.EntityFrameworkCore;
using Testcontainers.PostgreSql;
using Tocsin.Notifier.Persistence;

namespace Tocsin.Notifier.Tests.Persistence;

/// <summary>The two databases; Postgres is started once, when somebody asks, and a skip says so where Docker is missing.</summary>
public sealed class Databases : IAsyncLifetime
{
    private readonly Lazy<Task<PostgreSqlContainer>> _postgres = new(StartPostgresAsync);
    private readonly string _folder = Directory.CreateTempSubdirectory("history-").FullName;
    private readonly Dictionary<string, Task<DatabaseFactory>> _filled = [];
    private int _count;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A new, empty one with the tables of the model.</summary>
    internal async Task<DatabaseFactory> CreateAsync(string provider)
    {
        int number = Interlocked.Increment(ref _count);
        var options = new DbContextOptionsBuilder<NotifierDbContext>();
        if (provider == "sqlite") options.UseSqlite($"Data Source={Path.Combine(_folder, $"{number}.db")}");
        else
        {
            Assert.SkipUnless(
                File.Exists("/var/run/docker.sock") || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOCKER_HOST")),
                "Docker is not available: this test needs a real Postgres.");
            string connection = (await _postgres.Value).GetConnectionString();
            options.UseNpgsql(connection.Replace("Database=postgres", $"Database=history{number}", StringComparison.Ordinal));
        }
        var factory = new DatabaseFactory(options.Options);
        await using NotifierDbContext context = factory.CreateDbContext();
        await context.Database.EnsureCreatedAsync();
        return factory;
    }

    /// <summary>One that tests only read: filled for the first of them.</summary>
    internal Task<DatabaseFactory> FilledAsync(string provider, int alerts)
    {
        lock (_filled)
            return _filled.TryGetValue(provider, out Task<DatabaseFactory>? known) ? known : _filled[provider] = FillAsync(provider, alerts);
    }

    private async Task<DatabaseFactory> FillAsync(string provider, int alerts)
    {
        DatabaseFactory database = await CreateAsync(provider);
        await HistorySeed.FillAsync(database, alerts);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await _postgres.Value).DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<PostgreSqlContainer> StartPostgresAsync()
    {
        PostgreSqlContainer container = new PostgreSqlBuilder("postgres:17").Build();
        await container.StartAsync();
        return container;
    }
}

internal sealed class DatabaseFactory(DbContextOptions<NotifierDbContext> options) : IDbContextFactory<NotifierDbContext>
{
    public NotifierDbContext CreateDbContext() => new(options);

    /// <summary>The same database, watched.</summary>
    public DatabaseFactory With(Microsoft.EntityFrameworkCore.Diagnostics.IInterceptor watcher) =>
        new(new DbContextOptionsBuilder<NotifierDbContext>(options).AddInterceptors(watcher).Options);
}
