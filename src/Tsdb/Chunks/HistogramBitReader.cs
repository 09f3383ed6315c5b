using System.Buffers.Binary;
using System.Numerics;

namespace Tocsin.Tsdb.Chunks;

/// <summary>Reads what <see cref="HistogramBitWriter"/> writes. Past the end it gives zeros and has <see cref="Failed"/>.</summary>
internal ref struct HistogramBitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private long _position;

    public bool Failed { get; private set; }

    public readonly long BitsLeft => (_bytes.Length * 8L) - _position;

    public ulong Take(int width)
    {
        if (width > BitsLeft)
        {
            Failed = true;
            _position = _bytes.Length * 8L;
        }
        if (width == 0 || Failed) return 0;
        int at = (int)(_position >> 3), offset = (int)(_position & 7);
        ulong word = Load(at) << offset;
        if (offset + width > 64) word |= (ulong)_bytes[at + 8] >> (8 - offset);
        _position += width;
        return word >> (64 - width);
    }

    public long TakeSigned()
    {
        int width = TakeWidth();
        ulong bits = Take(width);
        return width is > 0 and < 64 && bits > 1UL << (width - 1) ? (long)bits - (1L << width) : (long)bits;
    }

    public ulong TakeUnsigned() => Take(TakeWidth());

    public double TakeDouble() => BitConverter.UInt64BitsToDouble(Take(64));

    public double TakeChange(ref XorColumn column)
    {
        if (Take(1) == 0) return column.Value;
        if (Take(1) == 1)
        {
            int leading = (int)Take(5), significant = (int)Take(6);
            if (significant == 0) significant = 64;
            if (leading + significant > 64) Failed = true;
            (column.Leading, column.Trailing) = ((byte)leading, (byte)Math.Max(0, 64 - leading - significant));
        }
        column.Bits ^= Take(Math.Max(0, 64 - column.Leading - column.Trailing)) << column.Trailing;
        return column.Value;
    }

    private int TakeWidth()
    {
        if (BitsLeft < 8) return TakeWidthAtEnd();
        ulong word = Load((int)(_position >> 3)) << (int)(_position & 7);
        int ones = Math.Min(8, BitOperations.LeadingZeroCount(~word));
        _position += Math.Min(8, ones + 1);
        return WidthOf(ones);
    }

    private int TakeWidthAtEnd()
    {
        int ones = 0;
        while (ones < 8 && Take(1) == 1) ones++;
        return WidthOf(ones);
    }

    private static int WidthOf(int ones) => ones == 0 ? 0 : ones == 8 ? 64 : HistogramBitWriter.Widths[ones - 1];

    private readonly ulong Load(int at)
    {
        if (_bytes.Length - at >= 8) return BinaryPrimitives.ReadUInt64BigEndian(_bytes[at..]);
        Span<byte> last = stackalloc byte[8];
        last.Clear();
        _bytes[at..].CopyTo(last);
        return BinaryPrimitives.ReadUInt64BigEndian(last);
    }
}
