using System.Net;
using System.Text;
using System.Text.Json;
using Tocsin.Scenarios.Installations;
using Tocsin.Testing;
using Tocsin.Testing.Peers;
using Tocsin.Testing.Processes;
using Tocsin.Testing.Servers;

namespace Tocsin.Scenarios.Stories;

/// <summary>A17 and H1: everything is served under a prefix, and reloads by HTTP there too.</summary>
public sealed class PrefixStory
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Under_a_prefix_alerts_come_in_go_out_and_the_configuration_is_reloaded_also_for_a_client_that_does_not_wait()
    {
        using var folder = new ScratchFolder();
        await using WebCatcher hook = await WebCatcher.StartAsync();
        string config = Path.Combine(folder.Path, "am.yml");
        string Config(string receiver) => $$"""
            route: {receiver: {{receiver}}, group_wait: 0s, group_interval: 1s}
            receivers: [{name: {{receiver}}, webhook_configs: [{url: '{{hook.Url}}'}]}]
            """;
        await File.WriteAllTextAsync(config, Config("team"), _cancel);
        var root = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        await using ChildProcess server = ChildProcess.Start(Path.Combine(AppContext.BaseDirectory, "tocsin"),
            ["serve", "--role=notifier", $"--web.listen-address={root.Authority}", $"--web.external-url={root}foo", $"--alertmanager.config.file={config}", "--storage.tsdb.path=data"], folder.Path);
        var url = new Uri(root, "/foo/");
        await Poll.UntilAsync("the server to be ready", TimeSpan.FromSeconds(60), async () => (await http.GetAsync(new Uri(url, "-/ready"), _cancel)).IsSuccessStatusCode, _cancel);

        using var alert = new StringContent("""[{"labels":{"alertname":"a"}}]""", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync(new Uri(url, "api/v2/alerts"), alert, _cancel)).StatusCode);
        await Poll.UntilAsync("the alert to be told", TimeSpan.FromSeconds(20), () => Task.FromResult(hook.Requests.Count > 0), _cancel);
        Assert.Equal(url.AbsoluteUri.TrimEnd('/'), JsonDocument.Parse(hook.Requests[0].Body).RootElement.GetProperty("externalURL").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(root, "/api/v2/alerts"), _cancel)).StatusCode);
        Assert.Equal("/foo/", (await http.GetAsync(root, _cancel)).Headers.Location?.OriginalString);

        await File.WriteAllTextAsync(config, "route: {}", _cancel);
        Assert.Equal(HttpStatusCode.InternalServerError, (await http.PostAsync(new Uri(url, "-/reload"), null, _cancel)).StatusCode);
        Assert.Contains("team", await http.GetStringAsync(new Uri(url, "api/v2/receivers"), _cancel), StringComparison.Ordinal);
        await File.WriteAllTextAsync(config, Config("other"), _cancel);
        for (int i = 0; i < 10; i++) await LeaveAsync(url);
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync(new Uri(url, "-/reload"), null, _cancel)).StatusCode);
        Assert.Contains("other", await http.GetStringAsync(new Uri(url, "api/v2/receivers"), _cancel), StringComparison.Ordinal);
        if (PeerPrograms.Find("amtool") is not { } program) return;
        await using ChildProcess amtool = ChildProcess.Start(program, [$"--alertmanager.url={url}", "--no-version-check", "alert", "query", "-o", "simple"]);
        Assert.Equal(0, await amtool.ExitAsync(_cancel));
        Assert.Contains("a", amtool.Output, StringComparison.Ordinal);
    }

    /// <summary>Asks for a reload and hangs up.</summary>
    private static async Task LeaveAsync(Uri url)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(url.Host, url.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /foo/-/reload HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Length: 0\r\n\r\n"), TestContext.Current.CancellationToken);
    }
}
