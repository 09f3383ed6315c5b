using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>Writes a chunk anew without what is deleted.</summary>
internal static unsafe class ChunkRewrite
{
    /// <summary>The chunks that are left: none, one, or for histograms perhaps more.</summary>
    public static IEnumerable<(ChunkInfo Info, byte[] Bytes)> Without(TimeRange[] deletions, ChunkInfo info, byte[] bytes)
    {
        var samples = new SampleColumns();
        byte[] padded = [.. bytes, .. new byte[XorDecoder.Padding]];
        fixed (byte* data = padded)
            SampleReader.Decode(new ChunkView(info.Encoding, data, bytes.Length, info.Samples, info.MinTime, info.MaxTime), long.MinValue, long.MaxValue, samples);
        var kept = new List<int>();
        for (int i = 0; i < samples.Count; i++)
        {
            long time = samples.Timestamps[i];
            if (!Array.Exists(deletions, range => range.Contains(time))) kept.Add(i);
        }
        if (kept.Count == 0) return [];
        return info.Encoding == ChunkEncoding.Xor ? [Floats(samples, kept)] : Histograms(samples, kept);
    }

    private static (ChunkInfo Info, byte[] Bytes) Floats(SampleColumns samples, List<int> kept)
    {
        byte[] buffer = new byte[((kept.Count + 2) * XorEncoder.MaxSampleBytes) + XorDecoder.Padding];
        var encoder = default(XorEncoder);
        fixed (byte* start = buffer)
            foreach (int i in kept)
                encoder.Append(start, samples.Timestamps[i], samples.Values[i]);
        return (new ChunkInfo(ChunkEncoding.Xor, samples.Timestamps[kept[0]], samples.Timestamps[kept[^1]], kept.Count), buffer[..encoder.Length]);
    }

    private static List<(ChunkInfo Info, byte[] Bytes)> Histograms(SampleColumns samples, List<int> kept)
    {
        var chunks = new List<(ChunkInfo, byte[])>();
        HistogramChunk? open = null;
        foreach (int i in kept)
        {
            NativeHistogram histogram = samples.Histograms[i]!;
            if (open is not null && open.Append(samples.Timestamps[i], histogram) != HistogramAppend.NewChunkNeeded) continue;
            if (open is not null) chunks.Add(Finished(open));
            open = HistogramChunk.Begin(samples.Timestamps[i], histogram, open);
        }
        if (open is not null) chunks.Add(Finished(open));
        return chunks;
    }

    private static (ChunkInfo Info, byte[] Bytes) Finished(HistogramChunk chunk) =>
        (new ChunkInfo(chunk.Encoding, chunk.MinTime, chunk.MaxTime, chunk.Count), chunk.Buffer[..chunk.Length]);
}
