using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tocsin.Tsdb.Wal;

/// <summary>Reads records of float samples, most of what a log holds, which is why they do not go through <see cref="RecordCursor"/> field by field.</summary>
internal static unsafe class SamplesReader
{
    private const int ValueBytes = 8;
    private const int LongestVarint = 10;
    private const int LeastEntry = 2 + ValueBytes;
    private const int LongestEntry = (2 * LongestVarint) + ValueBytes;

    /// <summary>The first byte, the type, has been looked at. False: not such a record.</summary>
    /// <param name="record">The whole record.</param>
    /// <param name="into">Its samples; what was there before is gone.</param>
    /// <param name="minTime">The oldest time; greater than the newest when there are no samples.</param>
    /// <param name="maxTime">The newest time.</param>
    // Optimized from the first call on: replay would be over half done before the runtime has noticed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryRead(ReadOnlySpan<byte> record, List<SampleRecord> into, out long minTime, out long maxTime)
    {
        (minTime, maxTime) = (long.MaxValue, long.MinValue);
        into.Clear();
        if (record.Length == 1) return true;
        if (record.Length < 1 + (2 * ValueBytes)) return false;
        ulong reference = BinaryPrimitives.ReadUInt64BigEndian(record[1..]);
        long time = BinaryPrimitives.ReadInt64BigEndian(record[(1 + ValueBytes)..]);
        record = record[(1 + (2 * ValueBytes))..];
        CollectionsMarshal.SetCount(into, record.Length / LeastEntry);
        int count = 0;
        bool whole;
        fixed (byte* begin = record)
        fixed (SampleRecord* first = CollectionsMarshal.AsSpan(into))
        {
            byte* end = begin + record.Length;
            byte* at = begin;
            while (end - at >= LongestEntry && Entry(ref at, reference, time, first + count)) count++;
            whole = Rest(at, end, reference, time, first, ref count);
            for (int i = 0; i < count; i++)
            {
                minTime = Math.Min(minTime, first[i].Timestamp);
                maxTime = Math.Max(maxTime, first[i].Timestamp);
            }
        }
        CollectionsMarshal.SetCount(into, count);
        return whole;
    }

    // The last entries, read from a place where the longest entry would fit; what it takes from behind the record shows in the length.
    private static bool Rest(byte* at, byte* end, ulong reference, long time, SampleRecord* into, ref int count)
    {
        byte* room = stackalloc byte[2 * LongestEntry];
        while (at < end)
        {
            int left = (int)Math.Min(end - at, LongestEntry);
            new ReadOnlySpan<byte>(at, left).CopyTo(new Span<byte>(room, 2 * LongestEntry));
            byte* next = room;
            SampleRecord entry;
            if (!Entry(ref next, reference, time, &entry) || next - room > left) return false;
            into[count++] = entry;
            at += next - room;
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Entry(ref byte* at, ulong reference, long time, SampleRecord* into)
    {
        byte* next = at;
        if (!Varint(ref next, out long series) || !Varint(ref next, out long later)) return false;
        *into = new SampleRecord(reference + (ulong)series, time + later, BitConverter.Int64BitsToDouble(BinaryPrimitives.ReverseEndianness(*(long*)next)));
        at = next + ValueBytes;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Varint(ref byte* at, out long value)
    {
        ulong bits = *at++;
        if (bits >= 0x80)
        {
            bits &= 0x7F;
            int shift = 7;
            while (true)
            {
                ulong next = *at++;
                bits |= (next & 0x7F) << shift;
                if (next < 0x80) break;
                shift += 7;
                if (shift < 64) continue;
                value = 0;
                return false;
            }
        }
        value = (long)(bits >> 1) ^ -(long)(bits & 1);
        return true;
    }
}
