using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Scenarios.Installations;
using Tocsin.Testing;
using Tocsin.Testing.Peers;
using Tocsin.Testing.Processes;

namespace Tocsin.Scenarios.Stories;

/// <summary>Dashboards and rules made for Alertmanager find every series here: after the same requests, nothing that the real one exports is missing.</summary>
public sealed partial class AlertmanagerMetricsStory
{
    private const string Config = """
        route: {receiver: a, group_wait: 0s, group_by: [alertname]}
        receivers: [{name: a, webhook_configs: [{url: 'http://127.0.0.1:1/'}]}]
        """;

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_series_of_Alertmanager_is_there_under_its_name_and_labels()
    {
        string? program = PeerPrograms.Find("alertmanager");
        Assert.SkipWhen(program is null, "alertmanager is not installed (TOCSIN_PEERS_DIR)");
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "am.yml"), Config, _cancel);
        HashSet<string> theirs = await SeriesAsync(folder.Path, program, "--config.file=am.yml", "--storage.path=theirs", "--cluster.listen-address=");
        HashSet<string> ours = await SeriesAsync(
            folder.Path, Path.Combine(AppContext.BaseDirectory, "tocsin"), "serve", "--role=notifier", "--alertmanager.config.file=am.yml", "--storage.tsdb.path=ours");
        Assert.InRange(theirs.Count, 100, int.MaxValue);
        Assert.Empty(theirs.Except(ours).Order());
    }

    private async Task<HashSet<string>> SeriesAsync(string folder, string program, params string[] flags)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        using var http = new HttpClient { BaseAddress = url };
        await using ChildProcess server = ChildProcess.Start(program, [.. flags, $"--web.listen-address={url.Authority}"], folder);
        await Poll.UntilAsync("the server to be ready", TimeSpan.FromSeconds(60), async () => (await http.GetAsync("/-/ready", _cancel)).IsSuccessStatusCode, _cancel);
        await PostAsync("/api/v2/alerts", """[{"labels":{"alertname":"a"}}]""");
        await PostAsync("/api/v2/alerts", "{");
        await PostAsync("/api/v2/silences", """{"matchers":[{"name":"a","value":"b","isRegex":false}],"startsAt":"2020-01-01T00:00:00Z","endsAt":"2099-01-01T00:00:00Z","createdBy":"x","comment":"y"}""");
        foreach (string path in (string[])["/api/v2/alerts", "/api/v2/alerts/groups", "/api/v2/silences", "/api/v2/status", "/api/v2/receivers", "/metrics"]) await http.GetStringAsync(path, _cancel);
        string text = await http.GetStringAsync("/metrics", _cancel);
        return [.. text.Split('\n').Where(line => line.StartsWith("alertmanager_", StringComparison.Ordinal)).Select(Name)];

        async Task PostAsync(string path, string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            await http.PostAsync(path, content, _cancel);
        }
    }

    // Names and labels in order; values, versions and buckets are each one's own.
    private static string Name(string line)
    {
        string series = line[..line.LastIndexOf(' ')];
        int brace = series.IndexOf('{', StringComparison.Ordinal);
        if (brace < 0) return series;
        IEnumerable<string> labels = Label().Matches(series[brace..]).Select(label => label.Value).Where(label => !label.StartsWith("le=", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        if (series.StartsWith("alertmanager_build_info", StringComparison.Ordinal)) labels = labels.Select(label => label[..label.IndexOf('=', StringComparison.Ordinal)]);
        return series[..brace] + "{" + string.Join(',', labels) + "}";
    }

    [GeneratedRegex("""[a-z_]+="[^"]*" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Label();
}
