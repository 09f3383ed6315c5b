using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Head;

/// <summary>One batch for the head. Samples are judged when they are appended and stored when the batch is committed.</summary>
internal sealed class HeadAppender : IAppender
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
        AppendOutcome outcome = _bounds.Judge(timestamp);
        while (outcome == AppendOutcome.Accepted)
        {
            if (Resolve(ref series, labels) is not { } found) return AppendOutcome.InvalidLabels;
            lock (found)
            {
                if (found.IsGone) continue;
                outcome = Judge(batch, found, timestamp, value);
                if (outcome != AppendOutcome.Accepted) break;
                found.PendingCount++;
                found.PendingBatch = batch.Id;
                found.PendingIndex = batch.Add(found, timestamp, value);
                return AppendOutcome.Accepted;
            }
        }
        _head.Metrics.Refused(outcome);
        return outcome;
    }

    public AppendOutcome Append(ref SeriesRef series, LabelSet labels, long timestamp, NativeHistogram histogram) => AppendOutcome.NotSupported;

    public AppendOutcome AppendExemplar(ref SeriesRef series, LabelSet labels, Exemplar exemplar)
    {
        if (_head.Exemplars.Capacity == 0) return AppendOutcome.NotSupported;
        if (!LabelRules.AreValidOnExemplar(exemplar.Labels)) return AppendOutcome.InvalidLabels;
        AppendBatch batch = Batch;
        while (true)
        {
            if (Resolve(ref series, labels) is not { } found) return AppendOutcome.InvalidLabels;
            AppendOutcome outcome = Judge(found, exemplar);
            _head.Metrics.RefusedExemplar(outcome);
            if (outcome != AppendOutcome.Accepted) return outcome;
            if (!TryHold(found)) continue;
            batch.Exemplars.Add((found, exemplar));
            return AppendOutcome.Accepted;
        }
    }

    public void SetMetadata(ref SeriesRef series, LabelSet labels, MetricMetadata metadata)
    {
        AppendBatch batch = Batch;
        while (Resolve(ref series, labels) is { } found)
        {
            if (!_head.Metadata.Differs(found, metadata)) return;
            if (!TryHold(found)) continue;
            batch.Metadata.Add((found, metadata));
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
    private MemSeries? Resolve(ref SeriesRef handle, LabelSet labels)
    {
        if (handle.Value != 0 && _head.Series.Find(handle.Value) is { IsGone: false } known) return known;
        MemSeries? found = _head.Series.Find(labels);
        if (found is null && LabelRules.AreValid(labels)) found = _head.Series.GetOrAdd(labels, out _);
        handle = found is null ? default : new SeriesRef((ulong)found.Slot);
        return found;
    }

    private static AppendOutcome Judge(AppendBatch batch, MemSeries series, long timestamp, double value)
    {
        long newest;
        ulong bits;
        if (batch.TryGetPending(series, out PendingSample pending)) (newest, bits) = (pending.Timestamp, BitConverter.DoubleToUInt64Bits(pending.Value));
        else if (series.HasSamples) (newest, bits) = (series.LastTime, series.LastValueBits);
        else return AppendOutcome.Accepted;
        if (timestamp > newest) return AppendOutcome.Accepted;
        if (timestamp < newest) return AppendOutcome.OutOfOrder;
        return bits == BitConverter.DoubleToUInt64Bits(value) ? AppendOutcome.Duplicate : AppendOutcome.DuplicateForTimestamp;
    }

    private AppendOutcome Judge(MemSeries series, Exemplar exemplar)
    {
        _head.Visibility.EnterReadLock();
        try
        {
            return _head.Exemplars.Judge(series, exemplar);
        }
        finally
        {
            _head.Visibility.ExitReadLock();
        }
    }

    private static bool TryHold(MemSeries series)
    {
        lock (series)
        {
            if (series.IsGone) return false;
            series.PendingCount++;
            return true;
        }
    }
}
