namespace Tocsin.Tsdb.Chunks;

/// <summary>A finished chunk: immutable, readable from any thread. Times in ms since the epoch, both ends inclusive.</summary>
/// <param name="Data">The XOR chunk, followed by <see cref="XorDecoder.Padding"/> bytes.</param>
internal sealed record Chunk(long MinTime, long MaxTime, int Count, byte[] Data)
{
    public int Length => Data.Length - XorDecoder.Padding;
}
