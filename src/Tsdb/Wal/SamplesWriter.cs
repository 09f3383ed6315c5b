namespace Tocsin.Tsdb.Wal;

/// <summary>Writes one record of samples, entry by entry, without a list in between.</summary>
// Deltas are against the first entry and signed (zig-zag), though upstream's drawing of the format says unsigned.
internal struct SamplesWriter
{
    private readonly RecordBuffer _into;
    private ulong _reference;
    private long _time;
    private bool _started;

    public SamplesWriter(RecordBuffer into)
    {
        _into = into;
        into.PutByte((byte)RecordType.Samples);
    }

    public void Add(ulong reference, long timestamp, double value)
    {
        if (!_started)
        {
            _started = true;
            (_reference, _time) = (reference, timestamp);
            _into.PutUInt64(reference);
            _into.PutUInt64((ulong)timestamp);
        }
        _into.PutVarint((long)(reference - _reference));
        _into.PutVarint(timestamp - _time);
        _into.PutUInt64(BitConverter.DoubleToUInt64Bits(value));
    }
}
