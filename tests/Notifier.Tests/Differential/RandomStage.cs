using System.Diagnostics;
using System.Text.Json;
using Tocsin.Notifier.Tests.Scenarios;
using Tocsin.Testing.Peers;

namespace Tocsin.Notifier.Tests.Differential;

/// <summary>Many worlds of one seed in one configuration, played by the real Alertmanager and by us at the same time.</summary>
internal sealed class RandomStage
{
    private const string Warming = """
        {"matchers":[{"name":"round","value":"none","isRegex":false}],"startsAt":"2020-01-01T00:00:00Z","endsAt":"2200-01-01T00:00:00Z","createdBy":"ann","comment":"c"}
        """;

    private static readonly TimeSpan WarmTime = TimeSpan.FromSeconds(5);

    private readonly string _config;

    public RandomStage(int seed, int worlds)
    {
        var random = new Random(seed);
        // An eighth of a unit more, so that what is never heard of again does not end when a group ticks.
        double timeout = random.Next(1, 7) + 0.125;
        Worlds = [.. Enumerable.Range(0, worlds).Select(i => Make(random.Next(), FormattableString.Invariant($"w{i:00}"), timeout))];
        string routes = string.Concat(Worlds.SelectMany(world => world.Routes).Select(route => "  - " + route + "\n"));
        string receivers = string.Concat(Worlds.SelectMany(world => world.Receivers).Select(receiver => "- " + receiver + "\n"));
        string rules = string.Concat(Worlds.SelectMany(world => world.Rules).Select(rule => "- " + rule + "\n"));
        _config = $"global: {{resolve_timeout: {RandomRoutes.Duration(timeout)}}}\nroute:\n  receiver: nobody\n  group_wait: 0s\n  routes:\n{routes}"
            + $"receivers:\n- {{name: nobody, webhook_configs: [{{url: 'HOOK/nobody'}}]}}\n{receivers}"
            + (rules == "" ? "" : "inhibit_rules:\n" + rules) + RandomRoutes.Intervals;
    }

    public IReadOnlyList<World> Worlds { get; }

    /// <summary>Plays some of the worlds, in the configuration of all.</summary>
    public async Task<Dictionary<World, (WorldTale Theirs, WorldTale Ours)>> PlayAsync(IReadOnlyList<World> worlds)
    {
        await using PeerStage peer = await PeerStage.StartAsync(PeerPrograms.Find("alertmanager")!, _config, []);
        await using var us = new OurStage(await ScenarioNotifier.StartAsync(_config, realTime: true));
        await Task.WhenAll(WarmAsync(peer), WarmAsync(us));
        peer.Begin();
        us.Begin();
        DateTimeOffset start = us.Start.AddSeconds(1);
        // Each begins a little later than the one before, so that their ticks do not all come at once.
        Dictionary<World, DateTimeOffset> starts = worlds.Select((world, i) => (world, i)).ToDictionary(
            pair => pair.world, pair => start.AddMilliseconds(Math.Round(pair.i * World.Unit.TotalMilliseconds / worlds.Count)));
        Dictionary<string, DateTimeOffset> named = starts.ToDictionary(pair => pair.Key.Name, pair => pair.Value);
        foreach (RealStage stage in (RealStage[])[peer, us])
            stage.Hooks.Status = (path, now) =>
                named.TryGetValue(path.Split('-')[0], out DateTimeOffset zero) ? WorldPlay.StatusOf(path, (stage.Start.AddSeconds(now) - zero) / World.Unit) : 200;
        Dictionary<World, (Task<WorldTale> Theirs, Task<WorldTale> Ours)> plays = starts.ToDictionary(
            pair => pair.Key, pair => (new WorldPlay(pair.Key, peer, pair.Value).RunAsync(), new WorldPlay(pair.Key, us, pair.Value).RunAsync()));
        await Task.WhenAll(plays.Values.SelectMany(play => (Task<WorldTale>[])[play.Theirs, play.Ours]));
        return plays.ToDictionary(pair => pair.Key, pair => (pair.Value.Theirs.Result, pair.Value.Ours.Result));
    }

    /// <summary>First requests take long. They are made for an alert of no world, until they no longer do.</summary>
    private static async Task WarmAsync(RealStage stage)
    {
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; Stopwatch.GetElapsedTime(start) < WarmTime; round++)
        {
            long began = Stopwatch.GetTimestamp();
            await stage.CallAsync("POST", "/api/v2/alerts", $"[{{\"labels\":{{\"round\":\"{round}\"}}}}]");
            (_, string made) = await stage.CallAsync("POST", "/api/v2/silences", Warming);
            await stage.CallAsync("DELETE", "/api/v2/silence/" + JsonDocument.Parse(made).RootElement.GetProperty("silenceID").GetString(), null);
            foreach (string list in (string[])["alerts", "alerts/groups", "silences"]) await stage.CallAsync("GET", $"/api/v2/{list}?filter=round%3D~%22.%2B%22", null);
            if (stage.Hooks.Requests > 0 && Stopwatch.GetElapsedTime(began) < World.Unit / 50) break;
        }
    }

    private static World Make(int seed, string name, double timeout)
    {
        var random = new Random(seed);
        var labels = new RandomLabels(random);
        bool instant = random.Next(3) == 0;
        List<SortedDictionary<string, string>> alerts =
        [
            .. Enumerable.Range(0, random.Next(4, 12)).Select(_ => labels.Alert(name)).DistinctBy(alert => string.Join('\n', alert.Select(pair => pair.Key + "\r" + pair.Value))),
        ];
        var routes = new RandomRoutes(random, labels, name, instant);
        string[] rules = routes.Rules([.. alerts.Select(alert => RandomLabels.Set(alert))]);
        return new(name, routes.Routes(), routes.Receivers(), rules, new RandomSteps(random, labels, name, instant, alerts, timeout).Make());
    }
}
