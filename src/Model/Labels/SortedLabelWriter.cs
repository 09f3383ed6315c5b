namespace Tocsin.Model.Labels;

/// <summary>
/// Writes labels that come sorted by name, as the protocols demand, straight into a blob. Reusable; not thread-safe. What comes out of order
/// needs a <see cref="LabelSetBuilder"/>.
/// </summary>
/// <param name="keepEmpty">For annotations, which are pairs like labels but may be empty.</param>
public sealed class SortedLabelWriter(bool keepEmpty = false)
{
    private byte[] _blob = new byte[512];
    private int _length;
    private int _count;
    private int _lastName;
    private int _lastNameLength;

    public SortedLabelWriter Clear()
    {
        _length = _count = _lastName = _lastNameLength = 0;
        return this;
    }

    /// <summary>False: the name does not come after the one before it, and nothing is added. An empty value of a label adds nothing either.</summary>
    public bool TryAdd(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (_count > 0 && _blob.AsSpan(_lastName, _lastNameLength).SequenceCompareTo(name) >= 0) return false;
        if (value.IsEmpty && !keepEmpty) return true;
        int needed = _length + name.Length + value.Length + 10;
        if (needed > _blob.Length) Array.Resize(ref _blob, Math.Max(needed, _blob.Length * 2));
        WriteLength(name.Length);
        (_lastName, _lastNameLength) = (_length, name.Length);
        WriteText(name);
        WriteLength(value.Length);
        WriteText(value);
        _count++;
        return true;
    }

    public LabelSet Build() => _count == 0 ? LabelSet.Empty : new LabelSet(_blob.AsSpan(0, _length).ToArray(), _count);

    private void WriteLength(int length)
    {
        uint rest = (uint)length;
        for (; rest >= 0x80; rest >>= 7) _blob[_length++] = (byte)(rest | 0x80);
        _blob[_length++] = (byte)rest;
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_blob.AsSpan(_length));
        _length += text.Length;
    }
}
