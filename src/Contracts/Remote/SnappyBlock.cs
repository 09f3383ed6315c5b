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
        try
        {
            int length = Snappy.GetUncompressedLength(block);
            if (length < 0 || length > limit) throw new InvalidDataException($"snappy: decoded length {(uint)length} exceeds the limit of {limit} bytes");
            byte[] plain = new byte[length];
            int written = Snappy.Decompress(block, plain);
            return written == length ? plain : throw new InvalidDataException("snappy: corrupt input");
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or OverflowException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("snappy: corrupt input", e);
        }
    }
}
