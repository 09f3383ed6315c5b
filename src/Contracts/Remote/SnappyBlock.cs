using Snappier;

namespace Tocsin.Contracts.Remote;

/// <summary>The snappy block format of remote read and write, with a bound on what a body may decode to.</summary>
public static class SnappyBlock
{
    /// <summary>Bytes after decoding; a larger body is refused before it costs memory.</summary>
    public const int MaxDecoded = 32 * 1024 * 1024;

    public static byte[] Encode(ReadOnlySpan<byte> plain) => Snappy.CompressToArray(plain);

    /// <exception cref="InvalidDataException">Not a snappy block, or larger than <paramref name="limit"/>.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> block, int limit = MaxDecoded)
    {
        byte[] plain = new byte[LengthOf(block, limit)];
        Decode(block, plain);
        return plain;
    }

    /// <summary>How many bytes the block says it decodes to.</summary>
    /// <exception cref="InvalidDataException">Not a snappy block, or larger than <paramref name="limit"/>.</exception>
    public static int LengthOf(ReadOnlySpan<byte> block, int limit = MaxDecoded)
    {
        int length = Guard(block, default, static (block, _) => Snappy.GetUncompressedLength(block));
        return length >= 0 && length <= limit ? length : throw new InvalidDataException($"snappy: decoded length {(uint)length} exceeds the limit of {limit} bytes");
    }

    /// <summary>Decodes into memory of at least <see cref="LengthOf"/> bytes; gives back how many there are.</summary>
    /// <exception cref="InvalidDataException">The block is corrupt.</exception>
    public static int Decode(ReadOnlySpan<byte> block, Span<byte> plain)
    {
        int length = LengthOf(block, plain.Length);
        int written = Guard(block, plain[..length], static (block, plain) => Snappy.Decompress(block, plain));
        return written == length ? length : throw new InvalidDataException("snappy: corrupt input");
    }

    private static int Guard(ReadOnlySpan<byte> block, Span<byte> plain, Work work)
    {
        try
        {
            return work(block, plain);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or OverflowException or IndexOutOfRangeException or InvalidDataException)
        {
            throw new InvalidDataException("snappy: corrupt input", e);
        }
    }

    private delegate int Work(ReadOnlySpan<byte> block, Span<byte> plain);
}
