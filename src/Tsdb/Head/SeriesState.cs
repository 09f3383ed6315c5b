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

    /// <summary>It has finished chunks that are not on disk yet; <see cref="SeriesChunks"/> has them.</summary>
    ToMap = 256,

    /// <summary>Its open float chunk is the first of its two hours, and ends at a size of its own.</summary>
    FirstOfRange = 512,
}

/// <summary>A series in memory: 85 bytes and those of its labels' codes, outside the garbage collector.</summary>
// Who may touch what:
//   LabelBytes, labels, Slot              immutable
//   Reference                             immutable once the log has been read
//   Flags                                 changed under the commit gate
//   chunks (Encoder, Open*, CutAfter,     changed under the gate with the head locked for writing, read with it locked for reading.
//     Tail, Mapped)                       An appender reads LastTime and the value without a lock: a commit at the same moment may make it accept
//                                         what the commit then leaves out.
//   PendingStamp                          written by appenders without a lock; see HeadAppender
// The first 64 bytes are what an append needs. Every byte here is there a million times.
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal unsafe struct SeriesState
{
    public const int FieldBytes = 85;

    /// <summary>Writes the open float chunk; knows the newest timestamp and value also when none is open.</summary>
    public XorEncoder Encoder;

    /// <summary>Where the open float chunk goes on; its next block is the first one. Null: no chunk is open.</summary>
    public OpenBlock* Tail;

    /// <summary>The batch that appended last and where in it; see <see cref="AppendBatch"/>.</summary>
    public ulong PendingStamp;

    /// <summary>So many ms before the newest sample the open float chunk began.</summary>
    public uint OpenAge;

    /// <summary>When the open chunk ends: so many ms after it began.</summary>
    public uint CutAfter;

    /// <summary>Its place in the tables and in the handles of this process; never used twice.</summary>
    public uint Slot;

    public SeriesFlags Flags;

    /// <summary>Length of the codes of its label pairs, which follow the state in order.</summary>
    public ushort LabelBytes;

    /// <summary>Its number in the write-ahead log and in files of head chunks.</summary>
    public ulong Reference;

    /// <summary>Finished chunks on disk, the oldest first.</summary>
    public MappedList Mapped;

    /// <summary>Blocks of the open float chunk.</summary>
    public byte OpenBlocks;

    public readonly bool Has(SeriesFlags flag) => (Flags & flag) != 0;

    public readonly bool HasChunks => Tail is not null || Has(SeriesFlags.ToMap) || Mapped.Count > 0;

    /// <summary>When the open float chunk began.</summary>
    public readonly long OpenSince => Encoder.LastTime - OpenAge;

    /// <summary>Bytes that the blocks of the open float chunk hold.</summary>
    public readonly int OpenCapacity => OpenBlocks * OpenBlock.Payload;

    /// <summary>The first block of the open float chunk; null: none is open.</summary>
    public readonly OpenBlock* Open => Tail is null ? null : Tail->Next;

    // The size of the struct is rounded up to its packing; the codes begin where its last field ends.
    public static byte* LabelsOf(SeriesState* series) => (byte*)series + FieldBytes;

    public static int BytesWith(int labelBytes) => Math.Max(sizeof(SeriesState), FieldBytes + labelBytes);
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

/// <summary>A piece of an open float chunk; the last is followed by the first. All pieces have one size, so that growing chunks leave no holes in memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OpenBlock
{
    public const int Bytes = 64;
    public const int Payload = Bytes - 8;

    public OpenBlock* Next;

    public static byte* DataOf(OpenBlock* block) => (byte*)block + (Bytes - Payload);
}
