namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// The buffers that open chunks are written to, in a few sizes, reused. Not thread-safe: only whoever may change series touches it.
/// </summary>
// A selection reads the buffers of open chunks without a lock. So a buffer given back while any selection is open goes to the garbage collector
// instead of the next series; a selection counts itself in before it looks at a series (BeginReading), and buffers are given back only while no
// selection can be looking.
internal sealed class ChunkBuffers
{
    /// <summary>A chunk does not grow beyond this, padding apart.</summary>
    public const int MaxChunkBytes = 1024;

    private const int MaxKept = 16 * 1024;
    private static readonly int[] Sizes = [128, 256, 512, MaxChunkBytes + 64];

    private readonly Stack<byte[]>[] _free = [new(), new(), new(), new()];
    private int _readers;

    public void BeginReading() => Interlocked.Increment(ref _readers);

    public void EndReading() => Interlocked.Decrement(ref _readers);

    /// <summary>The smallest buffer for the given number of chunk bytes; the content is whatever was there before.</summary>
    public byte[] Rent(int bytes)
    {
        int size = 0;
        while (Sizes[size] < bytes + XorDecoder.Padding) size++;
        return _free[size].TryPop(out byte[]? buffer) ? buffer : new byte[Sizes[size]];
    }

    public void Return(byte[] buffer)
    {
        if (Volatile.Read(ref _readers) != 0) return;
        int size = Array.IndexOf(Sizes, buffer.Length);
        if (size >= 0 && _free[size].Count < MaxKept) _free[size].Push(buffer);
    }
}
