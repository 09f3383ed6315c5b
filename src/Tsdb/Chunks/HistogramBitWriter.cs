using System.Numerics;

namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// Appends bits, most significant first, to an array that grows. Bits once written keep their value, also in an array that a larger one has replaced: a
/// reader that remembers array and length needs no lock.
/// </summary>
internal sealed class HistogramBitWriter
{
    // Payload widths of a varbit number; its prefix is as many ones as the place in the list, and a zero.
    public static readonly int[] Widths = [3, 6, 9, 12, 18, 25, 56];

    private int _bits;

    public byte[] Buffer { get; private set; } = new byte[128];

    /// <summary>Bytes begun.</summary>
    public int Length => (_bits + 7) >> 3;

    public void Put(ulong bits, int width)
    {
        int end = (_bits + width + 7) >> 3;
        if (end > Buffer.Length) Grow(end);
        byte[] buffer = Buffer;
        while (width > 0)
        {
            int free = 8 - (_bits & 7), taken = Math.Min(free, width);
            uint part = (uint)(bits >> (width - taken)) & ((1u << taken) - 1);
            buffer[_bits >> 3] |= (byte)(part << (free - taken));
            _bits += taken;
            width -= taken;
        }
    }

    /// <summary>A signed number: a prefix tells its width, and the range of n bits is -(2^(n-1)-1) .. 2^(n-1).</summary>
    public void PutVarbit(long value)
    {
        if (value == 0)
        {
            Put(0, 1);
            return;
        }
        for (int i = 0; i < Widths.Length; i++)
        {
            int width = Widths[i];
            if (value < -((1L << (width - 1)) - 1) || value > 1L << (width - 1)) continue;
            PutPrefix(i);
            Put((ulong)value & ((1UL << width) - 1), width);
            return;
        }
        Put(0xff, 8);
        Put((ulong)value, 64);
    }

    /// <summary>An unsigned number with the same prefixes.</summary>
    public void PutVarbit(ulong value)
    {
        if (value == 0)
        {
            Put(0, 1);
            return;
        }
        for (int i = 0; i < Widths.Length; i++)
        {
            if (value >> Widths[i] != 0) continue;
            PutPrefix(i);
            Put(value, Widths[i]);
            return;
        }
        Put(0xff, 8);
        Put(value, 64);
    }

    public void Put(double value) => Put(BitConverter.DoubleToUInt64Bits(value), 64);

    /// <summary>A float as its difference to the last one of its column, as XOR chunks write values.</summary>
    public void PutChange(ref XorColumn column, double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value), difference = bits ^ column.Bits;
        column.Bits = bits;
        if (difference == 0)
        {
            Put(0, 1);
            return;
        }
        int leading = Math.Min(31, BitOperations.LeadingZeroCount(difference)), trailing = BitOperations.TrailingZeroCount(difference);
        if (column.HasWindow && leading >= column.Leading && trailing >= column.Trailing)
        {
            Put(0b10, 2);
            Put(difference >> column.Trailing, 64 - column.Leading - column.Trailing);
            return;
        }
        (column.Leading, column.Trailing) = ((byte)leading, (byte)trailing);
        int significant = 64 - leading - trailing;
        Put(0b11UL << 11 | (ulong)leading << 6 | (ulong)significant & 63, 13);
        Put(difference >> trailing, significant);
    }

    private void PutPrefix(int ones) => Put((1UL << (ones + 2)) - 2, ones + 2);

    private void Grow(int least)
    {
        byte[] larger = new byte[Math.Max(least, Buffer.Length * 2)];
        Buffer.AsSpan(0, Length).CopyTo(larger);
        Buffer = larger;
    }
}
