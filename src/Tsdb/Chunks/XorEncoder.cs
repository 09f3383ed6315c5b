using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// Writes float samples into a chunk of Prometheus' encoding 1 (XOR). The state is all there is; the bytes live in a buffer of the caller.
/// </summary>
// Bits, most significant first (docs/formats/chunks.md has the drawing):
//   head    number of samples (16, big endian)
//   first   timestamp (zig-zag varint), value (64)
//   second  delta (uvarint), value change
//   rest    change of the delta: 0 | 10 +14 | 110 +17 | 1110 +20 | 1111 +64, then value change
//   value change: XOR with the value before: 0 same | 10 bits inside the last window | 11 +5 leading zeros +6 width (0 = 64) + bits
// Bits once written never change their value, also while later ones are stored over them: a reader that knows the number of samples of an earlier
// moment may decode the same buffer without a lock. Only the count in the head moves, so such a reader must not use it.
internal unsafe struct XorEncoder
{
    /// <summary>Most bytes one sample takes.</summary>
    public const int MaxSampleBytes = 20;

    /// <summary>Bytes behind the chunk that an append may touch.</summary>
    public const int Room = MaxSampleBytes + 8;

    /// <summary>Bytes from <see cref="FreeByte"/> on that an append to a chunk of one sample or more may touch: 7 bits taken, 145 bits, the spilled byte.</summary>
    public const int Reach = 20;

    private const byte NoWindow = 0xff;

    private long _delta;
    private ulong _value;
    private int _bits;
    private ushort _count;
    private byte _leading;
    private byte _trailing;

    public readonly int Count => _count;

    /// <summary>Timestamp of the newest sample; kept when a new chunk is begun.</summary>
    public long LastTime { get; private set; }

    /// <summary>Bit pattern of the newest value.</summary>
    public readonly ulong LastValueBits => _value;

    /// <summary>Bytes of the chunk so far.</summary>
    public readonly int Length => (_bits + 7) >> 3;

    /// <summary>The byte that holds the next free bit; the first that an append touches.</summary>
    public readonly int FreeByte => _bits >> 3;

    /// <summary>Forgets the chunk, but not the newest sample: the next one begins a new chunk.</summary>
    public void Restart() => (_count, _bits) = (0, 0);

    /// <summary>As <see cref="Restart"/>, with a newest sample that is known from elsewhere.</summary>
    public void RestartAfter(long time, ulong valueBits)
    {
        Restart();
        LastTime = time;
        _value = valueBits;
    }

    /// <summary>
    /// Adds a sample that is newer than the last, and the number of samples at the front. There is room for <see cref="Room"/> bytes behind the chunk so far.
    /// </summary>
    public void Append(byte* buffer, long timestamp, double value)
    {
        AppendBehind(buffer, timestamp, value);
        buffer[0] = (byte)(_count >> 8);
        buffer[1] = (byte)_count;
    }

    /// <summary>As <see cref="Append"/>, without the number of samples: only bytes from the end of the chunk so far on are touched.</summary>
    public void AppendBehind(byte* buffer, long timestamp, double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        if (_count >= 2) AppendNext(buffer, timestamp, bits);
        else if (_count == 1) AppendSecond(buffer, timestamp, bits);
        else AppendFirst(buffer, timestamp, bits);
        LastTime = timestamp;
        _value = bits;
        _count++;
    }

    private void AppendFirst(byte* buffer, long timestamp, ulong value)
    {
        int at = 2 + PutUvarint(buffer + 2, ((ulong)timestamp << 1) ^ (ulong)(timestamp >> 63));
        *(ulong*)(buffer + at) = BinaryPrimitives.ReverseEndianness(value);
        _bits = (at + 8) * 8;
        buffer[at + 8] = 0;
        _leading = NoWindow;
    }

    private void AppendSecond(byte* buffer, long timestamp, ulong value)
    {
        _delta = timestamp - LastTime;
        int at = _bits >> 3;
        at += PutUvarint(buffer + at, (ulong)_delta);
        buffer[at] = 0;
        _bits = at * 8;
        AppendValue(buffer, 0, 0, value ^ _value);
    }

    private void AppendNext(byte* start, long timestamp, ulong value)
    {
        long delta = timestamp - LastTime;
        long change = delta - _delta;
        _delta = delta;
        ulong head = 0;
        int width = 0;
        if (change == 0) width = 1;
        else if (change is >= -8191 and <= 8192) (head, width) = ((0b10UL << 14) | ((ulong)change & 0x3FFF), 16);
        else if (change is >= -65535 and <= 65536) (head, width) = ((0b110UL << 17) | ((ulong)change & 0x1FFFF), 20);
        else if (change is >= -524287 and <= 524288) (head, width) = ((0b1110UL << 20) | ((ulong)change & 0xFFFFF), 24);
        else
        {
            Write(start, 0b1111, 4);
            WriteWide(start, (ulong)change, 64);
        }
        AppendValue(start, head, width, value ^ _value);
    }

    // The bits of the timestamp travel along, so that most samples cost two stores.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AppendValue(byte* start, ulong head, int width, ulong difference)
    {
        if (difference == 0)
        {
            Write(start, head << 1, width + 1);
            return;
        }
        int leading = Math.Min(31, BitOperations.LeadingZeroCount(difference));
        int trailing = BitOperations.TrailingZeroCount(difference);
        if (_leading != NoWindow && leading >= _leading && trailing >= _trailing)
        {
            Write(start, (head << 2) | 0b10, width + 2);
            WriteWide(start, difference >> _trailing, 64 - _leading - _trailing);
            return;
        }
        int significant = 64 - leading - trailing;
        _leading = (byte)leading;
        _trailing = (byte)trailing;
        Write(start, (head << 13) | (0b11UL << 11) | ((ulong)leading << 6) | ((ulong)significant & 63), width + 13);
        WriteWide(start, difference >> trailing, significant);
    }

    // One 8-byte store at the byte that holds the next free bit; it also clears what follows. At most 56 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(byte* start, ulong bits, int width)
    {
        byte* at = start + (_bits >> 3);
        ulong word = ((ulong)*at << 56) | ((bits << (64 - width)) >> (_bits & 7));
        *(ulong*)at = BinaryPrimitives.ReverseEndianness(word);
        _bits += width;
    }

    // As Write, for 1 to 64 bits: up to 7 of them spill into a ninth byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteWide(byte* start, ulong bits, int width)
    {
        byte* at = start + (_bits >> 3);
        int offset = _bits & 7;
        ulong aligned = bits << (64 - width);
        ulong word = ((ulong)*at << 56) | (aligned >> offset);
        *(ulong*)at = BinaryPrimitives.ReverseEndianness(word);
        at[8] = offset == 0 ? (byte)0 : (byte)(aligned << (8 - offset));
        _bits += width;
    }

    private static int PutUvarint(byte* at, ulong value)
    {
        byte* begin = at;
        for (; value >= 0x80; value >>= 7) *at++ = (byte)(value | 0x80);
        *at++ = (byte)value;
        return (int)(at - begin);
    }
}
