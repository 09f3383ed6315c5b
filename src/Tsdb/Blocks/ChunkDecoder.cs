using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Blocks;

/// <summary>Decodes finished chunks of any encoding, whole, into columns. Thread-safe.</summary>
internal static class ChunkDecoder
{
    private const int MostSamples = ushort.MaxValue;

    // The decoder of floats reads past the end of a chunk; where that may be the end of the file, it gets a copy.
    [ThreadStatic]
    private static byte[]? _copy;

    /// <summary>Adds the samples of a chunk that lie in the time range.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a chunk.</exception>
    /// <exception cref="NotSupportedException">An encoding we do not read.</exception>
    public static void Decode(ChunkEncoding encoding, ReadOnlySpan<byte> chunk, long minTime, long maxTime, SampleColumns into)
    {
        int count = ChunkFiles.CountOf(chunk);
        if (count == 0) return;
        if (encoding == ChunkEncoding.Xor) DecodeFloats(chunk, count, minTime, maxTime, into);
        else if (encoding is not (ChunkEncoding.Histogram or ChunkEncoding.FloatHistogram))
            throw new NotSupportedException($"chunks of encoding {(byte)encoding} are not read");
        else if (!HistogramDecoder.Decode(encoding, chunk, count, minTime, maxTime, into))
            throw new InvalidDataException("a chunk of native histograms cannot be decoded");
    }

    private static void DecodeFloats(ReadOnlySpan<byte> chunk, int count, long minTime, long maxTime, SampleColumns into)
    {
        // Every sample takes two bits at least.
        if (count > MostSamples || count > chunk.Length * 4) throw new InvalidDataException($"a chunk of {chunk.Length} bytes cannot hold {count} samples");
        if (_copy is null || _copy.Length < chunk.Length + XorDecoder.Padding) _copy = new byte[Math.Max(4096, chunk.Length + XorDecoder.Padding)];
        chunk.CopyTo(_copy);
        (Memory<long> timeMemory, Memory<double> valueMemory) = into.Tail(count);
        Span<long> times = timeMemory.Span;
        Span<double> values = valueMemory.Span;
        if (!XorDecoder.Decode(_copy, chunk.Length, count, times, values)) throw new InvalidDataException("a chunk of floats cannot be decoded");
        int from = 0, to = count;
        if (times[0] < minTime) from = LowerBound(times, minTime);
        if (times[^1] > maxTime) to = LowerBound(times, maxTime + 1);
        if (from > 0 && from < to)
        {
            times[from..to].CopyTo(times);
            values[from..to].CopyTo(values);
        }
        into.Advance(Math.Max(0, to - from));
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
}
