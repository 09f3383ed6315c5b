using Tocsin.Model.Matchers;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Persistence;

public sealed class DatabaseAwayTests
{
    private const string Config = """
        route: {receiver: team, group_by: [], group_wait: 5s, group_interval: 10s}
        receivers: [{name: team, webhook_configs: [{url: "http://localhost/"}]}]
        """;

    [Fact]
    public async Task People_are_told_while_the_database_is_away_and_nothing_is_repeated_when_it_is_back()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        notifier.Database.Away = true;
        IntakeResult taken = await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")));
        Assert.Equal((1, false, false), (taken.Accepted, taken.Durable, taken.Overloaded));
        await AdvanceAsync(notifier, 6);
        Assert.Equal("a", Assert.Single(notifier.Outbox.Take()).Alerts);
        Assert.Equal(TestNotifier.Start, notifier.State.Health.DatabaseAway);
        Assert.True(notifier.State.Health.WaitingRows > 3);

        notifier.Database.Away = false;
        // The question whether it is back is asked beside everything else, and again 2 s after an answer.
        for (int i = 0; i < 60 && notifier.State.Health.DatabaseAway is not null; i++)
        {
            notifier.Clock.Advance(TimeSpan.FromSeconds(1));
            SpinWait.SpinUntil(() => notifier.State.Health.DatabaseAway is null, TimeSpan.FromMilliseconds(200));
        }
        Assert.Equal(new NotifierHealth(null, 0, IsOwner: true), notifier.State.Health);
        await notifier.CrashAsync();
        await notifier.AdvanceAsync(30);
        Assert.All(notifier.Outbox.All, sent => Assert.DoesNotContain(sent.Notification.Reason, new[] { "first notification", "repeat interval elapsed" }));
        Assert.Single(notifier.State.Groups(), group => group.Alerts.Any(alert => alert.Alert.Name == "a"));
    }

    [Fact]
    public async Task A_silence_is_never_kept_in_memory_alone()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        notifier.Database.Away = true;
        var request = new SilenceRequest { Matchers = [new Matcher("a", MatchOperator.Equal, "b")], EndsAt = TestNotifier.Start.AddHours(1) };
        Assert.Equal(SilenceOutcome.Unavailable, (await notifier.Silences.SetAsync(request, CancellationToken.None)).Outcome);
        Assert.Empty(notifier.Silences.All());
    }

    private static async Task AdvanceAsync(TestNotifier notifier, int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            notifier.Clock.Advance(TimeSpan.FromSeconds(1));
            await notifier.Dispatcher.IdleAsync();
        }
    }
}
