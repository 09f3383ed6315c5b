using System.Globalization;
using System.Text.Json;
using Tocsin.Scenarios.Installations;
using Tocsin.Testing;
using Tocsin.Testing.Processes;

namespace Tocsin.Scenarios.Stories;

/// <summary>
/// kill -9 at random moments under a stream of alerts, ends, silences and reloads. What was accepted is told, once but for a send that was cut before its
/// record; no silence is lost; no timer begins again. TOCSIN_ROUNDS says how many kills.
/// </summary>
// What does not end has a group_interval of hours: a tick that gets lost is not made good by the next one.
public sealed class CrashMatrixStory(Containers containers) : IClassFixture<Containers>
{
    private const string Config = """
        route:
          receiver: hook
          group_by: [alertname]
          group_wait: 0s
          group_interval: 2s
          repeat_interval: 4h
          routes:
          - matchers: [slow="yes"]
            group_wait: 6s
            group_interval: 5h
          - matchers: [lasting="yes"]
            group_interval: 5h
          - matchers: [witness="wait"]
            group_wait: 5h
          - matchers: [witness="interval"]
            group_interval: 5h
        receivers:
        - name: hook
          webhook_configs: [{url: 'HOOK/'}]
        """;

    /// <summary>Changes the routes' surroundings and none of the routes that are in use.</summary>
    private const string OtherConfig = """

        global: {resolve_timeout: 7m}
        time_intervals: [{name: never, time_intervals: [{years: ['1999']}]}]
        """;

    private static readonly TimeSpan SlowWait = TimeSpan.FromSeconds(6);

    /// <summary>A follower takes over when the lease has run out (10 s), and may be killed while it does; everything else is the start of a process on a busy machine.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(60);

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly List<string> _silences = [];
    private readonly List<string> _silenced = [];

    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_ROUNDS"), CultureInfo.InvariantCulture, out int rounds) ? rounds : 2;

    /// <summary>A process lives this long at most. In a campaign long enough to count by the thousand, not all of its life is its warming up.</summary>
    private static TimeSpan Life => TimeSpan.FromSeconds(Rounds < 20 ? 1.5 : 10);

    /// <summary>A long campaign may want one of the two alone.</summary>
    private static readonly string? OnlyNodes = Environment.GetEnvironmentVariable("TOCSIN_NODES");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task What_was_accepted_is_told_whatever_dies_when(int nodes)
    {
        Assert.SkipUnless(OnlyNodes is null || OnlyNodes == nodes.ToString(CultureInfo.InvariantCulture), "TOCSIN_NODES asks for another number of nodes.");
        await using NotifierCluster cluster = await NotifierCluster.StartAsync(Config, nodes, nodes == 1 ? null : containers, _cancel);
        var random = new Random(nodes * 1000 + Rounds);
        var timers = new Witnesses(cluster);
        await timers.BeginAsync(_cancel);
        var stream = new AlertStream(cluster);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_cancel);
        Task streaming = stream.RunAsync(stop.Token);
        for (int round = 0; round < Rounds && !streaming.IsCompleted; round++)
        {
            TocsinServer victim = cluster.Nodes[random.Next(nodes)];
            await SilenceAsync(cluster, round, random.Next(nodes));
            await cluster.ConfigureAsync(round % 2 == 0 ? Config + OtherConfig : Config, _cancel);
            Task reload = ReloadAsync(cluster.Nodes[random.Next(nodes)]);
            await Task.Delay(random.NextDouble() * Life, TimeProvider.System, _cancel);
            await victim.KillAsync(_cancel);
            await reload;
            await victim.RestartAsync(_cancel);
            await timers.CheckAsync(victim, _cancel);
        }
        await stop.CancelAsync();
        await streaming;
        await EveryoneToldAsync(cluster, stream);
        // What would be repeated by a timer that began again is repeated by then.
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System, _cancel);
        await RepeatsAsync(cluster, stream, nodes);
        await SilencesAsync(cluster, nodes);
        Waits(cluster, stream);
    }

    /// <summary>A silence, and then an alert that it has to hold back.</summary>
    private async Task SilenceAsync(NotifierCluster cluster, int round, int node)
    {
        string name = $"quiet-{round}";
        _silences.Add(await cluster.SilenceAsync(node, name, _cancel));
        await cluster.AlertAsync(name, node + 1, _cancel, ",\"slow\":\"yes\"");
        _silenced.Add(name);
    }

    private async Task ReloadAsync(TocsinServer node)
    {
        try
        {
            using HttpResponseMessage answer = await node.Http.PostAsync(new Uri(node.Url, "/-/reload"), null, _cancel);
        }
        catch (HttpRequestException)
        {
            // It dies, or is on its way up again.
        }
    }

    private async Task EveryoneToldAsync(NotifierCluster cluster, AlertStream stream)
    {
        List<string> Missing() =>
            [.. stream.Fired.Keys.Where(name => cluster.Told.Firing(name).Count == 0), .. stream.Ended.Keys.Where(name => cluster.Told.Ended(name).Count == 0).Select(name => "the end of " + name)];
        try
        {
            await Poll.UntilAsync("everything accepted to be told", TimeSpan.FromSeconds(90), () => Task.FromResult(Missing().Count == 0), _cancel);
        }
        catch (TimeoutException)
        {
            Assert.Fail("never told: " + string.Join(", ", Missing()) + "\n" + await RecordsAsync(cluster, Missing()[0].Split(' ')[^1]) + "\n" + cluster.Output());
        }
    }

    /// <summary>What is known of one alert, for whoever has to find out where it was lost.</summary>
    private async Task<string> RecordsAsync(NotifierCluster cluster, string name)
    {
        string filter = Uri.EscapeDataString($"alertname=\"{name}\"");
        return await cluster.GetAsync(0, "/api/tocsin/v1/history/alerts?filter=" + filter, _cancel) + "\n" + await cluster.GetAsync(0, "/api/tocsin/v1/notifications?filter=" + filter, _cancel);
    }

    /// <summary>Every repetition has a send behind it that was cut before its record.</summary>
    private async Task RepeatsAsync(NotifierCluster cluster, AlertStream stream, int nodes)
    {
        Dictionary<string, int> cut = await CutAsync(cluster);
        IReadOnlyDictionary<string, int> repeats = cluster.Told.Repeats();
        int told = cluster.Told.Notifications, twice = repeats.Values.Sum();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{nodes} nodes, {Rounds} kills: {stream.Fired.Count} alerts and {stream.Ended.Count} ends accepted, {told} notifications, {cut.Values.Sum()} sends cut, {twice} repeated; {_silences.Count} silences");
        Assert.All(repeats, repeat => Assert.True(repeat.Value <= cut.GetValueOrDefault(repeat.Key.TrimStart('-')), $"{repeat.Key} was repeated, and no send of it was cut"));
        // A kill repeats at most what is in the air at that moment; a few kills among a hundred notifications say nothing about a thousand.
        Assert.True(twice <= (Rounds < 20 ? 1 + Rounds / 5 : told / 1000), $"{twice} of {told} notifications were repeated after {Rounds} kills");
    }

    /// <summary>Sends that were interrupted, by alertname.</summary>
    private async Task<Dictionary<string, int>> CutAsync(NotifierCluster cluster)
    {
        var cut = new Dictionary<string, int>(StringComparer.Ordinal);
        for (string? page = "/api/tocsin/v1/notifications?result=failed&limit=1000"; page is not null;)
        {
            JsonElement answer = await cluster.GetAsync(0, page, _cancel);
            foreach (JsonElement sent in answer.GetProperty("notifications").EnumerateArray())
            {
                string name = sent.GetProperty("groupLabels").GetProperty("alertname").GetString()!;
                cut[name] = cut.GetValueOrDefault(name) + 1;
            }
            page = answer.GetProperty("next").GetString() is { } next ? $"/api/tocsin/v1/notifications?result=failed&limit=1000&before={next}" : null;
        }
        return cut;
    }

    private async Task SilencesAsync(NotifierCluster cluster, int nodes)
    {
        for (int node = 0; node < nodes; node++)
            foreach (string id in _silences)
                Assert.Equal("active", (await cluster.GetAsync(node, "/api/v2/silence/" + id, _cancel)).GetProperty("status").GetProperty("state").GetString());
        Assert.All(_silenced, name => Assert.Empty(cluster.Told.Firing(name)));
    }

    /// <summary>What had to wait waited as long as it should, and not again after each start.</summary>
    private static void Waits(NotifierCluster cluster, AlertStream stream)
    {
        foreach ((string name, (DateTimeOffset posted, DateTimeOffset accepted)) in stream.Fired.Where(fired => AlertStream.IsSlow(fired.Key)))
        {
            DateTimeOffset told = cluster.Told.Firing(name)[0];
            Assert.True(told >= posted + SlowWait - TimeSpan.FromMilliseconds(100), $"{name} was told {told - posted} after it was posted");
            Assert.True(told <= accepted + SlowWait + Late, $"{name} was told {told - accepted} after it was accepted");
        }
    }
}
