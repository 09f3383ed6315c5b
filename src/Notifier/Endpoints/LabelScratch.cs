using System.Buffers;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Endpoints;

/// <summary>
/// Collects the labels of one JSON object as the blob of a <see cref="LabelSet"/>: when they come sorted, as Prometheus sends them, the blob is found in
/// the cache and nothing is allocated. Reused for all objects of a request; not thread-safe.
/// </summary>
internal sealed class LabelScratch(LabelSetCache cache) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(2048);
    private int _length;
    private int _lastName;
    private int _lastNameLength;
    private bool _canonical = true;
    private bool _sorted = true;

    public void Begin()
    {
        _length = _lastName = _lastNameLength = 0;
        _canonical = _sorted = true;
    }

    public void AddName(ReadOnlySpan<byte> name)
    {
        if (_length > 0 && _buffer.AsSpan(_lastName, _lastNameLength).SequenceCompareTo(name) >= 0) _canonical = _sorted = false;
        _lastName = Write(name);
        _lastNameLength = name.Length;
    }

    public void AddValue(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) _canonical = false;
        Write(value);
    }

    public LabelSet Build()
    {
        ReadOnlySpan<byte> written = _buffer.AsSpan(0, _length);
        if (_canonical) return cache.Get(written);
        var builder = new LabelSetBuilder();
        foreach (LabelPair pair in new LabelEnumerator(written)) builder.Set(pair.Name, pair.Value);
        return cache.Get(builder.Build().Blob);
    }

    /// <summary>As annotations, whose values may be empty; of a repeated name the last one counts.</summary>
    public LabelSet BuildAnnotations()
    {
        ReadOnlySpan<byte> written = _buffer.AsSpan(0, _length);
        if (_sorted) return cache.Get(written);
        var byName = new SortedDictionary<byte[], byte[]>(Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)));
        foreach (LabelPair pair in new LabelEnumerator(written)) byName[pair.Name.ToArray()] = pair.Value.ToArray();
        var writer = new SortedLabelWriter(keepEmpty: true);
        foreach ((byte[] name, byte[] value) in byName) writer.TryAdd(name, value);
        return cache.Get(writer.Build().Blob);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    /// <summary>Length as a varint, then the bytes; returns where the bytes begin.</summary>
    private int Write(ReadOnlySpan<byte> text)
    {
        if (_length + text.Length + 5 > _buffer.Length) Grow(_length + text.Length + 5);
        uint rest = (uint)text.Length;
        for (; rest >= 0x80; rest >>= 7) _buffer[_length++] = (byte)(rest | 0x80);
        _buffer[_length++] = (byte)rest;
        int start = _length;
        text.CopyTo(_buffer.AsSpan(start));
        _length += text.Length;
        return start;
    }

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _buffer.Length * 2));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
