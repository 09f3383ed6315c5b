using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>The chunks of a series at one moment. Immutable, though appending goes on: see <see cref="XorEncoder"/> for the open chunk.</summary>
internal readonly struct PinnedChunks(Chunk[] chunks, int first, int end, byte[]? open, int openLength, int openCount, long openMin, long openMax)
{
    public bool IsEmpty => first == end && open is null;

    public long MinTime => first < end ? chunks[first].MinTime : openMin;

    public long MaxTime => open is not null ? openMax : chunks[end - 1].MaxTime;

    /// <summary>Whether any chunk reaches into the time range, both ends inclusive.</summary>
    public bool Overlaps(long minTime, long maxTime)
    {
        if (open is not null && openMin <= maxTime && openMax >= minTime) return true;
        int at = FirstEndingAt(minTime);
        return at < end && chunks[at].MinTime <= maxTime;
    }

    /// <summary>Adds the samples in the time range, oldest first.</summary>
    /// <exception cref="InvalidDataException">A chunk's bytes are not a chunk: memory was corrupted.</exception>
    public void Read(long minTime, long maxTime, SampleColumns into)
    {
        for (int i = FirstEndingAt(minTime); i < end && chunks[i].MinTime <= maxTime; i++)
            Read(chunks[i].Data, chunks[i].Length, chunks[i].Count, minTime, maxTime, into);
        if (open is not null && openMin <= maxTime && openMax >= minTime) Read(open, openLength, openCount, minTime, maxTime, into);
    }

    private static void Read(byte[] data, int length, int count, long minTime, long maxTime, SampleColumns into)
    {
        (Memory<long> times, Memory<double> values) = into.Tail(count);
        if (!XorDecoder.Decode(data, length, count, times.Span, values.Span)) throw new InvalidDataException("a chunk in memory cannot be decoded");
        Span<long> decoded = times.Span;
        int from = 0, to = count;
        if (decoded[0] < minTime) from = LowerBound(decoded, minTime);
        if (decoded[^1] > maxTime) to = LowerBound(decoded, maxTime + 1);
        if (from > 0)
        {
            decoded[from..to].CopyTo(decoded);
            values.Span[from..to].CopyTo(values.Span);
        }
        into.Advance(to - from);
    }

    private static int LowerBound(ReadOnlySpan<long> times, long time)
    {
        int low = 0, high = times.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (times[middle] < time) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private int FirstEndingAt(long minTime)
    {
        int low = first, high = end;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (chunks[middle].MaxTime < minTime) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
