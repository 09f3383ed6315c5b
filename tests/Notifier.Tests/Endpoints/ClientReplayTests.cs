using System.Net;
using System.Text.Json;
using Tocsin.Notifier.Tests.Scenarios;
using Tocsin.Testing;
using Tocsin.Testing.Peers;
using Tocsin.Testing.Processes;

namespace Tocsin.Notifier.Tests.Endpoints;

/// <summary>What other people's programs ask of an Alertmanager: the calls of karma and Grafana as they make them, and a real Prometheus.</summary>
public sealed class ClientReplayTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        await _server.PostAlertAsync("""{"alertname":"disk","team":"a","severity":"warning"}""");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await _server.CallAsync(HttpMethod.Post, "/api/v2/silences", $$"""
            {"matchers":[{"name":"alertname","value":"disk","isRegex":false,"isEqual":true}],"startsAt":"{{now:o}}","endsAt":"{{now.AddHours(1):o}}","createdBy":"karma","comment":"ACK! x"}
            """);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>karma reads all of it each minute: status for the version and the peers, groups with every flag, all silences.</summary>
    [Fact]
    public async Task Karma_finds_what_it_reads()
    {
        JsonElement status = await _server.GetAsync("/api/v2/status");
        Assert.Matches(@"^\d+\.\d+\.\d+$", status.GetProperty("versionInfo").GetProperty("version").GetString()!);
        Assert.NotEmpty(status.GetProperty("config").GetProperty("original").GetString()!);
        JsonElement group = Assert.Single((await _server.GetAsync("/api/v2/alerts/groups?active=true&inhibited=true&muted=true&silenced=true")).EnumerateArray());
        Assert.Equal("team-a", group.GetProperty("receiver").GetProperty("name").GetString());
        JsonElement alert = group.GetProperty("alerts")[0];
        foreach (string field in (string[])["annotations", "endsAt", "fingerprint", "receivers", "startsAt", "status", "updatedAt", "labels"]) Assert.True(alert.TryGetProperty(field, out _), field);
        string by = alert.GetProperty("status").GetProperty("silencedBy")[0].GetString()!;
        JsonElement silence = Assert.Single((await _server.GetAsync("/api/v2/silences")).EnumerateArray());
        Assert.Equal((by, "karma", "active"), (silence.GetProperty("id").GetString(), silence.GetProperty("createdBy").GetString(), silence.GetProperty("status").GetProperty("state").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await _server.CallAsync(HttpMethod.Delete, "/api/v2/silence/" + by)).Status);
    }

    /// <summary>Grafana's data source: a health check by status, alerts and groups with filters and flags, silences made, read and ended.</summary>
    [Theory]
    [InlineData("/api/v2/status", JsonValueKind.Object)]
    [InlineData("/api/v2/receivers", JsonValueKind.Array)]
    [InlineData("/api/v2/alerts?filter=alertname%3D%22disk%22&filter=severity%3D~%22w.*%22&silenced=true&inhibited=true&active=true", JsonValueKind.Array)]
    [InlineData("/api/v2/alerts/groups?filter=team%3Da&receiver=team-a&silenced=true&inhibited=true&active=true", JsonValueKind.Array)]
    [InlineData("/api/v2/silences?filter=alertname%3D%22disk%22", JsonValueKind.Array)]
    public async Task Grafana_finds_what_it_reads(string path, JsonValueKind kind)
    {
        JsonElement answer = await _server.GetAsync(path);
        Assert.Equal(kind, answer.ValueKind);
        if (kind == JsonValueKind.Array) Assert.NotEqual(0, answer.GetArrayLength());
    }

    [Fact]
    public async Task A_real_Prometheus_has_us_for_its_Alertmanager()
    {
        string? program = PeerPrograms.Find("prometheus");
        Assert.SkipWhen(program is null, "needs prometheus in TOCSIN_PEERS_DIR/bin");
        await using ScenarioNotifier notifier = await ScenarioNotifier.StartAsync("""
            route: {receiver: team, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
            receivers: [{name: team, webhook_configs: [{url: 'HOOK/team'}]}]
            """, realTime: true);
        string folder = Directory.CreateTempSubdirectory("prometheus-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), $$"""
            global:
              evaluation_interval: 1s
              external_labels: {site: here}
            rule_files: [rules.yml]
            alerting:
              alertmanagers:
              - static_configs:
                - targets: ['{{new Uri(notifier.Url).Authority}}']
            """, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "rules.yml"), """
            groups: [{name: g, rules: [{alert: Always, expr: vector(7), labels: {severity: page}, annotations: {note: 'value {{ $value }}'}}]}]
            """, TestContext.Current.CancellationToken);
        await using (ChildProcess process = ChildProcess.Start(
            program, ["--config.file=prometheus.yml", "--storage.tsdb.path=data", $"--web.listen-address=127.0.0.1:{FreePort.Next()}"], folder))
        {
            await Poll.UntilAsync("the alert to be told", TimeSpan.FromSeconds(90), () => Task.FromResult(notifier.Hooks.All.Count > 0), TestContext.Current.CancellationToken);
            JsonElement alert = notifier.Hooks.All[0].Body.GetProperty("alerts")[0];
            Assert.Equal(("here", "page"), (alert.GetProperty("labels").GetProperty("site").GetString(), alert.GetProperty("labels").GetProperty("severity").GetString()));
            Assert.Equal("value 7", alert.GetProperty("annotations").GetProperty("note").GetString());
            await process.StopAsync(TestContext.Current.CancellationToken);
        }
        Directory.Delete(folder, recursive: true);
    }
}
