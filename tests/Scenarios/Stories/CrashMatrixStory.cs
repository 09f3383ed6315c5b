using System.Collections.Concurrent;
using System.Globalization;
using Tocsin.Scenarios.Installations;
using Tocsin.Testing;
using Tocsin.Testing.Processes;
using Tocsin.Testing.Servers;

namespace Tocsin.Scenarios.Stories;

/// <summary>
/// kill -9 at random moments under a stream of alerts, silences and reloads. What was accepted is told, once but for a send that was cut before its record;
/// no silence is lost; no timer begins again. TOCSIN_ROUNDS says how many kills.
/// </summary>
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
            receiver: hook
            group_wait: 6s
        receivers:
        - name: hook
          webhook_configs: [{url: 'HOOK/'}]
        """;

    /// <summary>A follower takes over when the lease has run out (10 s); everything else is the start of a process on a busy machine.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(25);

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_ROUNDS"), CultureInfo.InvariantCulture, out int rounds) ? rounds : 2;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task What_was_accepted_is_told_whatever_dies_when(int nodes)
    {
        await using NotifierCluster cluster = await NotifierCluster.StartAsync(Config, nodes, nodes == 1 ? null : containers, _cancel);
        var random = new Random(nodes * 1000 + Rounds);
        var accepted = new ConcurrentDictionary<string, DateTimeOffset>();
        var silences = new List<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_cancel);
        Task stream = StreamAsync(cluster, accepted, stop.Token);
        for (int round = 0; round < Rounds; round++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 1500)), TimeProvider.System, _cancel);
            silences.Add(await cluster.SilenceAsync(random.Next(nodes), $"nothing-{round}", _cancel));
            TocsinServer victim = cluster.Nodes[random.Next(nodes)];
            await ReloadAsync(cluster.Nodes[random.Next(nodes)]);
            await victim.KillAsync(_cancel);
            await victim.RestartAsync(_cancel);
        }
        await stop.CancelAsync();
        await stream;
        await EveryoneToldAsync(cluster, accepted);
        await CheckAsync(cluster, accepted, silences, nodes);
    }

    private static async Task StreamAsync(NotifierCluster cluster, ConcurrentDictionary<string, DateTimeOffset> accepted, CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            bool slow = i % 20 == 0;
            string name = (slow ? "slow-" : "fast-") + i.ToString(CultureInfo.InvariantCulture);
            try
            {
                await cluster.AlertAsync(name, i, stop, slow ? ",\"slow\":\"yes\"" : "");
                accepted[name] = TimeProvider.System.GetUtcNow();
                await Task.Delay(TimeSpan.FromMilliseconds(60), TimeProvider.System, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ReloadAsync(TocsinServer node)
    {
        try
        {
            using HttpResponseMessage answer = await node.Http.PostAsync(new Uri(node.Url, "/-/reload"), null, _cancel);
        }
        catch (HttpRequestException)
        {
            // It is on its way up again.
        }
    }

    private async Task EveryoneToldAsync(NotifierCluster cluster, ConcurrentDictionary<string, DateTimeOffset> accepted)
    {
        try
        {
            await Poll.UntilAsync("everything accepted to be told", TimeSpan.FromSeconds(60), () =>
            {
                Dictionary<string, int> told = cluster.Told();
                return Task.FromResult(accepted.Keys.All(told.ContainsKey));
            }, _cancel);
        }
        catch (TimeoutException)
        {
            Dictionary<string, int> told = cluster.Told();
            Assert.Fail("never told: " + string.Join(", ", accepted.Keys.Where(name => !told.ContainsKey(name))) + "\n" + cluster.Output());
        }
    }

    private async Task CheckAsync(NotifierCluster cluster, ConcurrentDictionary<string, DateTimeOffset> accepted, List<string> silences, int nodes)
    {
        // What would be repeated by a timer that began again is repeated by then.
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System, _cancel);
        Dictionary<string, int> told = cluster.Told();
        int repeats = told.Values.Sum(times => times - 1), kills = Rounds;
        TestContext.Current.TestOutputHelper?.WriteLine($"{nodes} nodes, {kills} kills: {accepted.Count} alerts accepted, {told.Values.Sum()} told, {repeats} twice");
        Assert.True(repeats <= Math.Max(2, told.Count / 1000), $"{repeats} of {told.Count} were told twice: {string.Join(", ", told.Where(pair => pair.Value > 1).Select(pair => pair.Key))}");
        for (int node = 0; node < nodes; node++)
            foreach (string id in silences)
                Assert.Equal("active", (await cluster.GetAsync(node, "/api/v2/silence/" + id, _cancel)).GetProperty("status").GetProperty("state").GetString());
        foreach ((string name, TimeSpan after) in Waits(cluster, accepted)) Assert.True(after < TimeSpan.FromSeconds(6) + Late, $"{name} was told {after} after it was accepted");
    }

    /// <summary>How long each alert of the slow route waited.</summary>
    private static IEnumerable<(string Name, TimeSpan After)> Waits(NotifierCluster cluster, ConcurrentDictionary<string, DateTimeOffset> accepted) =>
        cluster.Hook.Requests.SelectMany(request => System.Text.Json.JsonDocument.Parse(request.Body).RootElement.GetProperty("alerts").EnumerateArray()
                .Select(alert => (Name: alert.GetProperty("labels").GetProperty("alertname").GetString()!, request.At)))
            .Where(told => told.Name.StartsWith("slow-", StringComparison.Ordinal) && accepted.ContainsKey(told.Name))
            .GroupBy(told => told.Name).Select(group => (group.Key, group.Min(told => told.At) - accepted[group.Key]));
}
