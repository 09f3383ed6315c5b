using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Head;

/// <summary>A sample that waits for its commit.</summary>
internal readonly record struct PendingSample(MemSeries Series, long Timestamp, double Value);

/// <summary>What one appender has collected. Reused: its arrays stay for the next batch.</summary>
internal sealed class AppendBatch
{
    private const int KeepSamples = 1 << 18;

    private PendingSample[] _samples = new PendingSample[256];
    private int _count;

    /// <summary>Tells the batch's own pending samples from those of others.</summary>
    public int Id { get; private set; }

    public ReadOnlySpan<PendingSample> Samples => _samples.AsSpan(0, _count);

    public List<(MemSeries Series, Exemplar Exemplar)> Exemplars { get; } = [];

    public List<(MemSeries Series, MetricMetadata Metadata)> Metadata { get; } = [];

    public bool IsEmpty => _count == 0 && Exemplars.Count == 0 && Metadata.Count == 0;

    public void Begin(int id) => Id = id;

    public int Add(MemSeries series, long timestamp, double value)
    {
        if (_count == _samples.Length) Array.Resize(ref _samples, _count * 2);
        _samples[_count] = new PendingSample(series, timestamp, value);
        return _count++;
    }

    /// <summary>The newest sample this batch holds for the series. Under the series' lock.</summary>
    public bool TryGetPending(MemSeries series, out PendingSample sample)
    {
        sample = default;
        if (series.PendingBatch != Id || series.PendingIndex >= _count) return false;
        sample = _samples[series.PendingIndex];
        return ReferenceEquals(sample.Series, series);
    }

    /// <summary>Lets go of every series, as <see cref="MemSeries.PendingCount"/> counts them.</summary>
    public void Release()
    {
        foreach (ref readonly PendingSample sample in Samples) Release(sample.Series);
        foreach ((MemSeries series, _) in Exemplars) Release(series);
        foreach ((MemSeries series, _) in Metadata) Release(series);
        if (_samples.Length > KeepSamples) _samples = new PendingSample[256];
        else Array.Clear(_samples, 0, _count);
        _count = 0;
        Exemplars.Clear();
        Metadata.Clear();
    }

    private static void Release(MemSeries series)
    {
        lock (series) series.PendingCount--;
    }
}
