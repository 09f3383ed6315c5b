using System.Text.Json;
using Tocsin.Testing;
using Tocsin.Testing.Processes;

namespace Tocsin.Scenarios.Installations;

/// <summary>
/// Two alerts whose groups tick far in the future, one before and one after its first flush (<c>witness="wait"</c> and <c>"interval"</c>): a timer that began again would
/// show another next flush than the one it had.
/// </summary>
internal sealed class Witnesses(NotifierCluster cluster)
{
    private static readonly string[] Kinds = ["wait", "interval"];

    private readonly Dictionary<string, string> _fingerprints = [];
    private readonly Dictionary<string, string> _ticks = [];

    public async Task BeginAsync(CancellationToken cancel)
    {
        foreach (string kind in Kinds) await cluster.AlertAsync("witness-" + kind, 0, cancel, $",\"witness\":\"{kind}\"");
        await Poll.UntilAsync("the witness to be told", TimeSpan.FromSeconds(30), () => Task.FromResult(cluster.Told.Firing("witness-interval").Count > 0), cancel);
        JsonElement alerts = await cluster.GetAsync(0, "/api/v2/alerts?filter=witness=~.%2B", cancel);
        foreach (JsonElement alert in alerts.EnumerateArray())
            _fingerprints[alert.GetProperty("labels").GetProperty("witness").GetString()!] = alert.GetProperty("fingerprint").GetString()!;
        // The first node that was started is the owner: what it says is what the database has as soon as the flush is recorded.
        await Poll.UntilAsync("the first flush to be over", TimeSpan.FromSeconds(30), async () => (await GroupAsync(cluster.Nodes[0], "interval", cancel)).GetProperty("lastFlushAt").ValueKind == JsonValueKind.String, cancel);
        foreach (string kind in Kinds) _ticks[kind] = (await GroupAsync(cluster.Nodes[0], kind, cancel)).GetProperty("nextFlushAt").GetString()!;
    }

    /// <summary>Of a node that has just been started.</summary>
    public async Task CheckAsync(TocsinServer node, CancellationToken cancel)
    {
        foreach (string kind in Kinds) Assert.Equal(_ticks[kind], (await GroupAsync(node, kind, cancel)).GetProperty("nextFlushAt").GetString());
    }

    private async Task<JsonElement> GroupAsync(TocsinServer node, string kind, CancellationToken cancel)
    {
        using JsonDocument answer = JsonDocument.Parse(await node.Http.GetStringAsync(new Uri(node.Url, $"/api/tocsin/v1/alerts/{_fingerprints[kind]}/explain"), cancel));
        return answer.RootElement.GetProperty("receivers")[0].GetProperty("group").Clone();
    }
}
