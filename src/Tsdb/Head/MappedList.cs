using System.Runtime.InteropServices;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>A finished chunk on disk. It begins at the given time or up to a minute later (its file knows), and ends before the next one begins.</summary>
internal readonly record struct MappedChunk(long MinTime, HeadChunkRef Place);

/// <summary>Chunks on disk, in nodes, the newest node first. Places behind the count are nobody's, so a node is filled up while others read it.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal unsafe struct MappedList
{
    public MappedNode* Newest;
    public int Count;

    /// <summary>Adds the chunks to a list, the oldest first.</summary>
    public readonly void CopyTo(List<MappedChunk> into)
    {
        int begin = into.Count, end = Count;
        for (MappedNode* node = Newest; node is not null; end = node->Before, node = node->Older)
            for (int i = end - node->Before - 1; i >= 0; i--)
                into.Add(MappedNode.At(node, i));
        into.Reverse(begin, into.Count - begin);
    }
}

/// <summary>Up to eight chunks, each told by its distance from the first.</summary>
// A place is an offset of 27 bits, as no file has more than 128 MiB, and above it how many files later; a time is 8 bits in steps of 65,536 ms, 4.6 hours,
// rounded down. What is farther away begins a node of its own. A node is as large as a block of an open chunk, so that either goes where the other was.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MappedNode
{
    public const int Bytes = OpenBlock.Bytes;

    private const int Most = 8;
    private const int OffsetBits = 27;
    private const int OffsetMask = (1 << OffsetBits) - 1;
    private const int MostFiles = 1 << (32 - OffsetBits);
    private const int StepBits = 16;

    public MappedNode* Older;

    private long _minTime;

    /// <summary>Chunks in older nodes.</summary>
    public int Before;

    private int _file;
    private fixed uint _places[Most];
    private fixed byte _steps[Most];

    /// <summary>When the first chunk begins, or a little earlier.</summary>
    public readonly long MinTime => _minTime;

    /// <summary>Begins a node with one chunk.</summary>
    public static void Begin(MappedNode* node, MappedList list, in MappedChunk first)
    {
        node->Older = list.Newest;
        (node->Before, node->_file, node->_minTime) = (list.Count, first.Place.File, first.MinTime);
        node->TryAdd(0, first);
    }

    public static MappedChunk At(MappedNode* node, int index)
    {
        uint place = node->_places[index];
        return new MappedChunk(node->_minTime + ((long)node->_steps[index] << StepBits), new HeadChunkRef(node->_file + (int)(place >> OffsetBits), place & OffsetMask));
    }

    /// <summary>False: the node is full, or the chunk is too far away.</summary>
    public bool TryAdd(int index, in MappedChunk chunk)
    {
        long files = chunk.Place.File - (long)_file, steps = (chunk.MinTime - _minTime) >> StepBits;
        if (index >= Most || files is < 0 or >= MostFiles || steps is < 0 or > byte.MaxValue) return false;
        _places[index] = ((uint)files << OffsetBits) | (uint)chunk.Place.Offset;
        _steps[index] = (byte)steps;
        return true;
    }
}
