using System.Runtime.Intrinsics.X86;
using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Head;

/// <summary>Puts the samples of a batch into memory, and counts. With the head locked for writing.</summary>
internal unsafe ref struct AppliedBatch(MemoryHead head)
{
    // A series that was not touched for a while is far away: it is called for this many samples ahead.
    private const int Ahead = 8;

    private long _floats;
    private long _histograms;
    private long _outOfOrder;
    private long _minTime = long.MaxValue;
    private long _maxTime = long.MinValue;

    public void Apply(AppendBatch batch)
    {
        ReadOnlySpan<PendingSample> samples = batch.Samples;
        for (int i = 0; i < samples.Length; i++)
        {
            if (Sse.IsSupported && i + Ahead < samples.Length) Prefetch(samples, i);
            ref readonly PendingSample sample = ref samples[i];
            SeriesState* series = sample.Series;
            if (sample.Kind == PendingKind.Float)
            {
                if (!head.Add(series, sample.Timestamp, sample.Value)) continue;
                _floats++;
            }
            else if (sample.Kind == PendingKind.Histogram)
            {
                if (!head.Add(series, sample.Timestamp, batch.Histograms[(int)sample.Value])) continue;
                _histograms++;
            }
            else
            {
                InsertOutOfOrder(batch, sample);
                continue;
            }
            head.EnsureIndexed(series);
            _minTime = Math.Min(_minTime, sample.Timestamp);
            _maxTime = Math.Max(_maxTime, sample.Timestamp);
        }
        if (_maxTime >= _minTime) head.Cover(_minTime, _maxTime);
        head.Counts.Samples += _floats + _histograms + _outOfOrder;
        head.Metrics.Appended(_floats, _histograms);
        if (_outOfOrder > 0) head.Metrics.AppendedOutOfOrder(_outOfOrder);
    }

    private void InsertOutOfOrder(AppendBatch batch, in PendingSample sample)
    {
        NativeHistogram? histogram = (sample.Kind & PendingKind.Histogram) == 0 ? null : batch.Histograms[(int)sample.Value];
        if (head.OutOfOrder.Insert(sample.Series, sample.Timestamp, sample.Value, histogram)) _outOfOrder++;
        head.EnsureIndexed(sample.Series);
    }

    private static void Prefetch(ReadOnlySpan<PendingSample> samples, int at)
    {
        SeriesState* far = samples[at + Ahead].Series;
        Sse.Prefetch0(far);
        Sse.Prefetch0((byte*)far + 64);
        SeriesState* near = samples[at + (Ahead / 2)].Series;
        if (near->Tail is not null) Sse.Prefetch0(near->Tail);
    }
}
