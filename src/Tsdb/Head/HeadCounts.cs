namespace Tocsin.Tsdb.Head;

/// <summary>How much the head holds. Changed with the head locked for writing.</summary>
internal sealed class HeadCounts
{
    private long _samples;
    private long _chunks;

    public long Samples
    {
        get => Interlocked.Read(ref _samples);
        set => Interlocked.Exchange(ref _samples, value);
    }

    public long Chunks
    {
        get => Interlocked.Read(ref _chunks);
        set => Interlocked.Exchange(ref _chunks, value);
    }
}
