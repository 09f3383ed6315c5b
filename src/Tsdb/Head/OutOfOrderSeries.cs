using System.Runtime.InteropServices;
using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>A finished chunk of samples that came out of order: in memory until it is on disk.</summary>
internal sealed class OutOfOrderChunk(ChunkInfo info, byte[]? data)
{
    public ChunkInfo Info => info;

    /// <summary>Its bytes; null: it is at <see cref="Place"/>.</summary>
    public byte[]? Data { get; private set; } = data;

    public HeadChunkRef Place { get; private set; }

    public void MovedTo(HeadChunkRef place)
    {
        Place = place;
        Data = null;
    }
}

/// <summary>
/// The samples of one series that came out of order: up to 32 sorted in an open list, then in chunks that may overlap each other and everything else.
/// </summary>
internal sealed unsafe class OutOfOrderSeries
{
    private const int MostOpen = 32;

    private readonly List<(long Time, double Value, NativeHistogram? Histogram)> _open = new(4);

    /// <summary>In the order they were finished.</summary>
    public List<OutOfOrderChunk> Chunks { get; private set; } = [];

    public bool IsEmpty => _open.Count == 0 && Chunks.Count == 0;

    public bool HasChunksInMemory => Chunks.Exists(chunk => chunk.Data is not null);

    public TimeRange Range
    {
        get
        {
            (long min, long max) = _open.Count > 0 ? (_open[0].Time, _open[^1].Time) : (long.MaxValue, long.MinValue);
            foreach (OutOfOrderChunk chunk in Chunks) (min, max) = (Math.Min(min, chunk.Info.MinTime), Math.Max(max, chunk.Info.MaxTime));
            return new TimeRange(min, max);
        }
    }

    /// <summary>False: the open list has a sample at that time. Of finished chunks it is not asked, as upstream does not.</summary>
    public bool Insert(long time, double value, NativeHistogram? histogram)
    {
        int at = _open.Count;
        while (at > 0 && _open[at - 1].Time >= time) at--;
        if (at < _open.Count && _open[at].Time == time) return false;
        _open.Insert(at, (time, value, histogram));
        if (_open.Count >= MostOpen) Finish();
        return true;
    }

    /// <summary>Makes chunks of the open list.</summary>
    public void Finish()
    {
        // Readers hold the list they were given.
        if (_open.Count == 0) return;
        Chunks = [.. Chunks, .. EncodeOpen()];
        _open.Clear();
    }

    /// <summary>All chunks, the open list as chunks of its own included.</summary>
    public List<OutOfOrderChunk> AllChunks() => _open.Count == 0 ? Chunks : [.. Chunks, .. EncodeOpen()];

    /// <summary>Forgets chunks.</summary>
    public int Remove(Predicate<OutOfOrderChunk> gone)
    {
        int before = Chunks.Count;
        Chunks = Chunks.FindAll(chunk => !gone(chunk));
        return before - Chunks.Count;
    }

    /// <summary>Forgets everything that is not on disk, because the log says that it is; gives the number of samples.</summary>
    public int ForgetMemory()
    {
        int forgotten = _open.Count;
        foreach (OutOfOrderChunk chunk in Chunks)
            if (chunk.Data is not null)
                forgotten += chunk.Info.Samples;
        _open.Clear();
        Remove(chunk => chunk.Data is not null);
        return forgotten;
    }

    private List<OutOfOrderChunk> EncodeOpen()
    {
        var chunks = new List<OutOfOrderChunk>(1);
        Span<(long Time, double Value, NativeHistogram? Histogram)> open = CollectionsMarshal.AsSpan(_open);
        for (int from = 0; from < open.Length;)
        {
            int to = from + 1;
            while (to < open.Length && open[to].Histogram is null == open[from].Histogram is null) to++;
            if (open[from].Histogram is null) chunks.Add(EncodeFloats(open[from..to]));
            else EncodeHistograms(open[from..to], chunks);
            from = to;
        }
        return chunks;
    }

    private static OutOfOrderChunk EncodeFloats(ReadOnlySpan<(long Time, double Value, NativeHistogram? Histogram)> samples)
    {
        byte* buffer = stackalloc byte[(MostOpen + 2) * XorEncoder.MaxSampleBytes];
        var encoder = default(XorEncoder);
        foreach ((long time, double value, _) in samples) encoder.Append(buffer, time, value);
        byte[] data = new byte[encoder.Length + XorDecoder.Padding];
        new ReadOnlySpan<byte>(buffer, encoder.Length).CopyTo(data);
        return new OutOfOrderChunk(new ChunkInfo(ChunkEncoding.Xor, samples[0].Time, samples[^1].Time, samples.Length), data);
    }

    private static void EncodeHistograms(ReadOnlySpan<(long Time, double Value, NativeHistogram? Histogram)> samples, List<OutOfOrderChunk> into)
    {
        HistogramChunk? open = null;
        foreach ((long time, _, NativeHistogram? histogram) in samples)
        {
            if (open is not null && open.Append(time, histogram!) != HistogramAppend.NewChunkNeeded) continue;
            if (open is not null) into.Add(Finished(open));
            open = HistogramChunk.Begin(time, histogram!, null);
        }
        if (open is not null) into.Add(Finished(open));
    }

    private static OutOfOrderChunk Finished(HistogramChunk chunk)
    {
        byte[] data = new byte[chunk.Length + XorDecoder.Padding];
        chunk.Buffer.AsSpan(0, chunk.Length).CopyTo(data);
        return new OutOfOrderChunk(new ChunkInfo(chunk.Encoding, chunk.MinTime, chunk.MaxTime, chunk.Count), data);
    }
}
