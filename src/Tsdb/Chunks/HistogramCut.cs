namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// When a histogram chunk ends, as Prometheus decides it: about 1 KiB, parts of equal length within the two-hour range, and at least ten samples unless
/// the range ends.
/// </summary>
internal struct HistogramCut(long start)
{
    public const int TargetBytes = 1024;
    public const int LeastSamples = 10;

    private readonly long _rangeEnd = ChunkCut.RangeEnd(start);
    private long _cutAt = ChunkCut.RangeEnd(start);
    private bool _estimated;

    /// <summary>Whether a sample at <paramref name="timestamp"/> starts a new chunk; the chunk is as given.</summary>
    public bool IsDue(long timestamp, long newest, int samples, int bytes)
    {
        if (!_estimated && bytes >= TargetBytes / 4)
        {
            double parts = (_rangeEnd - start) / ((newest - start + 1) * ((double)TargetBytes / bytes));
            _cutAt = parts <= 1 ? _rangeEnd : (long)(start + ((_rangeEnd - start) / Math.Floor(parts)));
            _estimated = true;
        }
        return (timestamp >= _cutAt || bytes >= 2 * TargetBytes) && (samples >= LeastSamples || timestamp >= _rangeEnd);
    }
}
