namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// Says when memory that was taken out of every structure may be used again: when all who might still look at it have left. Readers and batches enter
/// before they look and exit after. Thread-safe.
/// </summary>
// Entering takes a number; retired memory is stamped with the newest number given so far, and freed when no number up to the stamp is inside any more.
internal sealed unsafe class Epochs(NativeHeap heap)
{
    private readonly Lock _lock = new();
    private readonly List<long> _inside = [];
    private readonly Queue<Retired> _retired = new();
    private long _last;

    private readonly record struct Retired(nint Block, int Size, long Stamp);

    /// <summary>The newest number given.</summary>
    public long Last => Interlocked.Read(ref _last);

    /// <summary>The oldest number still inside; <see cref="long.MaxValue"/> when nobody is.</summary>
    public long Oldest
    {
        get
        {
            lock (_lock) return _inside.Count == 0 ? long.MaxValue : _inside[0];
        }
    }

    /// <summary>Bytes waiting for somebody to leave.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _retired.Count;
        }
    }

    public long Enter()
    {
        lock (_lock)
        {
            _inside.Add(++_last);
            return _last;
        }
    }

    public void Exit(long number)
    {
        lock (_lock)
        {
            int at = _inside.BinarySearch(number);
            if (at < 0) return;
            _inside.RemoveAt(at);
            if (at == 0) Drain();
        }
    }

    /// <summary>Frees a block of the heap, now or when those inside have left.</summary>
    public void Retire(byte* block, int size)
    {
        lock (_lock)
        {
            if (_inside.Count > 0)
            {
                _retired.Enqueue(new Retired((nint)block, size, _last));
                return;
            }
        }
        heap.Free(block, size);
    }

    private void Drain()
    {
        long oldest = _inside.Count == 0 ? long.MaxValue : _inside[0];
        while (_retired.TryPeek(out Retired next) && next.Stamp < oldest)
        {
            heap.Free((byte*)next.Block, next.Size);
            _retired.Dequeue();
        }
    }
}
