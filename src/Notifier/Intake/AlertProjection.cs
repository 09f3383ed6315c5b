using System.Collections.Concurrent;

namespace Tocsin.Notifier.Intake;

/// <summary>All alerts in memory, by fingerprint: what the database holds, plus the times of unchanged re-sends. Reads are lock-free.</summary>
internal sealed class AlertProjection
{
    private readonly ConcurrentDictionary<ulong, TrackedAlert> _alerts = new();

    public int Count => _alerts.Count;

    /// <summary>In no order; safe while it changes.</summary>
    public IEnumerable<TrackedAlert> All()
    {
        foreach (KeyValuePair<ulong, TrackedAlert> pair in _alerts) yield return pair.Value;
    }

    public TrackedAlert? Find(ulong fingerprint) => _alerts.GetValueOrDefault(fingerprint);

    internal void Put(TrackedAlert alert) => _alerts[alert.Fingerprint] = alert;

    internal void Remove(ulong fingerprint) => _alerts.TryRemove(fingerprint, out _);
}
