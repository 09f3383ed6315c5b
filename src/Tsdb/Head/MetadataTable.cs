using System.Collections.Concurrent;
using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Head;

/// <summary>What targets said about their metrics, by metric name; the last word counts. Thread-safe.</summary>
internal sealed class MetadataTable
{
    private readonly ConcurrentDictionary<string, MetricMetadata> _byName = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, MetricMetadata> Snapshot() => new Dictionary<string, MetricMetadata>(_byName, StringComparer.Ordinal);

    /// <summary>Whether this is news.</summary>
    public bool Differs(string name, MetricMetadata metadata) => !_byName.TryGetValue(name, out MetricMetadata? known) || known != metadata;

    public void Set(string name, MetricMetadata metadata) => _byName[name] = metadata;

    /// <summary>Forgets a metric that has no series left.</summary>
    public void Remove(string name) => _byName.TryRemove(name, out _);

    public ICollection<string> Names => _byName.Keys;
}
