using Microsoft.EntityFrameworkCore;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Tests.Pipeline;

public sealed class DecisionRecorderTests
{
    private const string Config = """
        route: {receiver: team, group_by: [], group_wait: 1s, group_interval: 10s, repeat_interval: 1h}
        receivers: [{name: team, webhook_configs: [{url: "http://localhost/"}]}]
        """;

    [Fact]
    public async Task Who_becomes_the_owner_again_goes_by_what_the_owner_in_between_decided()
    {
        await using TestNotifier notifier = await TestNotifier.StartAsync(Config);
        await notifier.PostAsync(TestNotifier.Firing(("alertname", "a")) with { EndsAt = TestNotifier.Start.AddHours(4) });
        await notifier.AdvanceAsync(25);
        int decisions = await CountAsync(notifier);
        notifier.Decisions.Reset();
        await notifier.AdvanceAsync(10);
        Assert.Equal(decisions + 1, await CountAsync(notifier));
        await notifier.AdvanceAsync(20);
        Assert.Equal(decisions + 1, await CountAsync(notifier));
    }

    private static async Task<int> CountAsync(TestNotifier notifier)
    {
        await using NotifierDbContext context = notifier.Database.CreateDbContext();
        return await context.Set<FlushDecisionRow>().CountAsync(TestContext.Current.CancellationToken);
    }
}
