using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Persistence;

/// <summary>What is older than the history is kept and still needed.</summary>
public sealed class RetentionTests(Databases databases) : IClassFixture<Databases>
{
    private static readonly DateTimeOffset Now = HistorySeed.Start.AddDays(30);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(5);

    public static TheoryData<string> Providers => ["sqlite", "postgres"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_fired_at_the_edge_of_the_history_stays_with_its_groups(string provider)
    {
        DatabaseFactory database = await databases.CreateAsync(provider);
        await AddAsync(database,
            Event("firing", AlertEventKind.Fired, 20), Event("firing", AlertEventKind.Changed, 10), Alert("firing"), Member("firing", 20),
            Event("ended in it", AlertEventKind.Fired, 20), Event("ended in it", AlertEventKind.Resolved, 3), Member("ended in it", 20),
            Event("ended before", AlertEventKind.Fired, 20), Event("ended before", AlertEventKind.Resolved, 6), Member("ended before", 20),
            Event("nobody knows", AlertEventKind.Fired, 20), Member("nobody knows", 20));
        await RunAsync(database);
        await using NotifierDbContext context = database.CreateDbContext();
        Assert.Equal(["ended in it", "ended in it", "firing"], context.Set<AlertEventRow>().Select(row => row.Name).ToArray().Order());
        Assert.Equal(["ended in it", "firing"], context.Set<GroupMemberRow>().Select(row => row.GroupId).ToArray().Order());
        Assert.Equal(AlertEventKind.Changed, (await context.Set<AlertEventRow>().FirstAsync(row => row.Name == "firing", TestContext.Current.CancellationToken)).Kind);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_present_decision_of_a_living_group_and_what_is_being_sent_stay(string provider)
    {
        DatabaseFactory database = await databases.CreateAsync(provider);
        await AddAsync(database,
            Decision("living", 9), Decision("living", 8), Decision("over", 8), Decision("young", 1), Group("living"),
            Sent(DeliveryState.Sending, 9), Sent(DeliveryState.Delivered, 9), Sent(DeliveryState.Delivered, 1));
        await RunAsync(database);
        await using NotifierDbContext context = database.CreateDbContext();
        Assert.Equal([("living", 8), ("young", 1)], context.Set<FlushDecisionRow>().AsEnumerable().Select(row => (row.GroupId, (Now - row.At).Days)).Order());
        Assert.Equal([DeliveryState.Sending, DeliveryState.Delivered], context.Set<DeliveryRow>().OrderBy(row => row.Id).Select(row => row.State));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Versions_of_a_silence_stay_until_its_end_is_older_than_the_history(string provider)
    {
        DatabaseFactory database = await databases.CreateAsync(provider);
        Guid lasted = Guid.NewGuid(), cut = Guid.NewGuid(), living = Guid.NewGuid();
        await AddAsync(database,
            Version(lasted, 1, 20, ends: 4), Version(cut, 1, 20, ends: -100), Version(cut, 2, 10, ends: 10),
            Version(living, 1, 20, ends: -1), Silence(living));
        await RunAsync(database);
        await using NotifierDbContext context = database.CreateDbContext();
        Assert.Equal(new[] { lasted, living }.Order(), context.Set<SilenceVersionRow>().Select(row => row.Id).ToArray().Order());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Much_goes_in_batches_with_room_for_others_between_them(string provider)
    {
        DatabaseFactory database = await databases.CreateAsync(provider);
        const int Alerts = 2 * RetentionJob.Batch;
        await HistorySeed.FillAsync(database, Alerts);
        var counter = new DeleteCounter();
        var clock = new FakeTimeProvider(Now);
        await FinishAsync(new RetentionJob(database.With(counter), () => Kept, clock, NullLogger<RetentionJob>.Instance).RunAsync(CancellationToken.None), clock);
        Assert.InRange(counter.Largest, 1, RetentionJob.Batch + HistorySeed.AlertsPerNotification);
        await using NotifierDbContext context = database.CreateDbContext();
        Assert.Equal(0, context.Set<AlertEventRow>().Count() + context.Set<DeliveryAlertRow>().Count() + context.Set<DeliveryRow>().Count() + context.Set<GroupMemberRow>().Count());
    }

    /// <summary>Turns the clock through the pauses.</summary>
    internal static async Task FinishAsync(Task run, FakeTimeProvider clock)
    {
        while (!run.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
        await run;
    }

    private static Task RunAsync(DatabaseFactory database) =>
        new RetentionJob(database, () => Kept, new FakeTimeProvider(Now), NullLogger<RetentionJob>.Instance).RunAsync(CancellationToken.None);

    private static async Task AddAsync(DatabaseFactory database, params object[] rows)
    {
        await using NotifierDbContext context = database.CreateDbContext();
        context.AddRange(rows);
        await context.SaveChangesAsync();
    }

    private static string Id(string name) => Model.Alerts.Fingerprint.Format(Model.Labels.LabelSet.Create(("alertname", name)).Fingerprint());

    private static AlertEventRow Event(string name, AlertEventKind kind, int daysAgo) => new()
    {
        Id = Guid.CreateVersion7(Now.AddDays(-daysAgo)),
        Fingerprint = Id(name),
        Name = name,
        Kind = kind,
        At = Now.AddDays(-daysAgo),
        StartsAt = Now.AddDays(-daysAgo),
        EndsAt = Now,
        Labels = "{}",
        Annotations = "{}",
        GeneratorUrl = "",
    };

    private static AlertRow Alert(string name) => new()
    {
        Fingerprint = Id(name),
        Name = name,
        Labels = "{}",
        Annotations = "{}",
        GeneratorUrl = "",
        StartsAt = Now.AddDays(-20),
        EndsAt = Now.AddDays(1),
        UpdatedAt = Now,
        Timeout = false,
        Resolved = false,
    };

    private static GroupMemberRow Member(string name, int daysAgo) => new() { Fingerprint = Id(name), GroupId = name, At = Now.AddDays(-daysAgo) };

    private static GroupRow Group(string id) => new() { Id = id, Shard = 0, RouteId = "{}", GroupKey = id, Labels = "{}", CreatedAt = Now.AddDays(-20), NextFlushAt = Now };

    private static FlushDecisionRow Decision(string group, int daysAgo) => new()
    {
        Id = Guid.CreateVersion7(Now.AddDays(-daysAgo)),
        GroupId = group,
        GroupKey = group,
        RouteId = "{}",
        Receiver = "team",
        At = Now.AddDays(-daysAgo),
        AlertCount = 0,
        Succeeded = true,
        Verdicts = "{}",
    };

    private static DeliveryRow Sent(DeliveryState state, int daysAgo) => DeliveryMapping.Of(new Delivery
    {
        Id = Guid.CreateVersion7(Now.AddDays(-daysAgo)),
        FlushId = Guid.NewGuid(),
        GroupId = "group",
        GroupKey = "group",
        RouteId = "{}",
        GroupLabels = Model.Labels.LabelSet.Empty,
        Receiver = "team",
        Integration = "webhook",
        Index = 0,
        Reason = Deduplication.FirstNotification,
        State = state,
        CreatedAt = Now.AddDays(-daysAgo),
    });

    /// <param name="ends">In days ago.</param>
    private static SilenceVersionRow Version(Guid id, int version, int daysAgo, int ends) => new()
    {
        Id = id,
        Version = version,
        Matchers = "[]",
        StartsAt = Now.AddDays(-daysAgo),
        EndsAt = Now.AddDays(-ends),
        UpdatedAt = Now.AddDays(-daysAgo),
        CreatedBy = "ann",
        Comment = "",
        Annotations = "{}",
        ChangedBy = "ann",
    };

    private static SilenceRow Silence(Guid id) => new()
    {
        Id = id,
        Version = 1,
        Matchers = "[]",
        StartsAt = Now.AddDays(-20),
        EndsAt = Now.AddDays(1),
        UpdatedAt = Now.AddDays(-20),
        CreatedBy = "ann",
        Comment = "",
        Annotations = "{}",
        ChangedBy = "ann",
    };

    /// <summary>How many rows the largest statement changed.</summary>
    private sealed class DeleteCounter : DbCommandInterceptor
    {
        private int _largest;

        public int Largest => _largest;

        public override ValueTask<int> NonQueryExecutedAsync(
            System.Data.Common.DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            _largest = Math.Max(_largest, result);
            return ValueTask.FromResult(result);
        }
    }
}
