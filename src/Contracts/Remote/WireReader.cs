using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Tocsin.Contracts.Remote;

/// <summary>
/// Walks the fields of one protobuf message where it lies, without making objects: for messages with a field per sample.
/// </summary>
/// <remarks>Every read that would leave the message throws <see cref="InvalidDataException"/>; nothing is allocated for a length the bytes only claim.</remarks>
public ref struct WireReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> _bytes = message;

    /// <summary>Where the next read begins.</summary>
    public int Position { get; set; }

    /// <summary>The number of the field that <see cref="Next"/> found.</summary>
    public int Field { get; private set; }

    /// <summary>0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes.</summary>
    public int WireType { get; private set; }

    /// <summary>Goes to the next field; false at the end of the message.</summary>
    public bool Next()
    {
        if (Position >= _bytes.Length) return false;
        ulong key = Varint();
        Field = (int)Math.Min(key >> 3, int.MaxValue);
        WireType = (int)(key & 7);
        return Field > 0 ? true : throw Broken("a field without a number");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Varint()
    {
        if ((uint)Position < (uint)_bytes.Length && _bytes[Position] < 0x80) return _bytes[Position++];
        return LongVarint();
    }

    /// <summary>The number of a field; <see cref="Varint"/> is for those in packed bytes.</summary>
    public ulong Number() => WireType == 0 ? Varint() : throw Mistyped();

    public double Double() => WireType == 1 ? BitConverter.UInt64BitsToDouble(Fixed64()) : throw Mistyped();

    private ulong Fixed64()
    {
        if (_bytes.Length - Position < 8) throw Broken("unexpected end");
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[Position..]);
        Position += 8;
        return value;
    }

    /// <summary>A string, some bytes, a message or packed numbers; a view into the message.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        if (WireType != 2) throw Mistyped();
        ulong length = Varint();
        if (length > (ulong)(_bytes.Length - Position)) throw Broken("unexpected end");
        ReadOnlySpan<byte> view = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return view;
    }

    /// <summary>Passes over a field nobody asked for.</summary>
    public void Skip()
    {
        switch (WireType)
        {
            case 0:
                Varint();
                break;
            case 1:
                Fixed64();
                break;
            case 2:
                Bytes();
                break;
            case 5:
                if (_bytes.Length - Position < 4) throw Broken("unexpected end");
                Position += 4;
                break;
            default:
                throw Broken($"wire type {WireType}");
        }
    }

    private readonly InvalidDataException Mistyped() => Broken($"field {Field} has wire type {WireType}");

    private static InvalidDataException Broken(string what) => new("protobuf: " + what);

    private ulong LongVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (Position >= _bytes.Length) throw Broken("unexpected end");
            byte next = _bytes[Position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw Broken("a number of more than ten bytes");
    }
}
