using System.Buffers.Binary;

namespace Tocsin.Tsdb.Wal;

/// <summary>A growing buffer that records are written into; reused.</summary>
internal sealed class RecordBuffer
{
    private const int KeepBytes = 4 * 1024 * 1024;

    private byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>Empties it; a buffer that one large batch blew up is let go.</summary>
    public void Clear()
    {
        if (_bytes.Length > KeepBytes) _bytes = new byte[4096];
        Length = 0;
    }

    /// <summary>Room for <paramref name="size"/> bytes, to be taken by <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_bytes.Length - Length < size) Array.Resize(ref _bytes, checked((int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, Length + (long)size))));
        return _bytes.AsSpan(Length);
    }

    public void Advance(int size) => Length += size;

    public void PutByte(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void PutBytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        Length += value.Length;
    }

    public void PutUInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Reserve(8), value);
        Length += 8;
    }

    public void PutUvarint(ulong value)
    {
        Span<byte> room = Reserve(10);
        int at = 0;
        for (; value >= 0x80; value >>= 7) room[at++] = (byte)(value | 0x80);
        room[at++] = (byte)value;
        Length += at;
    }

    /// <summary>Signed: zig-zag, then as <see cref="PutUvarint"/>.</summary>
    public void PutVarint(long value) => PutUvarint(((ulong)value << 1) ^ (ulong)(value >> 63));

    /// <summary>Length as uvarint, then the bytes.</summary>
    public void PutText(ReadOnlySpan<byte> utf8)
    {
        PutUvarint((ulong)utf8.Length);
        PutBytes(utf8);
    }
}
