using Tocsin.Model.Samples;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb;

/// <summary>A chunk in an encoding of Prometheus: 1 XOR, 2 histograms, 3 float histograms. Times in ms since the epoch, both ends inclusive.</summary>
public readonly ref struct EncodedChunk(int encoding, long minTime, long maxTime, ReadOnlySpan<byte> bytes)
{
    public int Encoding => encoding;

    public long MinTime => minTime;

    public long MaxTime => maxTime;

    /// <summary>From the number of samples on, as chunk files and remote read have them.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;
}

/// <summary>Makes chunks of up to 120 samples. Reusable; for one thread.</summary>
public sealed class ChunkEncoder
{
    private readonly SampleChunker _chunker = new();

    /// <summary>Chunks of the samples encoded last, the oldest first.</summary>
    public int Count => _chunker.Count;

    /// <summary>Valid until the next <see cref="Encode"/>.</summary>
    public EncodedChunk this[int chunk]
    {
        get
        {
            ChunkInfo info = _chunker.InfoOf(chunk);
            return new EncodedChunk((int)info.Encoding, info.MinTime, info.MaxTime, _chunker.BytesOf(chunk));
        }
    }

    /// <summary>Samples of one series, in the order of time.</summary>
    public void Encode(SampleColumns samples)
    {
        _chunker.Clear();
        _chunker.Add(samples);
        _chunker.Finish();
    }

    /// <summary>CRC-32 with Castagnoli's polynomial, which goes with chunks wherever they go.</summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> bytes) => Crc32C.Of(bytes);
}
