using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Tests.Endpoints;

namespace Tocsin.Notifier.Tests.Pipeline;

public sealed class CloseOpenedTests
{
    private const string Config = """
        route:
          receiver: plain
          group_by: []
          group_wait: 1s
          group_interval: 10s
          repeat_interval: 2h
          routes:
          - {receiver: plain, continue: true}
          - {receiver: closing, mute_time_intervals: [soon], active_time_intervals: [always]}
        inhibit_rules: [{source_matchers: ['alertname="Source"'], target_matchers: ['alertname="a"']}]
        time_intervals:
        - {name: soon, time_intervals: [{times: [{start_time: "10:10", end_time: "10:30"}]}]}
        - {name: always, time_intervals: [{years: ['1:9999']}]}
        receivers:
        - {name: plain, webhook_configs: [{url: "http://x/"}]}
        - {name: closing, close_opened: true, webhook_configs: [{url: "http://x/"}, {url: "http://x/", send_resolved: false}]}
        """;

    [Theory]
    [InlineData("silence")]
    [InlineData("inhibition")]
    [InlineData("mute time")]
    public async Task An_end_of_what_was_told_gets_through_where_it_is_asked_for(string hold)
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("a");
        await api.AdvanceAsync(2);
        Assert.Equal(3, api.Outbox.Take().Count);
        if (hold == "silence") await api.SilenceAsync("a", TimeSpan.FromHours(1));
        if (hold == "inhibition") await api.FireAsync("Source");
        if (hold == "mute time") await api.AdvanceAsync(620);
        await api.AdvanceAsync(11);
        api.Outbox.Take();
        await api.ResolveAsync("a");
        await api.AdvanceAsync(11);
        Sent end = Assert.Single(api.Outbox.To("closing"), sent => sent.Alerts.Contains("-a", StringComparison.Ordinal));
        Assert.Equal(hold == "inhibition" ? Deduplication.SomeResolved : Deduplication.AllResolved, end.Reason);
        Assert.Equal(hold == "mute time" ? 1 : 0, api.Outbox.To("plain").Count(sent => sent.Alerts.Contains("-a", StringComparison.Ordinal)));
        api.Outbox.Take();
        await api.AdvanceAsync(60);
        Assert.Empty(api.Outbox.All);
    }

    [Fact]
    public async Task What_was_muted_while_others_were_told_is_closed_too_also_after_a_restart()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.FireAsync("a");
        await api.AdvanceAsync(2);
        await api.SilenceAsync("a", TimeSpan.FromHours(5));
        await api.FireAsync("b");
        await api.AdvanceAsync(11);
        await api.ResolveAsync("b");
        await api.AdvanceAsync(11);
        await api.RestartAsync();
        api.Outbox.Take();
        await api.ResolveAsync("a");
        await api.AdvanceAsync(11);
        Assert.Equal(["-a"], api.Outbox.Take().Select(sent => sent.Alerts));
    }

    [Fact]
    public async Task An_end_of_what_was_never_told_stays_untold()
    {
        await using ClockedApi api = await ClockedApi.StartAsync(Config);
        await api.SilenceAsync("a", TimeSpan.FromHours(1));
        await api.FireAsync("a");
        await api.AdvanceAsync(12);
        await api.ResolveAsync("a");
        await api.AdvanceAsync(30);
        Assert.Empty(api.Outbox.All);
    }
}
