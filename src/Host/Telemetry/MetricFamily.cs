using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Tocsin.Host.Telemetry;

/// <summary>The type line of a family in the text format.</summary>
internal enum FamilyType
{
    Counter,
    Gauge,
    Histogram,

    /// <summary>Sum and count alone: a histogram that was made without bounds.</summary>
    Summary,

    /// <summary>The quantiles of a summary, which sum and count follow as families of their own.</summary>
    Quantiles,

    /// <summary>Sum or count of the summary before it.</summary>
    SummaryTotal,
}

/// <summary>All series of one instrument name. Recording takes no lock and, for a tag set seen before, allocates nothing.</summary>
internal sealed class MetricFamily(string name, string help, FamilyType type, double[] bounds)
{
    private readonly ConcurrentDictionary<int, MetricSeries[]> _byHash = new();

    public string Name { get; } = name;

    public string Help { get; } = help;

    public FamilyType Type { get; } = type;

    public IReadOnlyList<double> Bounds { get; } = bounds;

    public IEnumerable<MetricSeries> Series => _byHash.Values.SelectMany(list => list);

    public MetricSeries Get(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = new HashCode();
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            hash.Add(tag.Key);
            hash.Add(tag.Value);
        }
        int key = hash.ToHashCode();
        if (_byHash.TryGetValue(key, out MetricSeries[]? known))
            foreach (MetricSeries series in known)
                if (series.HasTags(tags))
                    return series;
        return Add(key, tags);
    }

    /// <summary>For observed instruments: what was there is gone unless it is observed again.</summary>
    public void Clear() => _byHash.Clear();

    private MetricSeries Add(int key, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var added = new MetricSeries(tags.ToArray(), Type is FamilyType.Histogram or FamilyType.Summary ? bounds : null);
        MetricSeries[] list = _byHash.AddOrUpdate(
            key,
            static (_, state) => [state],
            static (_, old, state) => Array.Exists(old, one => one.HasTags(state.Tags)) ? old : [.. old, state],
            added);
        return Array.Find(list, one => one.HasTags(added.Tags))!;
    }
}

/// <summary>One series: a number, or the buckets of a histogram.</summary>
internal sealed class MetricSeries(KeyValuePair<string, object?>[] tags, double[]? bounds)
{
    private readonly long[]? _buckets = bounds is null ? null : new long[bounds.Length + 1];
    private double _value;

    public ReadOnlySpan<KeyValuePair<string, object?>> Tags => tags;

    /// <summary>The number, or the sum of a histogram.</summary>
    public double Value => Volatile.Read(ref _value);

    public bool HasTags(ReadOnlySpan<KeyValuePair<string, object?>> other)
    {
        if (other.Length != tags.Length) return false;
        for (int i = 0; i < tags.Length; i++)
            if (tags[i].Key != other[i].Key || !Equals(tags[i].Value, other[i].Value))
                return false;
        return true;
    }

    /// <summary>Count of bucket <paramref name="index"/> alone, not cumulated.</summary>
    public long Bucket(int index) => Volatile.Read(ref _buckets![index]);

    public void Set(double value) => Volatile.Write(ref _value, value);

    public void Add(double value)
    {
        double seen = Volatile.Read(ref _value);
        while (true)
        {
            double before = Interlocked.CompareExchange(ref _value, seen + value, seen);
            if (before.Equals(seen)) return;
            seen = before;
        }
    }

    /// <param name="value">Not a number: the series is there from now on, and has seen nothing yet.</param>
    public void Observe(double value)
    {
        if (double.IsNaN(value)) return;
        int index = Array.BinarySearch(bounds!, value);
        Interlocked.Increment(ref _buckets![index < 0 ? ~index : index]);
        Add(value);
    }
}
