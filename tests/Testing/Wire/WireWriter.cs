namespace Tocsin.Testing.Wire;

/// <summary>Writes protobuf fields one by one, for messages that the product only reads.</summary>
public sealed class WireWriter
{
    private readonly List<byte> _bytes = [];

    public WireWriter Varint(int field, long value) => Key(field, 0).Raw((ulong)value);

    public WireWriter Double(int field, double value)
    {
        Key(field, 1);
        _bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public WireWriter Bytes(int field, byte[] bytes)
    {
        Key(field, 2).Raw((ulong)bytes.Length);
        _bytes.AddRange(bytes);
        return this;
    }

    public WireWriter Packed(int field, params ulong[] values)
    {
        var packed = new WireWriter();
        foreach (ulong value in values) packed.Raw(value);
        return Bytes(field, packed.ToArray());
    }

    public byte[] ToArray() => [.. _bytes];

    private WireWriter Key(int field, int wireType) => Raw(((ulong)field << 3) | (uint)wireType);

    private WireWriter Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
        return this;
    }
}
