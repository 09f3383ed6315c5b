using System.Buffers.Binary;

namespace Tocsin.Tsdb.Index;

/// <summary>Reads numbers and texts one behind the other.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int At { get; private set; }

    public readonly int Left => _bytes.Length - At;

    public byte Byte() => Bytes(1)[0];

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64BigEndian(Bytes(8));

    public long Varint()
    {
        ulong zigZag = Uvarint();
        return (long)(zigZag >> 1) ^ -(long)(zigZag & 1);
    }

    /// <exception cref="InvalidDataException">The bytes end, or hold no number of 64 bits.</exception>
    public ulong Uvarint()
    {
        if (At < _bytes.Length && _bytes[At] < 0x80) return _bytes[At++];
        ulong value = 0;
        for (int shift = 0; shift < 64 && At < _bytes.Length; shift += 7)
        {
            byte next = _bytes[At++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw new InvalidDataException("a number is not complete");
    }

    /// <summary>A text behind its length.</summary>
    public ReadOnlySpan<byte> Text()
    {
        ulong length = Uvarint();
        if (length > (ulong)Left) throw new InvalidDataException("a text is longer than what is left");
        return Bytes((int)length);
    }

    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > Left) throw new InvalidDataException("the bytes end too early");
        ReadOnlySpan<byte> taken = _bytes.Slice(At, count);
        At += count;
        return taken;
    }
}
