using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using Tocsin.Testing;
using Tocsin.Testing.Processes;
using Tocsin.Testing.Servers;

namespace Tocsin.Scenarios.Installations;

/// <summary>Notifiers alone: one on SQLite, or several on one Postgres and RabbitMQ, and a webhook that counts what it is told.</summary>
internal sealed class NotifierCluster : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(8) };
    private readonly List<TocsinServer> _nodes = [];
    private readonly ScratchFolder _folder = new();

    private readonly string _config;

    private NotifierCluster(WebCatcher hook)
    {
        Hook = hook;
        Told = new ToldBook(hook);
        _config = Path.Combine(_folder.Path, "am.yml");
    }

    public WebCatcher Hook { get; }

    public ToldBook Told { get; }

    public IReadOnlyList<TocsinServer> Nodes => _nodes;

    /// <param name="config">alertmanager.yml, in which HOOK stands for the webhook's address.</param>
    /// <param name="containers">Null: one node, on SQLite.</param>
    public static async Task<NotifierCluster> StartAsync(string config, int nodes, Containers? containers, CancellationToken cancel) =>
        await StartAsync(config, nodes, containers is null ? [] : [$"--database={await FreshDatabaseAsync(await containers.PostgresAsync(), cancel)}", $"--bus={await containers.BrokerAsync()}"], cancel);

    /// <param name="state">The flags that say where state and bus are.</param>
    public static async Task<NotifierCluster> StartAsync(string config, int nodes, IReadOnlyList<string> state, CancellationToken cancel)
    {
        var cluster = new NotifierCluster(await WebCatcher.StartAsync());
        try
        {
            await cluster.ConfigureAsync(config, cancel);
            for (int i = 0; i < nodes; i++)
                cluster._nodes.Add(await TocsinServer.StartAsync(cluster._folder.Path, FreePort.Next(),
                    ["--role=notifier", $"--alertmanager.config.file={cluster._config}", $"--storage.tsdb.path=data{i}", "--log.level=info", .. state], cancel));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Posts as a source does: to one node, and when that does not take it, to the next, until one does.</summary>
    public async Task<string> PostAsync(string path, string json, int first, CancellationToken cancel)
    {
        for (int i = first; ; i++)
        {
            try
            {
                using var content = new StringContent(json, Encoding.UTF8, "application/json");
                using HttpResponseMessage answer = await _http.PostAsync(new Uri(_nodes[i % _nodes.Count].Url, path), content, cancel);
                if (answer.IsSuccessStatusCode) return await answer.Content.ReadAsStringAsync(cancel);
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
            {
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel);
        }
    }

    /// <summary>Writes the file, whole at once: a server that starts meanwhile reads the one or the other.</summary>
    public async Task ConfigureAsync(string config, CancellationToken cancel)
    {
        await File.WriteAllTextAsync(_config + ".new", config.Replace("HOOK", Hook.Url.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal), cancel);
        File.Move(_config + ".new", _config, overwrite: true);
    }

    /// <param name="more">More labels, as JSON that begins with a comma.</param>
    /// <param name="ended">The end, for one that has ended.</param>
    public Task AlertAsync(string name, int node, CancellationToken cancel, string more = "", DateTimeOffset? ended = null)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return PostAsync("/api/v2/alerts", string.Create(CultureInfo.InvariantCulture,
            $$"""[{"labels":{"alertname":"{{name}}"{{more}}},"startsAt":"{{(ended is null ? now : now.AddMinutes(-1)):o}}","endsAt":"{{ended ?? now.AddHours(4):o}}"}]"""), node, cancel);
    }

    public async Task<string> SilenceAsync(int node, string name, CancellationToken cancel)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string body = string.Create(CultureInfo.InvariantCulture, $$"""
            {"matchers":[{"name":"alertname","value":"{{name}}","isRegex":false,"isEqual":true}],"startsAt":"{{now:o}}","endsAt":"{{now.AddHours(4):o}}","createdBy":"c","comment":"c"}
            """);
        return JsonDocument.Parse(await PostAsync("/api/v2/silences", body, node, cancel)).RootElement.GetProperty("silenceID").GetString()!;
    }

    public async Task<JsonElement> GetAsync(int node, string path, CancellationToken cancel) =>
        JsonDocument.Parse(await _nodes[node].Http.GetStringAsync(new Uri(_nodes[node].Url, path), cancel)).RootElement;

    public string Output() => string.Join("\n---\n", _nodes.Select(node => node.Output));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (TocsinServer node in _nodes) await node.DisposeAsync();
        await Hook.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A new database on a server; its connection string.</summary>
    public static async Task<string> FreshDatabaseAsync(string postgres, CancellationToken cancel)
    {
        string name = "cluster_" + Guid.NewGuid().ToString("n")[..12];
        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync(cancel);
        await using NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is made above from hexadecimal digits.
        command.CommandText = $"CREATE DATABASE {name}";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
        return new NpgsqlConnectionStringBuilder(postgres) { Database = name, Timeout = 5 }.ConnectionString;
    }
}
