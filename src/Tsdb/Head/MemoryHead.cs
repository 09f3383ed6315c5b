using System.Collections.Concurrent;
using Tocsin.Model.Samples;
using Tocsin.Model.Time;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Head;

/// <summary>The series in memory, with their index.</summary>
// Isolation is one lock: a commit changes series and index while it holds Visibility for writing, and a query finds and pins its series while it holds it
// for reading. So a query sees every commit whole or not at all. Decoding happens later, from the pins, without the lock.
// Commits take the gate around log and memory, so that the log's order is the order in memory and replay comes to the same end.
// Order of locks: commit gate, Visibility, stripe, series.
internal sealed class MemoryHead(HeadLimits limits, TimeProvider clock, HeadMetrics metrics)
{
    private readonly ConcurrentBag<AppendBatch> _batches = [];
    private readonly Lock _gate = new();
    private BatchLog? _log;
    private long _minTime = long.MaxValue;
    private long _maxTime = long.MinValue;
    private long _samples;
    private long _chunks;
    private int _lastBatch;

    public ReaderWriterLockSlim Visibility { get; } = new(LockRecursionPolicy.NoRecursion);

    public SeriesTable Series { get; } = new();

    public LabelIndex Index { get; } = new();

    public ChunkBuffers Buffers { get; } = new();

    public ExemplarRing Exemplars { get; } = new(limits.MaxExemplars);

    public MetadataTable Metadata { get; } = new();

    public HeadMetrics Metrics => metrics;

    /// <summary>Oldest timestamp, in ms; <see cref="long.MaxValue"/> while empty.</summary>
    public long MinTime => Interlocked.Read(ref _minTime);

    /// <summary>Newest timestamp, in ms; <see cref="long.MinValue"/> while empty.</summary>
    public long MaxTime => Interlocked.Read(ref _maxTime);

    public long SampleCount => Interlocked.Read(ref _samples);

    public long ChunkCount => Interlocked.Read(ref _chunks);

    /// <summary>Before this, samples have outlived the retention.</summary>
    public long RetentionFloor => UnixMilliseconds.Now(clock) - limits.RetentionMilliseconds;

    /// <summary>From now on commits go to the log.</summary>
    public void LogTo(WalWriter writer) => _log = new BatchLog(writer);

    public HeadAppender CreateAppender()
    {
        if (!_batches.TryTake(out AppendBatch? batch)) batch = new AppendBatch();
        batch.Begin(Interlocked.Increment(ref _lastBatch));
        return new HeadAppender(this, batch, TimeBounds.At(UnixMilliseconds.Now(clock), limits.RetentionMilliseconds, MaxTime));
    }

    public void Return(AppendBatch batch)
    {
        batch.Release();
        _batches.Add(batch);
    }

    /// <exception cref="IOException">Nothing of the batch is stored or visible.</exception>
    public void Commit(AppendBatch batch)
    {
        lock (_gate)
        {
            if (_log is null) throw new IOException("the store is closed");
            _log.Write(batch);
            Apply(batch);
        }
    }

    /// <summary>Runs something between two commits.</summary>
    public void BetweenCommits(Action action)
    {
        lock (_gate) action();
    }

    /// <summary>No commit succeeds after this.</summary>
    public void Close()
    {
        lock (_gate) _log = null;
    }

    /// <summary>Adds a sample that the log holds. False: it is not newer than the last of its series. With <see cref="Visibility"/> held for writing.</summary>
    public bool Add(MemSeries series, long timestamp, double value)
    {
        lock (series)
        {
            if (series.HasSamples && timestamp <= series.LastTime) return false;
            if (series.Append(timestamp, value, Buffers))
            {
                _chunks++;
                metrics.ChunksCreated.Add(1);
            }
        }
        if (!series.IsIndexed)
        {
            series.IsIndexed = true;
            Index.Add(series.Slot, series.Labels);
            metrics.SeriesCreated.Add(1);
        }
        _samples++;
        if (timestamp < _minTime) Interlocked.Exchange(ref _minTime, timestamp);
        if (timestamp > _maxTime) Interlocked.Exchange(ref _maxTime, timestamp);
        return true;
    }

    /// <summary>Takes note of what was dropped, and of the oldest sample left. With <see cref="Visibility"/> held for writing.</summary>
    public void Dropped(long chunks, long samples)
    {
        _chunks -= chunks;
        _samples -= samples;
        metrics.ChunksRemoved.Add(chunks);
    }

    public void SetMinTime(long minTime) => Interlocked.Exchange(ref _minTime, minTime);

    private void Apply(AppendBatch batch)
    {
        long added = 0, exemplars = 0;
        Visibility.EnterWriteLock();
        try
        {
            // A sample that another batch has overtaken since it was judged is left out here, and by replay for the same reason.
            foreach (ref readonly PendingSample sample in batch.Samples)
                if (Add(sample.Series, sample.Timestamp, sample.Value))
                    added++;
            foreach ((MemSeries series, Exemplar exemplar) in batch.Exemplars)
                if (Exemplars.Add(series, exemplar))
                    exemplars++;
        }
        finally
        {
            Visibility.ExitWriteLock();
        }
        foreach ((MemSeries series, MetricMetadata metadata) in batch.Metadata) Metadata.Set(series, metadata);
        metrics.Appended(added);
        if (exemplars > 0) metrics.ExemplarsAppended.Add(exemplars);
    }
}
