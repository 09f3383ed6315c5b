using System.Collections.Concurrent;
using System.Globalization;

namespace Tocsin.Scenarios.Installations;

/// <summary>
/// Alerts without end, one after the other, each of its own group: every twentieth has to wait (<c>slow="yes"</c>), every tenth ends once it was told, the others last
/// (<c>lasting="yes"</c>).
/// Remembers what was accepted.
/// </summary>
internal sealed class AlertStream(NotifierCluster cluster)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);

    private readonly Queue<string> _toEnd = new();

    /// <summary>By name: when it was first posted, and when it was accepted.</summary>
    public ConcurrentDictionary<string, (DateTimeOffset Posted, DateTimeOffset Accepted)> Fired { get; } = new();

    /// <summary>Ends that were accepted, of alerts that had been told.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> Ended { get; } = new();

    public static bool IsSlow(string name) => name.StartsWith("slow-", StringComparison.Ordinal);

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                await FireAsync(i, stop);
                if (_toEnd.TryPeek(out string? name) && cluster.Told.Firing(name).Count > 0) await EndAsync(_toEnd.Dequeue(), i, stop);
                await Task.Delay(Pause, TimeProvider.System, stop);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task FireAsync(int i, CancellationToken stop)
    {
        bool slow = i % 20 == 0, ends = i % 10 == 3;
        string name = (slow ? "slow-" : "fast-") + i.ToString(CultureInfo.InvariantCulture);
        DateTimeOffset posted = TimeProvider.System.GetUtcNow();
        await cluster.AlertAsync(name, i, stop, slow ? ",\"slow\":\"yes\"" : ends ? "" : ",\"lasting\":\"yes\"");
        Fired[name] = (posted, TimeProvider.System.GetUtcNow());
        if (ends) _toEnd.Enqueue(name);
    }

    private async Task EndAsync(string name, int node, CancellationToken stop)
    {
        await cluster.AlertAsync(name, node, stop, ended: TimeProvider.System.GetUtcNow());
        Ended[name] = TimeProvider.System.GetUtcNow();
    }
}
