using Tocsin.Model.Samples;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Head;

/// <summary>What kind of sample waits; the lower two bits of its pointer to the series.</summary>
[Flags]
internal enum PendingKind
{
    Float = 0,
    Histogram = 1,
    OutOfOrder = 2,
}

/// <summary>A sample that waits for its commit. Of a histogram, the value is its index in the batch.</summary>
internal readonly unsafe struct PendingSample(SeriesState* series, PendingKind kind, long timestamp, double value)
{
    private const nint KindMask = 3;

    private readonly nint _tagged = (nint)series | (nint)kind;

    public SeriesState* Series => (SeriesState*)(_tagged & ~KindMask);

    public PendingKind Kind => (PendingKind)(_tagged & KindMask);

    public long Timestamp => timestamp;

    public double Value => value;
}

/// <summary>What one appender has collected. Reused: its arrays stay for the next batch.</summary>
// A series' stamp says which batch touched it last (upper 40 bits) and where in that batch its newest sample is (lower 24, from 1; 0: not told). It
// serves two purposes: the rules hold inside a batch, and a series is not removed while a batch that touched it may still be open.
internal sealed unsafe class AppendBatch
{
    public const int StampShift = 24;

    private const int KeepSamples = 1 << 18;
    private const int IndexMask = (1 << StampShift) - 1;

    private PendingSample[] _samples = new PendingSample[256];
    private int _count;

    /// <summary>Its number among those who are inside the series table.</summary>
    public (long States, long Texts) Inside { get; private set; }

    public ReadOnlySpan<PendingSample> Samples => _samples.AsSpan(0, _count);

    public List<NativeHistogram> Histograms { get; } = [];

    public List<(uint Slot, Exemplar Exemplar)> Exemplars { get; } = [];

    public List<(uint Slot, MetricMetadata Metadata)> Metadata { get; } = [];

    /// <summary>Some series has samples that go into different records, so that their order matters.</summary>
    public bool IsMixed { get; private set; }

    public bool HasOutOfOrder { get; private set; }

    public bool IsEmpty => _count == 0 && Exemplars.Count == 0 && Metadata.Count == 0;

    public void Begin((long States, long Texts) inside) => Inside = inside;

    public void Add(SeriesState* series, PendingKind kind, long timestamp, double value)
    {
        if (_count == _samples.Length) Array.Resize(ref _samples, _count * 2);
        _samples[_count++] = new PendingSample(series, kind, timestamp, value);
        if (kind >= PendingKind.OutOfOrder)
        {
            HasOutOfOrder = true;
            Touch(series);
            return;
        }
        ulong index = _count < IndexMask ? (ulong)_count : 0;
        Volatile.Write(ref series->PendingStamp, ((ulong)Inside.States << StampShift) | index);
    }

    public void Add(SeriesState* series, PendingKind kind, long timestamp, NativeHistogram histogram)
    {
        Add(series, kind, timestamp, Histograms.Count);
        Histograms.Add(histogram);
    }

    /// <summary>Takes back the sample that was added last.</summary>
    public void Drop()
    {
        if ((_samples[--_count].Kind & PendingKind.Histogram) != 0) Histograms.RemoveAt(Histograms.Count - 1);
    }

    /// <summary>Keeps the series from being removed while the batch is open.</summary>
    public void Touch(SeriesState* series)
    {
        if (series->PendingStamp >> StampShift != (ulong)Inside.States)
            Volatile.Write(ref series->PendingStamp, (ulong)Inside.States << StampShift);
    }

    /// <summary>The newest sample this batch holds for the series.</summary>
    public bool TryGetPending(SeriesState* series, out PendingSample sample)
    {
        sample = default;
        ulong stamp = Volatile.Read(ref series->PendingStamp);
        int index = (int)(stamp & IndexMask);
        if (stamp >> StampShift != (ulong)Inside.States || index == 0) return false;
        sample = _samples[index - 1];
        return true;
    }

    /// <summary>Whether the batch has a histogram of the series that goes into another kind of record.</summary>
    public bool IsOtherHistogram(SeriesState* series, NativeHistogram histogram) =>
        TryGetPending(series, out PendingSample pending) && pending.Kind == PendingKind.Histogram
        && HistogramRecords.TypeOf(Histograms[(int)pending.Value]) != HistogramRecords.TypeOf(histogram);

    public void NoteMixed() => IsMixed = true;

    public void Clear()
    {
        if (_samples.Length > KeepSamples) _samples = new PendingSample[256];
        _count = 0;
        IsMixed = HasOutOfOrder = false;
        Histograms.Clear();
        Exemplars.Clear();
        Metadata.Clear();
    }
}
