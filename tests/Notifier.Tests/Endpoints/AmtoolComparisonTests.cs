using Tocsin.Notifier.Tests.Scenarios;
using Tocsin.Testing.Peers;

namespace Tocsin.Notifier.Tests.Endpoints;

/// <summary>Every command of amtool that speaks to a server, to us and to the real Alertmanager: it prints the same and ends with the same code (C1 to C9).</summary>
public sealed class AmtoolComparisonTests
{
    private const string Config = """
        route:
          receiver: team
          group_by: [alertname]
          group_wait: 1h
          routes:
          - matchers: [owner="a"]
            receiver: team-a
            continue: true
            routes: [{matchers: [env=~"p.*"], receiver: prod}]
          - matchers: [owner=~"a|b"]
            receiver: team-b
        inhibit_rules: [{source_matchers: [severity="critical"], target_matchers: [severity="warning"], equal: [job]}]
        receivers:
        - {name: team, webhook_configs: [{url: 'HOOK/team'}]}
        - {name: team-a, webhook_configs: [{url: 'HOOK/a'}]}
        - {name: team-b, webhook_configs: [{url: 'HOOK/b'}]}
        - {name: prod, webhook_configs: [{url: 'HOOK/prod'}]}
        """;

    /// <summary>In order, as each changes what the next one sees. {id} is the silence that was made last, {file:...} a file with that content.</summary>
    private static readonly string[][] Commands =
    [
        ["alert", "add", "alertname=disk", "owner=a", "env=prod", "--start=2026-01-01T00:00:00Z", "--end=2036-01-01T00:00:00Z", "--annotation=summary=full", "--generator-url=http://g/"],
        ["alert", "add", "fire", "severity=critical", "job=j", "--start=2026-01-02T00:00:00Z", "--end=2036-01-01T00:00:00Z"],
        ["alert", "add", "smoke", "severity=warning", "job=j", "--start=2026-01-03T00:00:00Z", "--end=2036-01-01T00:00:00Z"],
        ["alert", "add", "alertname=noise", "owner=b", "--start=2026-01-04T00:00:00Z", "--end=2036-01-01T00:00:00Z"],
        ["alert", "add"],
        ["alert", "add", "disk", "=x"],
        ["alert"],
        ["alert", "query"],
        ["alert", "query", "disk"],
        ["alert", "query", "alertname=~d.*|n.*"],
        ["alert", "query", "owner=a", "env=prod"],
        ["alert", "query", "{owner=a"],
        ["alert", "query", "-r", "team-b"],
        ["alert", "query", "-r", "("],
        ["-o", "extended", "alert", "query"],
        ["-o", "json", "alert", "query", "disk"],
        ["silence", "add", "alertname=noise"],
        ["silence", "add", "alertname=noise", "-a", "ada", "-c", "planned", "-d", "2h"],
        ["silence", "query"],
        ["silence"],
        ["-o", "extended", "silence", "query"],
        ["-o", "json", "silence", "query", "alertname=noise"],
        ["silence", "query", "-q"],
        ["silence", "query", "--created-by=ada"],
        ["silence", "query", "--created-by=bob"],
        ["silence", "query", "--within=1h"],
        ["silence", "query", "--within=3h"],
        ["silence", "query", "--id={id}"],
        ["alert", "query", "-a"],
        ["alert", "query", "-s"],
        ["alert", "query", "-i"],
        ["alert", "query", "-u"],
        ["alert", "query", "-a", "-s", "-i", "-u"],
        ["silence", "update", "{id}", "-d", "3h", "-c", "longer"],
        ["silence", "update", "{id}", "--end=2036-02-01T00:00:00Z", "-q"],
        ["silence", "update"],
        ["silence", "expire", "{id}"],
        ["silence", "expire", "00000000-0000-4000-8000-000000000000"],
        ["silence", "query", "--expired"],
        ["silence", "query", "--expired", "--within=1h", "-q"],
        ["alert", "query", "noise"],
        ["silence", "add", "alertname=~\"a|b\"", "owner!=x", "-a", "ada", "-c", "two", "--start=2035-01-01T00:00:00Z", "--end=2036-01-01T00:00:00Z"],
        ["-o", "extended", "silence", "query", "alertname=~\"a|b\""],
        ["silence", "add", "x=", "-a", "ada", "-c", "nothing"],
        ["silence", "add", "-a", "ada", "-c", "nothing"],
        ["silence", "import", "-f", "{file:[{\"matchers\":[{\"name\":\"a\",\"value\":\"b\",\"isRegex\":false}],\"startsAt\":\"2035-01-01T00:00:00Z\",\"endsAt\":\"2036-01-01T00:00:00Z\",\"createdBy\":\"me\",\"comment\":\"c\"}]}"],
        ["silence", "import", "-w", "2", "{file:[{\"id\":\"11111111-1111-4111-8111-111111111111\",\"matchers\":[{\"name\":\"a\",\"value\":\"b\",\"isRegex\":false}],\"startsAt\":\"2035-01-01T00:00:00Z\",\"endsAt\":\"2036-01-01T00:00:00Z\",\"createdBy\":\"me\",\"comment\":\"c\"}]}"],
        ["silence", "import", "{file:{]}"],
        ["silence", "import", "{file:[{\"matchers\":[],\"startsAt\":\"2035-01-01T00:00:00Z\",\"endsAt\":\"2036-01-01T00:00:00Z\",\"createdBy\":\"me\",\"comment\":\"c\"}]}"],
        ["silence", "query", "a=b", "-q"],
        ["config", "routes"],
        ["config", "routes", "show"],
        ["config", "routes", "test", "owner=a", "env=prod"],
        ["config", "routes", "test", "--tree", "owner=a"],
        ["config", "routes", "test", "--verify.receivers=team-a,team-b", "owner=a"],
        ["config", "routes", "test", "--verify.receivers=team-a", "owner=b"],
        ["config", "routes", "test", "{foo=bar}"],
        ["cluster", "show"],
        ["cluster"],
    ];

    [Fact]
    public async Task Amtool_prints_the_same_of_both_servers()
    {
        string? amtool = PeerPrograms.Find("amtool"), alertmanager = PeerPrograms.Find("alertmanager");
        Assert.SkipWhen(amtool is null || alertmanager is null, "needs amtool and alertmanager in TOCSIN_PEERS_DIR/bin");
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync(Config, realTime: true);
        await using PeerStage peer = await PeerStage.StartAsync(alertmanager, Config, []);
        var sides = new[] { new AmtoolSide(amtool, notifier.Url, notifier.Hooks.Url), new AmtoolSide(amtool, peer.Address, peer.Hooks.Url) };
        var differences = new List<string>();
        foreach (string[] words in Commands)
        {
            string[] said = await Task.WhenAll(sides.Select(side => side.RunAsync(words)));
            if (said[0] != said[1]) differences.Add($"amtool {string.Join(' ', words)}\n--- Tocsin\n{said[0]}\n--- Alertmanager\n{said[1]}");
        }
        Assert.True(differences.Count == 0, string.Join("\n=====\n", differences));
    }
}
