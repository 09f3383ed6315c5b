namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// The bytes of one chunk as a chunk file holds them (without length, encoding and checksum), in memory somebody else owns. At least
/// <see cref="XorDecoder.Padding"/> bytes behind them are readable.
/// </summary>
// Count, not the number in the chunk's first two bytes, says how many samples there are: an open chunk goes on growing under its views.
internal readonly unsafe struct ChunkView(ChunkEncoding encoding, byte* data, int length, int count, long minTime, long maxTime)
{
    public ChunkEncoding Encoding => encoding;

    public byte* Data => data;

    public int Length => length;

    /// <summary>Samples to decode.</summary>
    public int Count => count;

    public long MinTime => minTime;

    public long MaxTime => maxTime;

    public ReadOnlySpan<byte> Bytes => new(data, length);

    /// <summary>Copies the chunk with the right count at its front; gives the number of bytes.</summary>
    public int CopyTo(Span<byte> into)
    {
        Bytes.CopyTo(into);
        into[0] = (byte)(count >> 8);
        into[1] = (byte)count;
        return length;
    }
}
