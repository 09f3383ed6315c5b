using System.Text;
using System.Text.Json;
using Tocsin.Testing;
using Tocsin.Testing.Processes;
using Tocsin.Testing.Servers;

namespace Tocsin.Scenarios.Installations;

/// <summary>Real Alertmanagers that gossip with each other on loopback, and a webhook: the one to compare with.</summary>
internal sealed class AlertmanagerCluster : IAsyncDisposable
{
    private readonly List<ChildProcess> _nodes = [];
    private readonly List<Uri> _urls = [];
    private readonly ScratchFolder _folder = new();
    private readonly HttpClient _http = new();

    private AlertmanagerCluster(WebCatcher hook) => Hook = hook;

    public WebCatcher Hook { get; }

    /// <param name="config">alertmanager.yml, in which HOOK stands for the webhook's address.</param>
    public static async Task<AlertmanagerCluster> StartAsync(string program, string config, int nodes, CancellationToken cancel)
    {
        for (int attempt = 1; ; attempt++)
        {
            var cluster = new AlertmanagerCluster(await WebCatcher.StartAsync());
            try
            {
                await cluster.StartNodesAsync(program, config, nodes, cancel);
                return cluster;
            }
            catch (TimeoutException e)
            {
                string output = string.Join("\n---\n", cluster._nodes.Select(node => node.Output));
                await cluster.DisposeAsync();
                // Somebody else may have taken a port between the question which are free and the start.
                if (attempt == 3) throw new TimeoutException(e.Message + "\n" + output, e);
            }
        }
    }

    private async Task StartNodesAsync(string program, string config, int nodes, CancellationToken cancel)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "am.yml"), config.Replace("HOOK", Hook.Url.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal), cancel);
        int first = FreePort.Next();
        for (int i = 0; i < nodes; i++)
        {
            int port = FreePort.Next(), gossip = i == 0 ? first : FreePort.Next();
            string[] peer = i == 0 ? [] : [$"--cluster.peer=127.0.0.1:{first}"];
            _urls.Add(new Uri($"http://127.0.0.1:{port}"));
            _nodes.Add(ChildProcess.Start(program,
                [
                    "--config.file=am.yml", $"--storage.path=data{i}", $"--web.listen-address=127.0.0.1:{port}", $"--cluster.listen-address=127.0.0.1:{gossip}",
                    $"--cluster.advertise-address=127.0.0.1:{gossip}", "--cluster.gossip-interval=50ms", "--cluster.peer-timeout=2s", .. peer,
                ],
                _folder.Path));
            // Who does not find the first one at its start asks again after a long while only.
            if (i == 0) await ReadyAsync(_urls[0], 1, cancel);
        }
        foreach (Uri url in _urls) await ReadyAsync(url, nodes, cancel);
    }

    /// <summary>To every node, as Prometheus does.</summary>
    public async Task PostAllAsync(string path, string json, CancellationToken cancel)
    {
        foreach (Uri url in _urls)
        {
            using var content = new StringContent(json, Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await _http.PostAsync(new Uri(url, path), content, cancel);
            answer.EnsureSuccessStatusCode();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ChildProcess node in _nodes) await node.DisposeAsync();
        _http.Dispose();
        await Hook.DisposeAsync();
        _folder.Dispose();
    }

    private Task ReadyAsync(Uri url, int nodes, CancellationToken cancel) => Poll.UntilAsync("Alertmanagers to find each other", TimeSpan.FromSeconds(40), async () =>
    {
        JsonElement cluster = JsonDocument.Parse(await _http.GetStringAsync(new Uri(url, "/api/v2/status"), cancel)).RootElement.GetProperty("cluster");
        return cluster.GetProperty("status").GetString() == "ready" && cluster.GetProperty("peers").GetArrayLength() == nodes;
    }, cancel);
}
