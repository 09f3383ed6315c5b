using System.Buffers.Binary;
using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Wal;

/// <summary>
/// Reads the fields of a record. Nothing is read past its end: then <see cref="Failed"/> is set and every further field is empty or zero.
/// </summary>
internal ref struct RecordCursor(ReadOnlySpan<byte> record)
{
    private const int MaxLabels = 4096;

    private ReadOnlySpan<byte> _rest = record;

    public bool Failed { get; private set; }

    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Left => _rest.Length;

    public byte Byte()
    {
        ReadOnlySpan<byte> taken = Bytes(1);
        return taken.IsEmpty ? (byte)0 : taken[0];
    }

    public ulong UInt64()
    {
        ReadOnlySpan<byte> taken = Bytes(8);
        return taken.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64BigEndian(taken);
    }

    public ulong Uvarint()
    {
        ulong value = 0;
        for (int at = 0, shift = 0; at < _rest.Length && shift < 64; at++, shift += 7)
        {
            byte next = _rest[at];
            value |= (ulong)(next & 0x7F) << shift;
            if (next >= 0x80) continue;
            _rest = _rest[(at + 1)..];
            return value;
        }
        Fail();
        return 0;
    }

    public long Varint()
    {
        ulong value = Uvarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ReadOnlySpan<byte> Text()
    {
        ulong length = Uvarint();
        return length > int.MaxValue ? Fail() : Bytes((int)length);
    }

    public ReadOnlySpan<byte> Bytes(int length)
    {
        if (length > _rest.Length) return Fail();
        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    /// <summary>Number of labels, then name and value of each.</summary>
    // This is the layout of a label blob, so sorted labels are taken as they lie there.
    public LabelSet Labels()
    {
        ulong count = Uvarint();
        if (count > MaxLabels) Fail();
        ReadOnlySpan<byte> begin = _rest, previous = default;
        bool canonical = true;
        for (ulong i = 0; i < count && !Failed; i++)
        {
            ReadOnlySpan<byte> name = Text(), value = Text();
            canonical &= !value.IsEmpty && previous.SequenceCompareTo(name) < 0;
            previous = name;
        }
        if (Failed) return LabelSet.Empty;
        ReadOnlySpan<byte> blob = begin[..(begin.Length - _rest.Length)];
        if (canonical) return LabelSet.FromBlob(blob);
        var builder = new LabelSetBuilder();
        foreach (LabelPair pair in new LabelEnumerator(blob)) builder.Set(pair.Name, pair.Value);
        return builder.Build();
    }

    private ReadOnlySpan<byte> Fail()
    {
        Failed = true;
        _rest = default;
        return default;
    }
}
