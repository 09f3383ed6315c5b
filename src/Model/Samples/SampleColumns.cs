namespace Tocsin.Model.Samples;

/// <summary>
/// Samples of one series as columns: timestamps in ms since the epoch, ascending, and float values; the caller owns and reuses the buffers.
/// </summary>
public sealed class SampleColumns
{
    private long[] _timestamps = [];
    private double[] _values = [];
    private NativeHistogram?[]? _histograms;
    private long[]? _starts;

    public int Count { get; private set; }

    /// <summary>Samples there is room for.</summary>
    public int Capacity => _timestamps.Length;

    public ReadOnlySpan<long> Timestamps => _timestamps.AsSpan(0, Count);

    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>A side column that is empty while the series holds floats only; where its entry is not null, the value column is void.</summary>
    public ReadOnlySpan<NativeHistogram?> Histograms => _histograms is null ? default : _histograms.AsSpan(0, Count);

    /// <summary>
    /// A side column that is empty while no sample has one: when the counting behind a sample began, in ms since the epoch; 0 is unknown.
    /// </summary>
    public ReadOnlySpan<long> StartTimestamps => _starts is null ? default : _starts.AsSpan(0, Count);

    public void Clear()
    {
        _starts = null;
        if (_histograms is not null)
        {
            Array.Clear(_histograms);
            _histograms = null;
        }
        Count = 0;
    }

    public void Add(long timestamp, double value)
    {
        Reserve(1);
        _timestamps[Count] = timestamp;
        _values[Count++] = value;
    }

    public void Add(long timestamp, NativeHistogram histogram)
    {
        Reserve(1);
        _histograms ??= new NativeHistogram?[_timestamps.Length];
        _timestamps[Count] = timestamp;
        _values[Count] = 0;
        _histograms[Count++] = histogram;
    }

    /// <summary>Says when the counting behind the newest sample began.</summary>
    public void SetStart(long start)
    {
        _starts ??= new long[_timestamps.Length];
        _starts[Count - 1] = start;
    }

    /// <summary>Room for <paramref name="more"/> samples, to be filled by a decoder and taken by <see cref="Advance"/>.</summary>
    public (Memory<long> Timestamps, Memory<double> Values) Tail(int more)
    {
        Reserve(more);
        return (_timestamps.AsMemory(Count, more), _values.AsMemory(Count, more));
    }

    public void Advance(int added) => Count += added;

    private void Reserve(int more)
    {
        if (Count + more <= _timestamps.Length) return;
        int size = Math.Max(Math.Max(128, _timestamps.Length * 2), Count + more);
        Array.Resize(ref _timestamps, size);
        Array.Resize(ref _values, size);
        if (_histograms is not null) Array.Resize(ref _histograms, size);
        if (_starts is not null) Array.Resize(ref _starts, size);
    }
}
