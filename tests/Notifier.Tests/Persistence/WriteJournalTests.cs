using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Persistence;

namespace Tocsin.Notifier.Tests.Persistence;

public sealed class WriteJournalTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("journal-").FullName;
    private readonly FakeTimeProvider _clock = new(TestNotifier.Start);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public async ValueTask InitializeAsync()
    {
        await using NotifierDbContext context = Database().CreateDbContext();
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _services.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_was_acknowledged_while_the_database_was_away_outlives_a_crash()
    {
        await CrashWithAsync("one", TestNotifier.Start);
        Assert.Single(Files());
        StoredAlert alert = Assert.Single(await StartAgainAsync());
        Assert.Equal("one", alert.Alert.Name);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_line_that_the_crash_cut_short_is_the_end_of_the_journal()
    {
        await CrashWithAsync("one", TestNotifier.Start);
        await File.AppendAllTextAsync(Assert.Single(Files()), "[{\"type\":\"AlertRow\",\"del", TestContext.Current.CancellationToken);
        Assert.Single(await StartAgainAsync());
    }

    [Fact]
    public async Task What_another_Notifier_has_written_since_is_not_overwritten()
    {
        await CrashWithAsync("old", TestNotifier.Start);
        await using (DatabaseWriter other = Writer(Database(), "other", journal: false))
        {
            await other.StartAsync(CancellationToken.None);
            Assert.Equal(StoreOutcome.Stored, await new AlertStore(Database(), other).WriteAsync([Write("old", TestNotifier.Start.AddMinutes(1), annotation: "newer")]));
        }
        Assert.Equal("newer", Assert.Single(await StartAgainAsync()).Alert.Annotations.Get("note"));
    }

    [Fact]
    public async Task A_journal_that_a_living_Notifier_holds_is_left_alone()
    {
        ToggledDatabase database = Database();
        DatabaseWriter living = Writer(database, "living", journal: true);
        await living.StartAsync(CancellationToken.None);
        database.Away = true;
        Assert.Equal(StoreOutcome.Deferred, await new AlertStore(database, living).WriteAsync([Write("a", TestNotifier.Start)]));
        Assert.Empty(await StartAgainAsync());
        Assert.Single(Files());
        database.Away = false;
        await living.DisposeAsync();
    }

    /// <summary>A life that ends while the database is away.</summary>
    private async Task CrashWithAsync(string name, DateTimeOffset updatedAt)
    {
        ToggledDatabase database = Database();
        var journal = new WriteJournal(_folder, "first", NullLogger<WriteJournal>.Instance);
        var writer = new DatabaseWriter(database, journal, new DatabaseMetrics(_services.GetRequiredService<IMeterFactory>()), _clock, NullLogger<DatabaseWriter>.Instance);
        await writer.StartAsync(CancellationToken.None);
        database.Away = true;
        Assert.Equal(StoreOutcome.Deferred, await new AlertStore(database, writer).WriteAsync([Write(name, updatedAt)]));
        // The process is gone, and with it its lock on the file.
        journal.Dispose();
    }

    private async Task<IReadOnlyList<StoredAlert>> StartAgainAsync()
    {
        await using DatabaseWriter writer = Writer(Database(), "second", journal: true);
        await writer.StartAsync(CancellationToken.None);
        return await new AlertStore(Database(), writer).LoadAsync(CancellationToken.None);
    }

    private ToggledDatabase Database() =>
        new(new DbContextOptionsBuilder<NotifierDbContext>().UseSqlite($"Data Source={Path.Combine(_folder, "state.db")}").Options);

    private DatabaseWriter Writer(ToggledDatabase database, string instance, bool journal) => new(
        database, new WriteJournal(journal ? _folder : null, instance, NullLogger<WriteJournal>.Instance),
        new DatabaseMetrics(_services.GetRequiredService<IMeterFactory>()), _clock, NullLogger<DatabaseWriter>.Instance);

    private string[] Files() => Directory.GetFiles(_folder, "*.jsonl");

    private static AlertWrite Write(string name, DateTimeOffset updatedAt, string annotation = "older")
    {
        var alert = new Alert
        {
            Labels = LabelSet.Create(("alertname", name)),
            Annotations = LabelSet.Create(("note", annotation)),
            StartsAt = TestNotifier.Start,
            EndsAt = TestNotifier.Start.AddHours(1),
            UpdatedAt = updatedAt,
        };
        return new(alert.Fingerprint, alert, false, AlertEventKind.Fired, updatedAt);
    }
}
