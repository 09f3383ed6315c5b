namespace Tocsin.Model.Labels;

/// <summary>One label inside a blob: two views of its bytes, valid as long as the blob is.</summary>
public readonly ref struct LabelPair(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Value { get; } = value;
}

/// <summary>Walks a label blob (see <see cref="LabelSet"/>) without allocating.</summary>
public ref struct LabelEnumerator(ReadOnlySpan<byte> blob)
{
    private ReadOnlySpan<byte> _rest = blob;

    public LabelPair Current { get; private set; }

    public readonly LabelEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty) return false;
        ReadOnlySpan<byte> name = Take();
        Current = new LabelPair(name, Take());
        return true;
    }

    private ReadOnlySpan<byte> Take()
    {
        int length = 0, shift = 0, read = 0;
        byte next;
        do
        {
            next = _rest[read++];
            length |= (next & 0x7F) << shift;
            shift += 7;
        }
        while (next >= 0x80);
        ReadOnlySpan<byte> taken = _rest.Slice(read, length);
        _rest = _rest[(read + length)..];
        return taken;
    }
}
