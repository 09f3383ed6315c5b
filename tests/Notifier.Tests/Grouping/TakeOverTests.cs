using Microsoft.EntityFrameworkCore;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Persistence;

namespace Tocsin.Notifier.Tests.Grouping;

/// <summary>What another Notifier had stored, and the owner of the groups had not heard of when it died.</summary>
public sealed class TakeOverTests
{
    private const string Config = """
        route: {receiver: team, group_by: [], group_wait: 5s, group_interval: 10s, repeat_interval: 1h}
        receivers: [{name: team, webhook_configs: [{url: "http://localhost/", send_resolved: true}]}]
        """;

    [Fact]
    public async Task An_end_that_the_last_flush_did_not_know_is_told_though_it_came_before_that_flush()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        await notifier.PostAsync(Alert("a"), Alert("b"));
        await notifier.AdvanceAsync(7);
        Assert.Equal("a b", Assert.Single(notifier.Outbox.Take()).Alerts);

        await EndBehindItsBackAsync(notifier, "a");
        await notifier.AdvanceAsync(10);
        Assert.Empty(notifier.Outbox.Take());

        await notifier.CrashAsync();
        await notifier.AdvanceAsync(12);
        Assert.Equal("-a b", Assert.Single(notifier.Outbox.Take()).Alerts);
        await notifier.CrashAsync();
        await notifier.AdvanceAsync(30);
        Assert.Empty(notifier.Outbox.Take());
    }

    [Fact]
    public async Task An_end_that_was_told_is_not_told_by_the_next_owner()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        await notifier.PostAsync(Alert("a"), Alert("b"));
        await notifier.AdvanceAsync(7);
        await notifier.PostAsync(Alert("a", notifier.Clock.GetUtcNow()));
        await notifier.AdvanceAsync(10);
        Assert.Equal(2, notifier.Outbox.Take().Count);
        await notifier.CrashAsync();
        await notifier.AdvanceAsync(30);
        Assert.Empty(notifier.Outbox.Take());
    }

    private static PostedAlert Alert(string name, DateTimeOffset? ends = null) =>
        TestNotifier.Firing(("alertname", name)) with { StartsAt = TestNotifier.Start, EndsAt = ends ?? TestNotifier.Start.AddHours(4) };

    private static async Task EndBehindItsBackAsync(TestNotifier notifier, string name)
    {
        DateTimeOffset now = notifier.Clock.GetUtcNow();
        await using NotifierDbContext context = notifier.Database.CreateDbContext();
        Assert.Equal(1, await context.Set<AlertRow>().Where(row => row.Name == name)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.EndsAt, now).SetProperty(row => row.UpdatedAt, now).SetProperty(row => row.Resolved, true)));
    }
}
