using System.Buffers.Binary;

namespace Tocsin.Tsdb.Wal;

/// <summary>Writes one record of samples, entry by entry, without a list in between. An empty record is none.</summary>
// Deltas are against the first entry and signed (zig-zag), though upstream's drawing of the format says unsigned.
internal struct SamplesWriter
{
    private const int MostBytes = 10 + 10 + 8;

    private ulong _reference;
    private long _time;
    private bool _started;

    public void Add(RecordBuffer into, ulong reference, long timestamp, double value)
    {
        if (!_started)
        {
            _started = true;
            (_reference, _time) = (reference, timestamp);
            into.PutByte((byte)RecordType.Samples);
            into.PutUInt64(reference);
            into.PutUInt64((ulong)timestamp);
        }
        Span<byte> room = into.Reserve(MostBytes);
        int at = PutVarint(room, 0, (long)(reference - _reference));
        at = PutVarint(room, at, timestamp - _time);
        BinaryPrimitives.WriteUInt64BigEndian(room[at..], BitConverter.DoubleToUInt64Bits(value));
        into.Advance(at + 8);
    }

    private static int PutVarint(Span<byte> room, int at, long value)
    {
        ulong rest = ((ulong)value << 1) ^ (ulong)(value >> 63);
        for (; rest >= 0x80; rest >>= 7) room[at++] = (byte)(rest | 0x80);
        room[at++] = (byte)rest;
        return at;
    }
}
