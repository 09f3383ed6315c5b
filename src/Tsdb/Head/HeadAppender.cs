using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>One batch for the head. Samples are judged when they are appended and stored when the batch is committed.</summary>
// No lock is taken for a known series. It is kept from being removed by the stamp the batch leaves on it: removal marks a series as gone, makes every
// thread's writes visible (a process-wide barrier), and takes the mark back when it then finds the stamp of a batch that is still open; an appender
// writes the stamp and then looks at the mark. So one of the two always sees the other.
internal sealed unsafe class HeadAppender : IAppender
{
    private readonly MemoryHead _head;
    private readonly TimeBounds _bounds;
    private AppendBatch? _batch;

    public HeadAppender(MemoryHead head, AppendBatch batch, TimeBounds bounds)
    {
        _head = head;
        _batch = batch;
        _bounds = bounds;
        head.Metrics.ActiveAppenders.Add(1);
    }

    private AppendBatch Batch => _batch ?? throw new InvalidOperationException("the batch has been committed or rolled back");

    public AppendOutcome Append(ref SeriesRef series, LabelSet labels, long timestamp, double value)
    {
        AppendBatch batch = Batch;
        if (IsOutOfBounds(timestamp, out AppendOutcome outcome)) return Refuse(outcome, PendingKind.Float);
        while (true)
        {
            SeriesState* found = Resolve(ref series, labels);
            if (found is null) return AppendOutcome.InvalidLabels;
            var kind = PendingKind.Float;
            outcome = Judge(batch, found, timestamp, BitConverter.DoubleToUInt64Bits(value), ref kind);
            if (outcome != AppendOutcome.Accepted) return Refuse(outcome, kind);
            batch.Add(found, kind, timestamp, value);
            if (IsThere(found)) return AppendOutcome.Accepted;
            batch.Drop();
        }
    }

    public AppendOutcome Append(ref SeriesRef series, LabelSet labels, long timestamp, NativeHistogram histogram)
    {
        AppendBatch batch = Batch;
        if (!HistogramChunk.CanHold(histogram)) return AppendOutcome.NotSupported;
        if (IsOutOfBounds(timestamp, out AppendOutcome outcome)) return Refuse(outcome, PendingKind.Histogram);
        while (true)
        {
            SeriesState* found = Resolve(ref series, labels);
            if (found is null) return AppendOutcome.InvalidLabels;
            var kind = PendingKind.Histogram;
            outcome = Judge(batch, found, timestamp, BitConverter.DoubleToUInt64Bits(histogram.Sum), ref kind);
            if (outcome == AppendOutcome.Duplicate && !_head.IsNewest(batch, found, histogram)) outcome = AppendOutcome.DuplicateForTimestamp;
            if (outcome != AppendOutcome.Accepted) return Refuse(outcome, kind);
            if (batch.IsOtherHistogram(found, histogram)) batch.NoteMixed();
            batch.Add(found, kind, timestamp, histogram);
            if (IsThere(found)) return AppendOutcome.Accepted;
            batch.Drop();
        }
    }

    public AppendOutcome AppendExemplar(ref SeriesRef series, LabelSet labels, Exemplar exemplar)
    {
        if (_head.Exemplars.Capacity == 0) return AppendOutcome.NotSupported;
        if (!LabelRules.AreValidOnExemplar(exemplar.Labels)) return AppendOutcome.InvalidLabels;
        AppendBatch batch = Batch;
        while (true)
        {
            SeriesState* found = Resolve(ref series, labels);
            if (found is null) return AppendOutcome.InvalidLabels;
            AppendOutcome outcome = _head.Judge(found->Slot, exemplar);
            _head.Metrics.RefusedExemplar(outcome);
            if (outcome != AppendOutcome.Accepted) return outcome;
            batch.Touch(found);
            if (!IsThere(found)) continue;
            batch.Exemplars.Add((found->Slot, exemplar));
            return AppendOutcome.Accepted;
        }
    }

    public void SetMetadata(ref SeriesRef series, LabelSet labels, MetricMetadata metadata)
    {
        AppendBatch batch = Batch;
        while (true)
        {
            SeriesState* found = Resolve(ref series, labels);
            if (found is null || !_head.Metadata.Differs(_head.MetricOf(found), metadata)) return;
            batch.Touch(found);
            if (!IsThere(found)) continue;
            batch.Metadata.Add((found->Slot, metadata));
            return;
        }
    }

    public ValueTask CommitAsync(CancellationToken cancel)
    {
        AppendBatch batch = Batch;
        cancel.ThrowIfCancellationRequested();
        try
        {
            if (!batch.IsEmpty) _head.Commit(batch);
        }
        finally
        {
            End();
        }
        return ValueTask.CompletedTask;
    }

    public void Rollback() => End();

    public void Dispose() => End();

    private void End()
    {
        if (Interlocked.Exchange(ref _batch, null) is not { } batch) return;
        _head.Metrics.ActiveAppenders.Add(-1);
        _head.Return(batch);
    }

    /// <summary>The series of the handle, else of the labels; null: no series can have such labels.</summary>
    private SeriesState* Resolve(ref SeriesRef handle, LabelSet labels)
    {
        if (handle.Value != 0)
        {
            SeriesState* known = _head.Series.Find(handle.Value);
            if (known is not null && !known->Has(SeriesFlags.Gone)) return known;
            _head.AwaitRemoval();
        }
        SeriesState* found = _head.Series.Find(labels);
        if (found is null && LabelRules.AreValid(labels)) found = _head.Series.GetOrAdd(labels, out _);
        handle = found is null ? default : new SeriesRef(found->Slot);
        return found;
    }

    private bool IsThere(SeriesState* series)
    {
        if (((SeriesFlags)Volatile.Read(ref *(ushort*)&series->Flags) & SeriesFlags.Gone) == 0) return true;
        _head.AwaitRemoval();
        return !series->Has(SeriesFlags.Gone);
    }

    private bool IsOutOfBounds(long timestamp, out AppendOutcome outcome)
    {
        outcome = AppendOutcome.Accepted;
        if (timestamp > _bounds.Newest) outcome = AppendOutcome.TooFarInFuture;
        else if (timestamp < _bounds.Oldest && timestamp < _bounds.OldestOutOfOrder)
            outcome = _bounds.TakesOutOfOrder ? AppendOutcome.OutOfOrder : AppendOutcome.OutOfBounds;
        return outcome != AppendOutcome.Accepted;
    }

    private AppendOutcome Judge(AppendBatch batch, SeriesState* series, long timestamp, ulong bits, ref PendingKind kind)
    {
        bool histogram = kind == PendingKind.Histogram, wasHistogram;
        long newest;
        ulong newestBits;
        if (batch.TryGetPending(series, out PendingSample pending))
        {
            wasHistogram = pending.Kind == PendingKind.Histogram;
            newest = pending.Timestamp;
            double value = wasHistogram ? batch.Histograms[(int)pending.Value].Sum : pending.Value;
            newestBits = BitConverter.DoubleToUInt64Bits(value);
            if (wasHistogram != histogram) batch.NoteMixed();
        }
        else if (series->Has(SeriesFlags.HasSamples))
        {
            wasHistogram = series->Has(SeriesFlags.Histogram);
            newest = series->Encoder.LastTime;
            newestBits = series->Has(SeriesFlags.ValueUnknown) ? bits : series->Encoder.LastValueBits;
        }
        else return JudgeFirst(timestamp, ref kind);
        if (timestamp > newest && timestamp >= _bounds.Oldest) return AppendOutcome.Accepted;
        if (timestamp == newest)
            return wasHistogram == histogram && newestBits == bits ? AppendOutcome.Duplicate : AppendOutcome.DuplicateForTimestamp;
        return JudgeOutOfOrder(timestamp, ref kind);
    }

    private AppendOutcome JudgeFirst(long timestamp, ref PendingKind kind) =>
        timestamp >= _bounds.Oldest ? AppendOutcome.Accepted : JudgeOutOfOrder(timestamp, ref kind);

    private AppendOutcome JudgeOutOfOrder(long timestamp, ref PendingKind kind)
    {
        if (timestamp < _bounds.OldestOutOfOrder) return timestamp < _bounds.Oldest && !_bounds.TakesOutOfOrder ? AppendOutcome.OutOfBounds : AppendOutcome.OutOfOrder;
        kind |= PendingKind.OutOfOrder;
        return AppendOutcome.Accepted;
    }

    private AppendOutcome Refuse(AppendOutcome outcome, PendingKind kind)
    {
        _head.Metrics.Refused(outcome, kind);
        return outcome;
    }
}
