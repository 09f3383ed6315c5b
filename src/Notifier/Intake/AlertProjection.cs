using System.Collections.Concurrent;
using Tocsin.Model.Labels;

namespace Tocsin.Notifier.Intake;

/// <summary>All alerts in memory, by fingerprint: what the database holds, plus the times of unchanged re-sends. Reads are lock-free.</summary>
internal sealed class AlertProjection
{
    private readonly ConcurrentDictionary<ulong, TrackedAlert> _alerts = new();

    /// <summary>Counts alerts that came and went, so that the sorted list is made only when it would differ.</summary>
    private int _version;

    /// <summary>The dictionary's own count takes all of its locks.</summary>
    private int _count;

    private volatile Tuple<int, TrackedAlert[]> _sorted = Tuple.Create(0, Array.Empty<TrackedAlert>());

    public int Count => Volatile.Read(ref _count);

    /// <summary>In no order; safe while it changes.</summary>
    public IEnumerable<TrackedAlert> All()
    {
        foreach (KeyValuePair<ulong, TrackedAlert> pair in _alerts) yield return pair.Value;
    }

    /// <summary>In order of fingerprint, as they were a moment ago. Must not be written to.</summary>
    public TrackedAlert[] Sorted()
    {
        (int version, TrackedAlert[] sorted) = _sorted;
        int now = Volatile.Read(ref _version);
        if (version == now) return sorted;
        sorted = [.. All()];
        Array.Sort(Array.ConvertAll(sorted, alert => alert.Fingerprint), sorted);
        _sorted = Tuple.Create(now, sorted);
        return sorted;
    }

    public TrackedAlert? Find(ulong fingerprint) => _alerts.GetValueOrDefault(fingerprint);

    /// <summary>Null for labels that no alert has, as those of a question what would happen.</summary>
    public TrackedAlert? Find(LabelSet labels) => Find(labels.Fingerprint()) is { } found && found.Alert.Labels == labels ? found : null;

    internal void Put(TrackedAlert alert)
    {
        if (_alerts.TryAdd(alert.Fingerprint, alert)) Interlocked.Increment(ref _count);
        else _alerts[alert.Fingerprint] = alert;
        Interlocked.Increment(ref _version);
    }

    internal void Remove(ulong fingerprint)
    {
        if (_alerts.TryRemove(fingerprint, out _)) Interlocked.Decrement(ref _count);
        Interlocked.Increment(ref _version);
    }
}
