using Tocsin.Model.Matchers;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Persistence;

/// <summary>The same questions to both databases, over a small history whose answers can be counted.</summary>
public sealed class HistoryReaderTests(Databases databases) : IClassFixture<Databases>
{
    private const int Alerts = 3000;
    private const int Notifications = Alerts / HistorySeed.AlertsPerNotification;

    public static TheoryData<string> Providers => ["sqlite", "postgres"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Pages_of_a_search_add_up_to_what_there_is_without_gap_or_repeat(string provider)
    {
        HistoryReader history = await FilledAsync(provider);
        (HistoryQuery Query, int Count)[] events =
        [
            (new HistoryQuery { Limit = 1000 }, 2 * Alerts),
            (new HistoryQuery { Kind = AlertEventKind.Resolved }, Alerts),
            (new HistoryQuery { Fingerprint = HistorySeed.LabelsOf(17).Fingerprint(), Limit = 1 }, 2),
            (new HistoryQuery { Matchers = [Is("alertname", "Alert7")], Limit = 5 }, 2 * Alerts / 1000),
            (new HistoryQuery { Matchers = [Is("team", "team-3"), Is("cluster", "eu-2")], Limit = 50 }, 2 * Count(i => i % 10 == 3 && i % 7 == 2)),
            (new HistoryQuery { Matchers = [Is("instance", "node-4:9100")] }, 2),
            (new HistoryQuery { Matchers = [new("team", MatchOperator.Regex, "team-[12]"), new("severity", MatchOperator.NotEqual, "critical")], Limit = 700 }, 2 * Count(i => i % 10 is 1 or 2 && i % 3 != 0)),
            (new HistoryQuery { Matchers = [Is("nothing", "x")] }, 0),
            (new HistoryQuery { From = HistorySeed.Start.AddSeconds(100), Until = HistorySeed.Start.AddSeconds(199), Limit = 33 }, 200),
        ];
        foreach ((HistoryQuery query, int count) in events)
            Assert.Equal(count, await CountAsync(query, history.AlertEventsAsync, one => one.Id));
        (HistoryQuery Query, int Count)[] deliveries =
        [
            (new HistoryQuery(), Notifications),
            (new HistoryQuery { Fate = DeliveryFate.Failed, Limit = 5 }, Notifications / 100),
            (new HistoryQuery { Receiver = "receiver-1" }, Notifications / 4),
            (new HistoryQuery { Receiver = "receiver-3", Fate = DeliveryFate.Failed }, Notifications / 100),
            (new HistoryQuery { Receiver = "receiver-1", Fate = DeliveryFate.Failed }, 0),
            (new HistoryQuery { Receiver = "receiver-0", Integration = "slack", Limit = 7 }, Notifications / 4),
            (new HistoryQuery { Receiver = "receiver-0", Integration = "email" }, 0),
            (new HistoryQuery { GroupId = HistorySeed.Group(5), Limit = 2 }, Alerts / 1000),
            (new HistoryQuery { GroupId = HistorySeed.Group(5), Receiver = "receiver-2" }, 0),
            (new HistoryQuery { State = DeliveryState.Rejected, Fate = DeliveryFate.Failed }, Notifications / 100),
            (new HistoryQuery { Fingerprint = HistorySeed.LabelsOf(17).Fingerprint() }, 1),
            (new HistoryQuery { Fingerprint = HistorySeed.LabelsOf(17).Fingerprint(), Receiver = "receiver-0" }, 0),
            (new HistoryQuery { Matchers = [Is("job", "node")], Limit = 900 }, Notifications),
            (new HistoryQuery { Matchers = [Is("team", "team-1")] }, 0),
        ];
        foreach ((HistoryQuery query, int count) in deliveries)
            Assert.Equal(count, await CountAsync(query, history.DeliveriesAsync, one => one.Id));
        Assert.Equal(Alerts / 1000, await CountAsync(new HistoryQuery { GroupId = HistorySeed.Group(5), Limit = 4 }, history.DecisionsAsync, one => one.Id));
        Assert.Equal(Alerts / 1000, await CountAsync(new HistoryQuery { Fingerprint = HistorySeed.LabelsOf(5).Fingerprint() }, history.DecisionsAsync, one => one.Id));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_list_has_no_messages_and_one_entry_has_everything(string provider)
    {
        HistoryReader history = await FilledAsync(provider);
        Delivery listed = (await history.DeliveriesAsync(new HistoryQuery { Limit = 1 }, CancellationToken.None)).Items[0];
        Assert.Null(listed.Message);
        Assert.Equal(("[FIRING:5] node", "status 404"), (listed.Title, listed.Attempts[0].Detail));
        Delivery whole = (await history.DeliveryAsync(listed.Id, CancellationToken.None))!;
        Assert.Equal(1500, whole.Message!.Parts[0].Text.Length);
        IReadOnlyDictionary<ulong, AlertEvent> last = await history.LastEventsAsync(listed.Firing, listed.CreatedAt, CancellationToken.None);
        Assert.Equal([AlertEventKind.Fired], last.Values.Select(one => one.Kind).Distinct());
        Assert.Equal(5, last.Count);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Versions_of_silences_are_one_history_also_those_of_one_moment(string provider)
    {
        DatabaseFactory database = await databases.CreateAsync(provider);
        await using (NotifierDbContext context = database.CreateDbContext())
        {
            for (int i = 0; i < 25; i++)
                context.Add(new SilenceVersionRow
                {
                    Id = Guid.NewGuid(),
                    Version = 1,
                    Matchers = "[[{\"name\":\"a\",\"op\":\"=\",\"value\":\"b\"}]]",
                    StartsAt = HistorySeed.Start,
                    EndsAt = HistorySeed.Start.AddDays(1),
                    UpdatedAt = HistorySeed.Start.AddSeconds(i / 10),
                    CreatedBy = "ann",
                    Comment = "",
                    Annotations = "{}",
                    ChangedBy = "bob",
                });
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        var history = new HistoryReader(database);
        Assert.Equal(25, await CountAsync(new HistoryQuery { Limit = 4 }, history.SilenceVersionsAsync, one => one.Id));
        Assert.Equal(10, await CountAsync(new HistoryQuery { Limit = 3, From = HistorySeed.Start.AddSeconds(1), Until = HistorySeed.Start.AddSeconds(1) }, history.SilenceVersionsAsync, one => one.Id));
        Silence version = (await history.SilenceVersionsAsync(new HistoryQuery(), CancellationToken.None)).Items[0];
        Assert.Equal(("ann", "bob"), (version.CreatedBy, version.ChangedBy));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_is_too_old_goes_and_the_rest_stays(string provider)
    {
        DatabaseFactory database = await databases.CreateAsync(provider);
        await HistorySeed.FillAsync(database, 2000);
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(HistorySeed.Start.AddSeconds(1600));
        var job = new RetentionJob(database, () => TimeSpan.FromSeconds(400), clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<RetentionJob>.Instance);
        await RetentionTests.FinishAsync(job.RunAsync(CancellationToken.None), clock);
        var history = new HistoryReader(database);
        // Thirty had begun before and ended after.
        Assert.Equal(800 + 830 + 30, await CountAsync(new HistoryQuery { Limit = 1000 }, history.AlertEventsAsync, one => one.Id));
        Assert.Equal(162, await CountAsync(new HistoryQuery { Limit = 1000 }, history.DeliveriesAsync, one => one.Id));
        await using NotifierDbContext context = database.CreateDbContext();
        Assert.Equal((162, 810, 830), (context.Set<FlushDecisionRow>().Count(), context.Set<DeliveryAlertRow>().Count(), context.Set<GroupMemberRow>().Count()));
    }

    private async Task<HistoryReader> FilledAsync(string provider) => new(await databases.FilledAsync(provider, Alerts));

    private static Matcher Is(string name, string value) => new(name, MatchOperator.Equal, value);

    private static int Count(Func<int, bool> which) => Enumerable.Range(0, Alerts).Count(which);

    private static async Task<int> CountAsync<T>(HistoryQuery query, Func<HistoryQuery, CancellationToken, Task<HistoryPage<T>>> read, Func<T, Guid> id)
    {
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            HistoryPage<T> page = await read(query with { Cursor = cursor }, CancellationToken.None);
            Assert.InRange(page.Items.Count, 0, query.Limit);
            seen.AddRange(page.Items.Select(id));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        return seen.Count;
    }
}
