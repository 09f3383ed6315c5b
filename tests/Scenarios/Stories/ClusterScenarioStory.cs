using System.Globalization;
using System.Text.Json;
using Tocsin.Scenarios.Installations;
using Tocsin.Testing;
using Tocsin.Testing.Peers;
using Tocsin.Testing.Processes;
using Tocsin.Testing.Servers;

namespace Tocsin.Scenarios.Stories;

/// <summary>Upstream's scenarios of several nodes (A15, A16, S14, L3), on real Postgres and RabbitMQ, and beside real Alertmanagers that gossip.</summary>
public sealed class ClusterScenarioStory(Containers containers) : IClassFixture<Containers>
{
    private const string Config = """
        route: {receiver: hook, group_by: [alertname], group_wait: 1s, group_interval: 1s, repeat_interval: 1h}
        receivers: [{name: hook, webhook_configs: [{url: 'HOOK/'}]}]
        """;

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A15_and_A16_three_nodes_that_are_all_sent_everything_tell_what_one_tells_each_once()
    {
        await using NotifierCluster three = await NotifierCluster.StartAsync(Config, 3, containers, _cancel);
        await using NotifierCluster one = await NotifierCluster.StartAsync(Config, 1, containers: null, _cancel);
        string[] ofThree = await PlayAsync(json => PostAllAsync(three, json), three.Hook), ofOne = await PlayAsync(json => PostAllAsync(one, json), one.Hook);
        Assert.Equal(["-a", "a", "b"], ofThree);
        Assert.Equal(ofThree, ofOne);
        if (PeerPrograms.Find("alertmanager") is not { } program) return;
        await using AlertmanagerCluster peers = await AlertmanagerCluster.StartAsync(program, Config, 3, _cancel);
        // Gossip may come too late on a busy machine, and then they tell twice; we do not.
        Assert.Equal(ofThree, (await PlayAsync(json => peers.PostAllAsync("/api/v2/alerts", json, _cancel), peers.Hook)).Distinct());
    }

    [Fact]
    public async Task S14_and_L3_what_one_node_was_told_last_counts_on_all_and_a_new_owner_repeats_nothing()
    {
        await using NotifierCluster cluster = await NotifierCluster.StartAsync(Config, 3, containers, _cancel);
        string id = await cluster.SilenceAsync(0, "quiet", _cancel);
        foreach (int other in (int[])[1, 2]) await SeenAsync(cluster, other, id, silence => silence.GetProperty("comment").GetString() == "c");
        DateTimeOffset starts = (await cluster.GetAsync(1, "/api/v2/silence/" + id, _cancel)).GetProperty("startsAt").GetDateTimeOffset();
        string changed = await cluster.PostAsync("/api/v2/silences", string.Create(CultureInfo.InvariantCulture, $$"""
            {"id":"{{id}}","matchers":[{"name":"alertname","value":"quiet","isRegex":false,"isEqual":true}],"startsAt":"{{starts:o}}","endsAt":"{{starts.AddHours(2):o}}","createdBy":"d","comment":"newer"}
            """), 1, _cancel);
        Assert.Contains(id, changed, StringComparison.Ordinal);
        await SeenAsync(cluster, 0, id, silence => silence.GetProperty("comment").GetString() == "newer");
        await SeenAsync(cluster, 2, id, silence => silence.GetProperty("comment").GetString() == "newer");
        await cluster.AlertAsync("quiet", 2, _cancel);
        await cluster.AlertAsync("loud", 0, _cancel);
        await ToldAsync(cluster, "loud");
        // A node that dies between a send and its record repeats it: that is another story.
        await Poll.UntilAsync("the message to be recorded", TimeSpan.FromSeconds(20), async () =>
            (await cluster.GetAsync(1, "/api/tocsin/v1/notifications", _cancel)).GetProperty("notifications").EnumerateArray().Any(one => one.GetProperty("result").GetString() == "delivered"), _cancel);
        foreach (TocsinServer node in cluster.Nodes)
        {
            await node.KillAsync(_cancel);
            await node.RestartAsync(_cancel);
        }
        await cluster.AlertAsync("later", 1, _cancel);
        await ToldAsync(cluster, "later");
        Assert.Empty(cluster.Told.Repeats());
        Assert.Empty(cluster.Told.Firing("quiet"));
        await SeenAsync(cluster, 1, id, silence => silence.GetProperty("comment").GetString() == "newer");
    }

    private Task ToldAsync(NotifierCluster cluster, string name) =>
        Poll.UntilAsync(name + " to be told", TimeSpan.FromSeconds(40), () => Task.FromResult(cluster.Told.Firing(name).Count > 0), _cancel);

    private async Task PostAllAsync(NotifierCluster cluster, string json)
    {
        for (int node = 0; node < cluster.Nodes.Count; node++) await cluster.PostAsync("/api/v2/alerts", json, node, _cancel);
    }

    /// <summary>Two alerts fire everywhere, are sent again, and one ends.</summary>
    private async Task<string[]> PlayAsync(Func<string, Task> post, WebCatcher hook)
    {
        DateTimeOffset start = TimeProvider.System.GetUtcNow();
        await post(Alerts(start, ("a", start.AddHours(1)), ("b", start.AddHours(1))));
        await Poll.UntilAsync("both to be told", TimeSpan.FromSeconds(40), () => Task.FromResult(Told(hook).Length >= 2), _cancel);
        await post(Alerts(start, ("a", start.AddHours(1)), ("b", start.AddHours(1))));
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, _cancel);
        await post(Alerts(start, ("a", TimeProvider.System.GetUtcNow())));
        await Poll.UntilAsync("the end to be told", TimeSpan.FromSeconds(40), () => Task.FromResult(Told(hook).Contains("-a")), _cancel);
        // Whoever would tell it a second time does so within a few ticks and the time that Alertmanagers give each other.
        await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, _cancel);
        return Told(hook);
    }

    private static string Alerts(DateTimeOffset start, params (string Name, DateTimeOffset Ends)[] alerts) =>
        JsonSerializer.Serialize(alerts.Select(alert => new { labels = new { alertname = alert.Name }, startsAt = start, endsAt = alert.Ends }));

    private static string[] Told(WebCatcher hook) =>
    [
        .. hook.Requests.SelectMany(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("alerts").EnumerateArray())
            .Select(alert => (alert.GetProperty("status").GetString() == "firing" ? "" : "-") + alert.GetProperty("labels").GetProperty("alertname").GetString())
            .Order(StringComparer.Ordinal),
    ];

    private Task SeenAsync(NotifierCluster cluster, int node, string id, Func<JsonElement, bool> seen) =>
        Poll.UntilAsync("the silence on node " + node, TimeSpan.FromSeconds(20), async () => seen(await cluster.GetAsync(node, "/api/v2/silence/" + id, _cancel)), _cancel);
}
