using System.Globalization;
using System.Net;
using System.Text.Json;
using Npgsql;
using Tocsin.Scenarios.Installations;
using Tocsin.Testing;
using Tocsin.Testing.Processes;

namespace Tocsin.Scenarios.Stories;

/// <summary>
/// The database or the broker is gone for minutes: people are told, nothing is lost, and nothing is repeated when it is back. TOCSIN_SECONDS says how long it is gone.
/// </summary>
public sealed class PartsAwayStory(Containers containers) : IClassFixture<Containers>
{
    private const string Config = """
        global: {resolve_timeout: 15s}
        route: {receiver: hook, group_by: [alertname], group_wait: 0s, group_interval: 2s, repeat_interval: 4h}
        receivers: [{name: hook, webhook_configs: [{url: 'HOOK/'}]}]
        """;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly List<string> _fired = [];
    private readonly List<string> _ended = [];

    private static TimeSpan Gone => TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_SECONDS"), CultureInfo.InvariantCulture, out int seconds) ? seconds : 8);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_database_is_away_and_people_are_told_all_the_same(bool silent)
    {
        string database = await NotifierCluster.FreshDatabaseAsync(await containers.PostgresAsync(), _cancel);
        var address = new NpgsqlConnectionStringBuilder(database);
        await using TcpGate gate = await TcpGate.BeforeAsync(address.Host!, address.Port, _cancel);
        (address.Host, address.Port, address.CommandTimeout) = ("127.0.0.1", gate.Port, 5);
        await using NotifierCluster cluster = await NotifierCluster.StartAsync(Config, 2, [$"--database={address.ConnectionString}", $"--bus={await containers.BrokerAsync()}", "--notifier.away-after=5s"], _cancel);
        await FireAsync(cluster, "before");
        if (silent) gate.Silence();
        else gate.Refuse();
        await StreamAsync(cluster, "away");
        await EndAsync(cluster, "before");
        Assert.Equal(HttpStatusCode.InternalServerError, await SilenceAsync(cluster.Nodes[0]));
        await ProblemAsync(cluster, "TocsinDatabaseAway", fires: true);

        // A follower is killed now: it waits at the door and does not tell what it cannot know.
        await cluster.Nodes[1].KillAsync(_cancel);
        await cluster.Nodes[1].RelaunchAsync();
        await Poll.UntilAsync("the killed one to wait", Soon, async () => (await cluster.Nodes[1].Http.GetAsync(new Uri(cluster.Nodes[1].Url, "/-/healthy"), _cancel)).IsSuccessStatusCode, _cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await cluster.Nodes[1].Http.GetAsync(new Uri(cluster.Nodes[1].Url, "/api/v2/alerts"), _cancel)).StatusCode);
        gate.Open();
        await cluster.Nodes[1].ReadyAsync(_cancel);
        await ProblemAsync(cluster, "TocsinDatabaseAway", fires: false);
        await FireAsync(cluster, "after");
        foreach (TocsinServer node in cluster.Nodes)
        {
            await node.StopAsync(_cancel);
            await node.RestartAsync(_cancel);
        }
        await NothingLostOrRepeatedAsync(cluster);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_broker_is_away_and_people_are_told_all_the_same(bool silent)
    {
        string database = await NotifierCluster.FreshDatabaseAsync(await containers.PostgresAsync(), _cancel);
        var address = new UriBuilder(await containers.BrokerAsync());
        await using TcpGate gate = await TcpGate.BeforeAsync(address.Host, address.Port, _cancel);
        (address.Host, address.Port) = ("127.0.0.1", gate.Port);
        await using NotifierCluster cluster = await NotifierCluster.StartAsync(Config, 2, [$"--database={database}", $"--bus={address.Uri.AbsoluteUri}", "--notifier.away-after=5s"], _cancel);
        await FireAsync(cluster, "before");
        if (silent) gate.Silence();
        else gate.Refuse();
        await StreamAsync(cluster, "away");
        await EndAsync(cluster, "before");
        await ProblemAsync(cluster, "TocsinBrokerAway", fires: true);
        gate.Open();
        await ProblemAsync(cluster, "TocsinBrokerAway", fires: false);
        await FireAsync(cluster, "after");
        await NothingLostOrRepeatedAsync(cluster);
    }

    [Fact]
    public async Task A_long_downtime_invents_no_end()
    {
        await using NotifierCluster cluster = await NotifierCluster.StartAsync(Config, 1, (Containers?)null, _cancel);
        async Task SendAsync() => await cluster.PostAsync("/api/v2/alerts", """[{"labels":{"alertname":"steady"}}]""", 0, _cancel);
        await SendAsync();
        await ToldAsync(cluster, "steady");
        await Poll.UntilAsync("the record of it", Soon, async () =>
            (await cluster.GetAsync(0, "/api/tocsin/v1/notifications?result=delivered", _cancel)).GetProperty("notifications").GetArrayLength() > 0, _cancel);
        await cluster.Nodes[0].KillAsync(_cancel);
        await Task.Delay(TimeSpan.FromSeconds(18), TimeProvider.System, _cancel);
        await cluster.Nodes[0].RestartAsync(_cancel);
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, _cancel);
        await SendAsync();
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, _cancel);
        Assert.Empty(cluster.Told.Ended("steady"));
        Assert.Single(cluster.Told.Firing("steady"));
        // Nobody speaks of it any more: now it ends, by its timeout.
        await Poll.UntilAsync("its end", Soon, () => Task.FromResult(cluster.Told.Ended("steady").Count == 1), _cancel);
    }

    private async Task StreamAsync(NotifierCluster cluster, string name)
    {
        DateTimeOffset until = TimeProvider.System.GetUtcNow() + Gone;
        for (int i = 0; TimeProvider.System.GetUtcNow() < until; i++)
        {
            await FireAsync(cluster, $"{name}-{i}", node: i);
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, _cancel);
        }
    }

    private async Task FireAsync(NotifierCluster cluster, string name, int node = 0)
    {
        await cluster.AlertAsync(name, node, _cancel);
        _fired.Add(name);
        await ToldAsync(cluster, name);
    }

    private async Task EndAsync(NotifierCluster cluster, string name)
    {
        await cluster.AlertAsync(name, 0, _cancel, ended: TimeProvider.System.GetUtcNow());
        _ended.Add(name);
        await Poll.UntilAsync($"the end of {name} to be told", Soon, () => Task.FromResult(cluster.Told.Ended(name).Count > 0), _cancel);
    }

    private async Task ToldAsync(NotifierCluster cluster, string name)
    {
        try
        {
            await Poll.UntilAsync(name + " to be told", Soon, () => Task.FromResult(cluster.Told.Firing(name).Count > 0), _cancel);
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException(cluster.Output(), e);
        }
    }

    private Task ProblemAsync(NotifierCluster cluster, string name, bool fires) =>
        Poll.UntilAsync($"{name} to be {fires}", TimeSpan.FromSeconds(90), () => Task.FromResult((fires ? cluster.Told.Firing(name) : cluster.Told.Ended(name)).Count > 0), _cancel);

    private async Task<HttpStatusCode> SilenceAsync(TocsinServer node)
    {
        using var content = new StringContent(
            """{"matchers":[{"name":"a","value":"b","isRegex":false,"isEqual":true}],"startsAt":"2026-01-01T00:00:00Z","endsAt":"2099-01-01T00:00:00Z","createdBy":"c","comment":"c"}""",
            System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await node.Http.PostAsync(new Uri(node.Url, "/api/v2/silences"), content, _cancel);
        return answer.StatusCode;
    }

    private async Task NothingLostOrRepeatedAsync(NotifierCluster cluster)
    {
        await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, _cancel);
        // What the house says of itself is one group with an alert of each Notifier.
        Dictionary<string, int> repeats = cluster.Told.Repeats().Where(told => !told.Key.Contains("Tocsin", StringComparison.Ordinal)).ToDictionary();
        TestContext.Current.TestOutputHelper?.WriteLine($"away for {Gone}: {_fired.Count} alerts, {cluster.Told.Notifications} notifications, {repeats.Values.Sum()} repeated");
        Assert.All(repeats, repeat => Assert.True(repeat.Value <= 1, $"{repeat.Key} was repeated {repeat.Value} times"));
        Assert.All(_fired.Except(_ended), name => Assert.Empty(cluster.Told.Ended(name)));
        for (int node = 0; node < cluster.Nodes.Count; node++)
        {
            int asked = node;
            await Poll.UntilAsync($"node {node} to know all alerts", Soon, async () =>
                !_fired.Except(_ended).Except((await cluster.GetAsync(asked, "/api/v2/alerts", _cancel)).EnumerateArray().Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString()!)).Any(), _cancel);
            foreach (string name in _fired)
            {
                JsonElement events = await cluster.GetAsync(node, $"/api/tocsin/v1/history/alerts?filter=alertname%3D%22{name}%22", _cancel);
                Assert.NotEmpty(events.GetProperty("events").EnumerateArray());
            }
        }
    }
}
