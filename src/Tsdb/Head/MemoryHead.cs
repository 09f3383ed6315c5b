using System.Collections.Concurrent;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Model.Time;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Head;

/// <summary>The series in memory, with their index.</summary>
// Isolation is one lock: a commit changes series and index while it holds Visibility for writing, and a query finds and pins its series while it holds it
// for reading. So a query sees every commit whole or not at all. Decoding happens later, from the pins, without the lock; what the pins point to is
// given back only when the query has left (Epochs).
// Commits take the gate around log and memory, so that the log's order is the order in memory and replay comes to the same end.
// Order of locks: commit gate, Visibility, stripe, growing, pairs, epochs, heap.
internal sealed unsafe class MemoryHead(HeadLimits limits, TimeProvider clock, HeadMetrics metrics, HeadChunkStore store)
{
    private readonly ConcurrentBag<AppendBatch> _batches = [];
    private readonly Lock _gate = new();
    private BatchLog? _log;
    private long _minTime = long.MaxValue;
    private long _maxTime = long.MinValue;
    private long _minValidTime = long.MinValue;

    public ReaderWriterLockSlim Visibility { get; } = new(LockRecursionPolicy.NoRecursion);

    public SeriesTable Series { get; } = new();

    public SeriesChunks Chunks { get; } = new();

    public HistogramTable Histograms => field ??= new HistogramTable(Chunks);

    public OutOfOrderTable OutOfOrder { get; } = new();

    public DeletionTable Deletions { get; } = new();

    public HeadPostings Postings => field ??= new HeadPostings(Series);

    public ExemplarRing Exemplars { get; } = new(limits.MaxExemplars);

    public MetadataTable Metadata { get; } = new();

    public HeadCounts Counts { get; } = new();

    public RemovedSeries Removed { get; } = new();

    public HeadMetrics Metrics => metrics;

    public HeadChunkStore Store => store;

    public ChunkMapping Mapping => field ??= new ChunkMapping(this);

    /// <summary>Oldest timestamp in order, in ms; <see cref="long.MaxValue"/> while empty.</summary>
    public long MinTime => Interlocked.Read(ref _minTime);

    /// <summary>Newest timestamp, in ms; <see cref="long.MinValue"/> while empty.</summary>
    public long MaxTime => Interlocked.Read(ref _maxTime);

    /// <summary>What is older comes in order no more: it is in blocks, or dropped.</summary>
    public long MinValidTime => Interlocked.Read(ref _minValidTime);

    /// <summary>Before this, samples have outlived the retention.</summary>
    public long RetentionFloor => UnixMilliseconds.Now(clock) - limits.RetentionMilliseconds;

    /// <summary>From now on commits go to the log; out-of-order samples to the other one.</summary>
    public void LogTo(WalWriter writer, WalWriter? outOfOrder) => _log = new BatchLog(Series, writer, outOfOrder);

    public HeadAppender CreateAppender()
    {
        if (!_batches.TryTake(out AppendBatch? batch)) batch = new AppendBatch();
        batch.Begin(Series.Enter());
        return new HeadAppender(this, batch, TimeBounds.At(UnixMilliseconds.Now(clock), limits, MaxTime, MinValidTime));
    }

    public void Return(AppendBatch batch)
    {
        batch.Clear();
        Series.Exit(batch.Inside);
        _batches.Add(batch);
    }

    /// <exception cref="IOException">Nothing of the batch is stored or visible.</exception>
    public void Commit(AppendBatch batch)
    {
        lock (_gate)
        {
            if (_log is null) throw new IOException("the store is closed");
            _log.Write(batch);
            Visibility.EnterWriteLock();
            try
            {
                Apply(batch);
            }
            finally
            {
                Visibility.ExitWriteLock();
            }
            Mapping.MapIfDue(_log);
        }
    }

    /// <summary>Writes finished chunks to disk, and those out of order. False: not all could be.</summary>
    public bool MapChunks()
    {
        lock (_gate) return Mapping.TryMap() & (_log is null || OutOfOrder.FinishedCount == 0 || Mapping.TryMapOutOfOrder(_log));
    }

    /// <summary>Runs something between two commits.</summary>
    public void BetweenCommits(Action action)
    {
        lock (_gate) action();
    }

    /// <summary>Comes back when a removal that was under way has been decided.</summary>
    public void AwaitRemoval() => BetweenCommits(() => { });

    /// <summary>No commit succeeds after this.</summary>
    public void Close()
    {
        lock (_gate) _log = null;
    }

    /// <summary>Runs something while no commit and no other change is under way.</summary>
    public T Read<T>(Func<T> read)
    {
        Visibility.EnterReadLock();
        try
        {
            return read();
        }
        finally
        {
            Visibility.ExitReadLock();
        }
    }

    /// <summary>Runs a change of series or index. Under the gate.</summary>
    public void Write(Action change)
    {
        Visibility.EnterWriteLock();
        try
        {
            change();
        }
        finally
        {
            Visibility.ExitWriteLock();
        }
    }

    public AppendOutcome Judge(uint slot, Exemplar exemplar) => Read(() => Exemplars.Judge(slot, exemplar));

    /// <summary>Whether a histogram equals the newest one of a series, in the batch or committed.</summary>
    public bool IsNewest(AppendBatch batch, SeriesState* series, NativeHistogram histogram)
    {
        if (batch.TryGetPending(series, out PendingSample pending)) return HistogramEquality.Same(batch.Histograms[(int)pending.Value], histogram);
        uint slot = series->Slot;
        return Read(() => Histograms.Find(slot) is not { } open || HistogramEquality.Same(open.Last, histogram));
    }

    /// <summary>The name of the metric; whoever calls is inside.</summary>
    public string MetricOf(SeriesState* series) => Encoding.UTF8.GetString(Postings.ValueOf(series->Slot, LabelNames.MetricNameUtf8));

    /// <summary>Adds a float sample that the log holds. False: it is not newer than the last of its series.</summary>
    public bool Add(SeriesState* series, long timestamp, double value)
    {
        if (timestamp <= series->Encoder.LastTime && series->Has(SeriesFlags.HasSamples)) return false;
        if (series->Has(SeriesFlags.Histogram)) Histograms.Close(series);
        if (Chunks.Append(series, timestamp, value)) ChunkBegun();
        series->Flags = (series->Flags | SeriesFlags.HasSamples) & ~(SeriesFlags.Histogram | SeriesFlags.ValueUnknown);
        return true;
    }

    /// <inheritdoc cref="Add(SeriesState*, long, double)"/>
    public bool Add(SeriesState* series, long timestamp, NativeHistogram histogram)
    {
        if (timestamp <= series->Encoder.LastTime && series->Has(SeriesFlags.HasSamples)) return false;
        if (Histograms.Append(series, timestamp, histogram)) ChunkBegun();
        series->Encoder.RestartAfter(timestamp, BitConverter.DoubleToUInt64Bits(histogram.Sum));
        series->Flags = (series->Flags | SeriesFlags.HasSamples | SeriesFlags.Histogram) & ~SeriesFlags.ValueUnknown;
        return true;
    }

    /// <summary>Takes note of samples between two times.</summary>
    public void Cover(long minTime, long maxTime)
    {
        OldestAdded = Math.Min(OldestAdded, minTime);
        if (minTime < _minTime) Interlocked.Exchange(ref _minTime, minTime);
        if (maxTime > _maxTime) Interlocked.Exchange(ref _maxTime, maxTime);
    }

    /// <summary>The oldest sample added since whoever shortens the head last set it. Under the gate.</summary>
    public long OldestAdded { get; set; } = long.MaxValue;

    public void SetMinTime(long minTime) => Interlocked.Exchange(ref _minTime, minTime);

    public void SetMinValidTime(long minTime) => Interlocked.Exchange(ref _minValidTime, Math.Max(_minValidTime, minTime));

    /// <summary>Makes a series findable.</summary>
    public void EnsureIndexed(SeriesState* series)
    {
        if (series->Has(SeriesFlags.Indexed)) return;
        series->Flags |= SeriesFlags.Indexed;
        Postings.Add(series);
        metrics.SeriesCreated.Add(1);
    }

    /// <summary>The labels of a series that is there.</summary>
    public LabelSet LabelsOf(uint slot) => Series.LabelsOf(Series.Find(slot));

    private void ChunkBegun()
    {
        Counts.Chunks++;
        metrics.ChunksCreated.Add(1);
    }

    // A sample that another batch has overtaken since it was judged is left out here, and by replay for the same reason.
    private void Apply(AppendBatch batch)
    {
        var applied = new AppliedBatch(this);
        applied.Apply(batch);
        foreach ((uint slot, Exemplar exemplar) in batch.Exemplars)
            if (Exemplars.Add(slot, LabelsOf, exemplar))
                metrics.ExemplarsAppended.Add(1);
        foreach ((uint slot, MetricMetadata metadata) in batch.Metadata) Metadata.Set(MetricOf(Series.Find(slot)), metadata);
    }
}
