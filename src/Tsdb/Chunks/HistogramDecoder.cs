using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// Decodes a whole histogram chunk (layouts above <see cref="HistogramChunk"/>, <see cref="HistogramLayout"/> and the sample writers). Arrays of
/// spans and bounds are shared by all histograms of the chunk.
/// </summary>
internal static class HistogramDecoder
{
    private const int HeadBytes = 3;

    /// <summary>Adds the first <paramref name="count"/> samples, those in the time range. False: the bytes are not a chunk of that many samples.</summary>
    public static bool Decode(ChunkEncoding encoding, ReadOnlySpan<byte> chunk, int count, long minTime, long maxTime, SampleColumns into)
    {
        if (count == 0) return true;
        if (chunk.Length <= HeadBytes) return false;
        bool gauge = (chunk[2] & 0xC0) == (byte)HistogramChunk.ResetHeader.Gauge;
        var from = new HistogramBitReader(chunk[HeadBytes..]);
        if (HistogramLayout.Read(ref from) is not { } layout) return false;
        HistogramSampleReader samples = HistogramSampleReader.For(encoding, layout);
        for (int i = 0; i < count; i++)
        {
            if (i == 0) samples.First(ref from);
            else samples.Next(ref from);
            if (from.Failed) return false;
            if (samples.Time < minTime || samples.Time > maxTime) continue;
            // Whether a reset came before the first sample depends on a chunk that may be gone.
            CounterResetHint hint = gauge ? CounterResetHint.Gauge : i == 0 ? CounterResetHint.Unknown : CounterResetHint.NotReset;
            into.Add(samples.Time, samples.Histogram(hint));
        }
        return true;
    }
}
