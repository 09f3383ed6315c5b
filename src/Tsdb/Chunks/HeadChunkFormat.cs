using System.Buffers.Binary;
using System.Globalization;

namespace Tocsin.Tsdb.Chunks;

/// <summary>A chunk of the head as its file says it: where it is, whose, and when.</summary>
internal readonly record struct HeadChunkMeta(
    HeadChunkRef Reference, ulong Series, long MinTime, long MaxTime, ChunkEncoding Encoding, bool IsOutOfOrder, int Count);

/// <summary>Where a chunk begins: file number in the upper half, byte in the lower, as the markers of the WBL write it.</summary>
internal readonly record struct HeadChunkRef(ulong Value) : IComparable<HeadChunkRef>
{
    public HeadChunkRef(int file, long offset)
        : this(((ulong)file << 32) | (uint)offset)
    {
    }

    public int File => (int)(Value >> 32);

    public long Offset => (uint)Value;

    public int CompareTo(HeadChunkRef other) => Value.CompareTo(other.Value);
}

/// <summary>The bytes of the files in <c>chunks_head/</c>; docs/formats/head-chunks.md draws them.</summary>
internal static class HeadChunkFormat
{
    public const uint Magic = 0x0130BC91;
    public const byte Version = 1;
    public const int FileHeader = 8;
    public const long MaxFileBytes = 128 * 1024 * 1024;

    /// <summary>Series (8), oldest and newest time (8 each), encoding (1).</summary>
    public const int ChunkHeader = 25;

    public const int Checksum = 4;

    /// <summary>Set in the encoding of chunks that came out of order.</summary>
    public const byte OutOfOrderBit = 0x80;

    /// <summary>No chunk has more bytes.</summary>
    public const int MaxChunkBytes = 16 * 1024 * 1024;

    public static string NameOf(int file) => file.ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>Writes a chunk with its frame; gives the number of bytes.</summary>
    public static int Write(Span<byte> into, ulong series, in ChunkView chunk, bool outOfOrder)
    {
        BinaryPrimitives.WriteUInt64BigEndian(into, series);
        BinaryPrimitives.WriteInt64BigEndian(into[8..], chunk.MinTime);
        BinaryPrimitives.WriteInt64BigEndian(into[16..], chunk.MaxTime);
        into[24] = (byte)((byte)chunk.Encoding | (outOfOrder ? OutOfOrderBit : 0));
        int at = ChunkHeader;
        for (uint rest = (uint)chunk.Length; ; rest >>= 7)
        {
            into[at++] = (byte)(rest >= 0x80 ? rest | 0x80 : rest);
            if (rest < 0x80) break;
        }
        at += chunk.CopyTo(into[at..]);
        BinaryPrimitives.WriteUInt32BigEndian(into[at..], Crc32C.Of(into[..at]));
        return at + Checksum;
    }

    /// <summary>Most bytes <see cref="Write"/> takes for a chunk of the given length.</summary>
    public static int MaxBytes(int chunkLength) => ChunkHeader + 5 + chunkLength + Checksum;

    /// <summary>Length of the data and where it begins, relative to the chunk. False: no such length fits into <paramref name="available"/>.</summary>
    public static bool TryLength(ReadOnlySpan<byte> available, out int begin, out int length)
    {
        (begin, length) = (ChunkHeader, 0);
        for (int shift = 0; shift < 35; shift += 7)
        {
            if (begin >= available.Length) return false;
            byte next = available[begin++];
            length |= (next & 0x7F) << shift;
            if (next < 0x80) return length is >= 2 and <= MaxChunkBytes && begin + length + Checksum <= available.Length;
        }
        return false;
    }
}
