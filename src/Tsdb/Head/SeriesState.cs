using System.Runtime.InteropServices;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>What is true of a series.</summary>
[Flags]
internal enum SeriesFlags : ushort
{
    None = 0,

    /// <summary>The log holds its series record.</summary>
    Logged = 1,

    /// <summary>It has been committed: queries may find it.</summary>
    Indexed = 2,

    /// <summary>Removed from the head, or about to be; a handle that still leads here is stale.</summary>
    Gone = 4,

    /// <summary>Its newest time is known.</summary>
    HasSamples = 8,

    /// <summary>Its newest value is not known (it was read from a chunk on disk).</summary>
    ValueUnknown = 16,

    /// <summary>Its newest sample is a native histogram; <see cref="HistogramTable"/> has the open chunk.</summary>
    Histogram = 32,

    /// <summary><see cref="OutOfOrderTable"/> has samples of it.</summary>
    OutOfOrder = 64,

    /// <summary><see cref="DeletionTable"/> has ranges of it.</summary>
    Deletions = 128,

    /// <summary>It has finished chunks that are not on disk yet, and waits in a list for that.</summary>
    ToMap = 256,
}

/// <summary>A series in memory: 128 bytes outside the garbage collector.</summary>
// Who may touch what:
//   Labels, LabelBytes, Hash, Slot, Reference   immutable
//   Flags                                       changed under the commit gate
//   chunks (Encoder, Open*, Closed, Mapped*)    changed under the gate with the head locked for writing, read with it locked for reading.
//                                               An appender reads LastTime and the value without a lock: a commit at the same moment may make it accept
//                                               what the commit then leaves out.
//   PendingStamp                                written by appenders without a lock; see HeadAppender
// The first line of the cache is what an append needs.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SeriesState
{
    public const int Bytes = 128;

    /// <summary>Writes the open float chunk; knows the newest timestamp and value also when none is open.</summary>
    public XorEncoder Encoder;

    /// <summary>Where the open float chunk goes on; null: there is none.</summary>
    public OpenBlock* Tail;

    /// <summary>The batch that appended last and where in it; see <see cref="AppendBatch"/>.</summary>
    public ulong PendingStamp;

    public long OpenSince;

    /// <summary>When the open chunk ends.</summary>
    public long CutAt;

    /// <summary>Its number in the write-ahead log and in files of head chunks.</summary>
    public ulong Reference;

    /// <summary>Its place in the tables and in the handles of this process; never used twice.</summary>
    public uint Slot;

    public SeriesFlags Flags;

    /// <summary>Bytes that the blocks of the open chunk hold.</summary>
    public ushort OpenCapacity;

    /// <summary>The first block of the open float chunk.</summary>
    public OpenBlock* Open;

    /// <summary>Codes of its label pairs, in order.</summary>
    public byte* Labels;

    /// <summary>Finished chunks not on disk yet, the newest first.</summary>
    public ClosedChunk* Closed;

    /// <summary>Finished chunks on disk, the oldest first.</summary>
    public MappedList Mapped;

    public uint Hash;

    public ushort LabelBytes;

    public readonly bool Has(SeriesFlags flag) => (Flags & flag) != 0;

    public readonly bool HasChunks => Tail is not null || Closed is not null || Mapped.Count > 0;
}

/// <summary>A finished chunk in memory; its bytes follow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ClosedChunk
{
    public const int Head = 40;

    public ClosedChunk* Older;
    public long MinTime;
    public long MaxTime;
    public int Length;
    public int Count;
    public ChunkEncoding Encoding;

    public static ChunkView ViewOf(ClosedChunk* chunk) =>
        new(chunk->Encoding, (byte*)chunk + Head, chunk->Length, chunk->Count, chunk->MinTime, chunk->MaxTime);
}

/// <summary>A piece of an open float chunk. All pieces have one size, so that growing chunks leave no holes in memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OpenBlock
{
    public const int Bytes = 64;
    public const int Payload = Bytes - 8;

    public OpenBlock* Next;

    public static byte* DataOf(OpenBlock* block) => (byte*)block + (Bytes - Payload);
}

/// <summary>Chunks on disk, in nodes of three, the newest node first. Older nodes are full.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MappedList
{
    public const int NodeBytes = 64;
    public const int PerNode = 3;

    public MappedNode* Newest;
    public int Count;

    /// <summary>Adds the chunks to a list, the oldest first.</summary>
    public readonly void CopyTo(List<MappedChunk> into)
    {
        int begin = into.Count, inNode = ((Count - 1) % PerNode) + 1;
        for (MappedNode* node = Newest; node is not null; node = node->Older)
        {
            for (int i = inNode - 1; i >= 0; i--) into.Add(MappedNode.At(node, i)[0]);
            inNode = PerNode;
        }
        into.Reverse(begin, into.Count - begin);
    }
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MappedNode
{
    public MappedNode* Older;

    public static MappedChunk* At(MappedNode* node, int index) => (MappedChunk*)(node + 1) + index;
}

/// <summary>A finished chunk on disk. It ends before the next one begins.</summary>
internal readonly record struct MappedChunk(long MinTime, HeadChunkRef Place);
