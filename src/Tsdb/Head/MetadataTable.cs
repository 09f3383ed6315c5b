using System.Collections.Concurrent;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Head;

/// <summary>What targets said about their metrics, by metric name; the last word counts. Thread-safe.</summary>
internal sealed class MetadataTable
{
    private readonly ConcurrentDictionary<string, MetricMetadata> _byName = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, MetricMetadata> Snapshot() => new Dictionary<string, MetricMetadata>(_byName, StringComparer.Ordinal);

    /// <summary>Whether this is news.</summary>
    public bool Differs(MemSeries series, MetricMetadata metadata) => !_byName.TryGetValue(NameOf(series), out MetricMetadata? known) || known != metadata;

    public void Set(MemSeries series, MetricMetadata metadata) => _byName[NameOf(series)] = metadata;

    /// <summary>Forgets a metric that has no series left.</summary>
    public void Remove(string name) => _byName.TryRemove(name, out _);

    public ICollection<string> Names => _byName.Keys;

    private static string NameOf(MemSeries series) => Encoding.UTF8.GetString(series.Labels.Get(LabelNames.MetricNameUtf8));
}
