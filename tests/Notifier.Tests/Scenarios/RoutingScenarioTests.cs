using System.Text.Json;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>The scenarios of routes and groups (R1 to R8, D1 to D6) and of what is remembered as told (N5 to N14).</summary>
public sealed class RoutingScenarioTests
{
    private const string Tree = """
        route:
          receiver: default
          group_by: [alertname]
          group_wait: 0s
          routes:
          - matchers: [owner="a"]
            receiver: a
            routes:
            - match_re: {env: "testing|staging"}
              receiver: a-test
              group_by: [env, job]
            - matchers: [env="production"]
              receiver: a-prod
              group_by: ['...']
              continue: true
            - matchers: [env="production"]
              receiver: a-all
              group_by: []
          - match: {owner: b}
            matchers: [env=~"x|y"]
            receiver: b
        receivers:
        - {name: default, webhook_configs: [{url: 'HOOK/default'}]}
        - {name: a, webhook_configs: [{url: 'HOOK/a'}]}
        - {name: a-test, webhook_configs: [{url: 'HOOK/a-test'}]}
        - {name: a-prod, webhook_configs: [{url: 'HOOK/a-prod'}]}
        - {name: a-all, webhook_configs: [{url: 'HOOK/a-all'}]}
        - {name: b, webhook_configs: [{url: 'HOOK/b'}]}
        """;

    /// <summary>R1, R3, R4, R5, D3, D4: where an alert goes, and what its group is called.</summary>
    [Theory]
    [InlineData("owner=c", """default {}:{alertname="x"}""")]
    [InlineData("owner=a", """a {}/{owner="a"}:{alertname="x"}""")]
    [InlineData("owner=a env=testing job=j", """a-test {}/{owner="a"}/{env=~"^(?:testing|staging)$"}:{env="testing", job="j"}""")]
    [InlineData("owner=a env=staging", """a-test {}/{owner="a"}/{env=~"^(?:testing|staging)$"}:{env="staging"}""")]
    [InlineData("owner=a env=production", """a-all {}/{owner="a"}/{env="production"}:{}""", """a-prod {}/{owner="a"}/{env="production"}:{alertname="x", env="production", owner="a"}""")]
    [InlineData("owner=b", """default {}:{alertname="x"}""")]
    [InlineData("owner=b env=y", """b {}/{env=~"x|y",owner="b"}:{alertname="x"}""")]
    public async Task An_alert_goes_where_the_tree_says_and_its_group_has_upstreams_key(string labels, params string[] expected)
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Tree);
        await notifier.FireAsync([("alertname", "x"), .. labels.Split(' ').Select(pair => (pair.Split('=')[0], pair.Split('=')[1]))]);
        await notifier.UntilAsync(0.5);
        Assert.Equal(expected, notifier.Hooks.All.Select(notice => $"{notice.Hook} {notice.Body.GetProperty("groupKey").GetString()}").Order(StringComparer.Ordinal));
        JsonElement alert = (await notifier.GetAsync("/api/v2/alerts"))[0];
        Assert.Equal(expected.Select(line => line.Split(' ')[0]), alert.GetProperty("receivers").EnumerateArray().Select(one => one.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task D6_with_no_wait_thousands_of_groups_are_told_at_once_each_once()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Tree);
        string body = JsonSerializer.Serialize(Enumerable.Range(0, 5000).Select(i => new { labels = new { alertname = $"a{i}" } }));
        await notifier.CallAsync(HttpMethod.Post, "/api/v2/alerts", body);
        await notifier.SettleAsync();
        await notifier.UntilAsync(1);
        Assert.Equal(5000, notifier.Hooks.All.Select(notice => notice.Told).Distinct().Count());
        Assert.Equal(5000, notifier.Hooks.All.Count);
    }

    [Fact]
    public async Task N5_N6_and_N14_each_message_says_why_it_is_sent()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync("""
            route: {receiver: team, group_by: [], group_wait: 0s, group_interval: 1s, repeat_interval: 3s}
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
            """);
        await notifier.FireAsync(("alertname", "a"));
        await notifier.UntilAsync(0.5);
        await notifier.FireAsync(("alertname", "b"));
        await notifier.UntilAsync(1.5);
        await notifier.ResolveAsync(("alertname", "b"));
        await notifier.UntilAsync(6.5);
        await notifier.ResolveAsync(("alertname", "a"));
        await notifier.UntilAsync(8.5);
        await notifier.FireAsync(("alertname", "a"));
        await notifier.UntilAsync(9);
        Assert.Equal(
            ["first notification", "new alerts added", "some alerts resolved", "repeat interval elapsed", "all alerts resolved", "first notification"],
            notifier.Hooks.All.Select(notice => notice.Reason));
    }

    [Fact]
    public async Task N10_what_the_other_side_refuses_is_not_tried_again_in_the_flush_but_at_the_next_tick()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync("""
            route: {receiver: team, group_by: [], group_wait: 0s, group_interval: 5s, repeat_interval: 1h}
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
            """);
        notifier.Hooks.Status = (_, now) => now < 3 ? 400 : 200;
        await notifier.FireAsync(("alertname", "a"));
        await notifier.UntilAsync(4.5);
        Assert.Equal(1, notifier.Hooks.Requests);
        await notifier.UntilAsync(5.5);
        Assert.Equal(5, Assert.Single(notifier.Hooks.All).At, 0.2);
    }

    [Fact]
    public async Task P2_limits_keep_known_alerts_and_drop_new_ones()
    {
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Tree, new NotifierOptions { AlertsPerName = 2, MaxAlerts = 3 });
        for (int i = 0; i < 4; i++) await notifier.FireAsync(("alertname", "x"), ("i", $"{i}"));
        Assert.Equal("x x", await notifier.NamesAsync("/api/v2/alerts"));
        await notifier.FireAsync(("alertname", "y"));
        await notifier.FireAsync(("alertname", "z"));
        Assert.Equal("x x y", await notifier.NamesAsync("/api/v2/alerts"));
        await notifier.FireAsync(("alertname", "x"), ("i", "0"));
        Assert.Equal("x x y", await notifier.NamesAsync("/api/v2/alerts"));
    }
}
