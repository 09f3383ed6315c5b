using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Persistence;

public sealed class SentSlipsTests : IAsyncLifetime
{
    private const ulong Alert = 0xfeed;

    private readonly string _folder = Directory.CreateTempSubdirectory("slips-").FullName;
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
    public async Task Who_is_killed_between_the_answer_and_the_commit_knows_in_the_next_life_that_it_is_told()
    {
        Delivery sent = Sent();
        await using (DatabaseWriter living = Writer())
        {
            await living.StartAsync(CancellationToken.None);
            await new NotificationStore(Database(), living, Slips(_folder), NullLogger<NotificationStore>.Instance).BeginAsync(sent);
        }
        // A writer that never comes to its commit, and a file that nobody closes in order: this is all that a kill leaves.
        SentSlips slips = Slips(_folder);
        var store = new NotificationStore(Database(), Writer(), slips, NullLogger<NotificationStore>.Instance);
        Assert.Single(await store.LoadSendingAsync(CancellationToken.None));
        Assert.False(store.FinishAsync(sent with { State = DeliveryState.Delivered, FinishedAt = TestNotifier.Start }, Entry(sent), null, null).IsCompleted);
        slips.Dispose();

        await using DatabaseWriter next = Writer();
        await next.StartAsync(CancellationToken.None);
        var found = new NotificationStore(Database(), next, Slips(_folder), NullLogger<NotificationStore>.Instance);
        Assert.Empty(await found.LoadSendingAsync(CancellationToken.None));
        Assert.Equal([Alert], Assert.Single(await found.LoadLogAsync(CancellationToken.None)).Firing);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_failed_attempt_in_the_journal_does_not_undo_what_was_sent_after_it()
    {
        Delivery sent = Sent();
        DeliveryAttempt failed = new(TestNotifier.Start, DeliveryOutcome.Retry, FailureReason.ServerError, "503", TimeSpan.Zero);
        SentSlips slips = Slips(_folder);
        var store = new NotificationStore(Database(), Writer(), slips, NullLogger<NotificationStore>.Instance);
        _ = store.FinishAsync(sent with { State = DeliveryState.Delivered, AttemptCount = 2, Attempts = [failed, failed with { Outcome = DeliveryOutcome.Delivered }] }, Entry(sent), null, null);
        slips.Dispose();
        using (var journal = new WriteJournal(_folder, "first", NullLogger<WriteJournal>.Instance))
            journal.Append([new([DeliveryMapping.Of(sent with { AttemptCount = 1, Attempts = [failed] })], [])]);

        await using DatabaseWriter next = Writer();
        await next.StartAsync(CancellationToken.None);
        var found = new NotificationStore(Database(), next, Slips(_folder), NullLogger<NotificationStore>.Instance);
        Assert.Empty(await found.LoadSendingAsync(CancellationToken.None));
        await using NotifierDbContext context = Database().CreateDbContext();
        Assert.Equal((DeliveryState.Delivered, 2), await context.Set<DeliveryRow>().Select(row => ValueTuple.Create(row.State, row.AttemptCount)).SingleAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_was_cut_is_found_by_its_alerts()
    {
        await using DatabaseWriter writer = Writer();
        await writer.StartAsync(CancellationToken.None);
        var store = new NotificationStore(Database(), writer, Slips(_folder), NullLogger<NotificationStore>.Instance);
        await store.BeginAsync(Sent());
        await store.InterruptAsync([Sent() with { Id = (await store.LoadSendingAsync(CancellationToken.None))[0].Id, State = DeliveryState.Interrupted }], []);
        await using NotifierDbContext context = Database().CreateDbContext();
        Assert.Equal("000000000000feed", (await context.Set<DeliveryAlertRow>().SingleAsync(TestContext.Current.CancellationToken)).Fingerprint);
    }

    [Fact]
    public async Task What_the_database_has_is_no_longer_in_the_file()
    {
        SentSlips slips = Slips(_folder);
        await using (DatabaseWriter writer = Writer())
        {
            await writer.StartAsync(CancellationToken.None);
            var store = new NotificationStore(Database(), writer, slips, NullLogger<NotificationStore>.Instance);
            Delivery sent = Sent() with { State = DeliveryState.Delivered };
            Assert.Equal(StoreOutcome.Stored, await store.FinishAsync(sent, Entry(sent), null, null));
            Assert.Equal(0, new FileInfo(Assert.Single(Files())).Length);
        }
        slips.Dispose();
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Empty_files_of_former_lives_do_not_pile_up()
    {
        await File.WriteAllTextAsync(WriteJournal.PathOf(_folder, "first-sent-1"), "", TestContext.Current.CancellationToken);
        await using DatabaseWriter writer = Writer();
        await writer.StartAsync(CancellationToken.None);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_folder_that_takes_no_file_keeps_nobody_from_being_told()
    {
        string file = Path.Combine(_folder, "a file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await using DatabaseWriter writer = Writer();
        await writer.StartAsync(CancellationToken.None);
        using SentSlips slips = Slips(file);
        var store = new NotificationStore(Database(), writer, slips, NullLogger<NotificationStore>.Instance);
        Delivery sent = Sent() with { State = DeliveryState.Delivered };
        Assert.Equal(StoreOutcome.Stored, await store.FinishAsync(sent, Entry(sent), null, null));
    }

    private SentSlips Slips(string folder) => new(folder, "first", _clock, NullLogger<SentSlips>.Instance);

    private ToggledDatabase Database() =>
        new(new DbContextOptionsBuilder<NotifierDbContext>().UseSqlite($"Data Source={Path.Combine(_folder, "state.db")}").Options);

    private DatabaseWriter Writer() => new(
        Database(), new WriteJournal(_folder, "first", NullLogger<WriteJournal>.Instance),
        new DatabaseMetrics(_services.GetRequiredService<IMeterFactory>()), _clock, NullLogger<DatabaseWriter>.Instance);

    private string[] Files() => Directory.GetFiles(_folder, "*.jsonl");

    private static Delivery Sent() => new()
    {
        Id = Guid.CreateVersion7(TestNotifier.Start),
        FlushId = Guid.CreateVersion7(TestNotifier.Start),
        GroupId = "group",
        GroupKey = "{}:{alertname=\"a\"}",
        RouteId = "0",
        GroupLabels = LabelSet.Create(("alertname", "a")),
        Receiver = "hook",
        Integration = "webhook",
        Index = 0,
        Reason = "first notification",
        State = DeliveryState.Sending,
        CreatedAt = TestNotifier.Start,
        CommonLabels = LabelSet.Empty,
        RouteLabels = LabelSet.Empty,
        Firing = [Alert],
        Resolved = [],
    };

    private static LogEntry Entry(Delivery sent) => new(
        new(sent.GroupId, sent.Receiver, sent.Integration, sent.Index), sent.GroupKey, [Alert], [], TestNotifier.Start, TestNotifier.Start.AddHours(5), new Dictionary<string, string>());
}
