using System.Runtime.InteropServices;

namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// Memory outside the garbage collector in many small blocks: carved from slabs in the order asked for, reused by size. Thread-safe. Whoever frees a
/// block says the size it was asked for.
/// </summary>
// A few bytes behind any block are readable: decoders load more than they use.
// Slabs go back to the system only with the heap itself (its finalizer: views may outlive the store). What is freed serves the next block of its size.
internal sealed unsafe class NativeHeap
{
    private const int SlabBytes = 1 << 20;
    private const int Grain = 8;
    private const int LargestBlock = 4096;

    private static readonly int[] Sizes =
        [8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120, 128, 136, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448, 512, 640, 768, 896,
            1024, 1152, 1408, 1792, 2304, 3072, LargestBlock];

    private static readonly byte[] ClassOfGrains = MakeClasses();

    private readonly Lock _lock = new();
    private readonly byte*[] _free = new byte*[Sizes.Length];
    private readonly List<nint> _slabs = [];
    private byte* _next;
    private byte* _end;
    private long _used;

    ~NativeHeap()
    {
        foreach (nint slab in _slabs) NativeMemory.AlignedFree((void*)slab);
    }

    /// <summary>Bytes in blocks that are in use.</summary>
    public long UsedBytes => Interlocked.Read(ref _used);

    /// <summary>What a block of the given size really holds.</summary>
    public static int CapacityOf(int size) => size > LargestBlock ? size : Sizes[ClassOfGrains[(size + Grain - 1) / Grain]];

    /// <summary>A block with whatever was there before, aligned to 8 bytes.</summary>
    public byte* Allocate(int size)
    {
        if (size > LargestBlock)
        {
            Interlocked.Add(ref _used, size);
            return (byte*)NativeMemory.Alloc((nuint)size + XorDecoder.Padding);
        }
        int kind = ClassOfGrains[(size + Grain - 1) / Grain];
        lock (_lock)
        {
            _used += Sizes[kind];
            byte* block = _free[kind];
            if (block is not null)
            {
                _free[kind] = *(byte**)block;
                return block;
            }
            if (_end - _next < Sizes[kind]) AddSlab();
            block = _next;
            _next += Sizes[kind];
            return block;
        }
    }

    public void Free(byte* block, int size)
    {
        if (size > LargestBlock)
        {
            Interlocked.Add(ref _used, -size);
            NativeMemory.Free(block);
            return;
        }
        int kind = ClassOfGrains[(size + Grain - 1) / Grain];
        lock (_lock)
        {
            _used -= Sizes[kind];
            *(byte**)block = _free[kind];
            _free[kind] = block;
        }
    }

    private void AddSlab()
    {
        _next = (byte*)NativeMemory.AlignedAlloc(SlabBytes + XorDecoder.Padding, 64);
        _end = _next + SlabBytes;
        _slabs.Add((nint)_next);
    }

    private static byte[] MakeClasses()
    {
        var classes = new byte[(LargestBlock / Grain) + 1];
        for (int grains = 0, kind = 0; grains < classes.Length; grains++)
        {
            while (Sizes[kind] < grains * Grain) kind++;
            classes[grains] = (byte)kind;
        }
        return classes;
    }
}
