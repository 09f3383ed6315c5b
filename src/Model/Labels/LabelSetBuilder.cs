using System.Text;

namespace Tocsin.Model.Labels;

/// <summary>Collects and changes labels before they become a <see cref="LabelSet"/>. Reusable; not thread-safe.</summary>
public sealed class LabelSetBuilder
{
    private readonly List<(byte[] Name, byte[] Value)> _labels = [];

    public LabelSetBuilder()
    {
    }

    public LabelSetBuilder(LabelSet start) => Reset(start);

    public int Count => _labels.Count;

    /// <summary>Forgets everything and starts from <paramref name="start"/>.</summary>
    public LabelSetBuilder Reset(LabelSet start)
    {
        _labels.Clear();
        foreach (LabelPair pair in start) _labels.Add((pair.Name.ToArray(), pair.Value.ToArray()));
        return this;
    }

    public LabelSetBuilder Clear()
    {
        _labels.Clear();
        return this;
    }

    /// <summary>Sets a label; an empty value deletes it.</summary>
    public LabelSetBuilder Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        int at = Find(name, out bool found);
        if (value.IsEmpty)
        {
            if (found) _labels.RemoveAt(at);
        }
        else if (found) _labels[at] = (_labels[at].Name, value.ToArray());
        else _labels.Insert(at, (name.ToArray(), value.ToArray()));
        return this;
    }

    /// <inheritdoc cref="Set(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public LabelSetBuilder Set(string name, string value) => Set(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));

    /// <summary>Sets those of <paramref name="defaults"/> that are not there: external labels never replace a label.</summary>
    public LabelSetBuilder SetMissing(LabelSet defaults)
    {
        foreach (LabelPair pair in defaults)
            if (Get(pair.Name).IsEmpty)
                Set(pair.Name, pair.Value);
        return this;
    }

    public LabelSetBuilder Delete(ReadOnlySpan<byte> name) => Set(name, default);

    public LabelSetBuilder Delete(string name) => Delete(Encoding.UTF8.GetBytes(name));

    /// <summary>The value; empty when absent. The view is valid until the next change.</summary>
    public ReadOnlySpan<byte> Get(ReadOnlySpan<byte> name)
    {
        int at = Find(name, out bool found);
        return found ? _labels[at].Value : default;
    }

    /// <summary>The value as text; empty when absent.</summary>
    public string Get(string name) => Encoding.UTF8.GetString(Get(Encoding.UTF8.GetBytes(name)));

    /// <summary>The names present now, in order: a copy, so that the builder may change while it is walked.</summary>
    public byte[][] Names()
    {
        var names = new byte[_labels.Count][];
        for (int i = 0; i < names.Length; i++) names[i] = _labels[i].Name;
        return names;
    }

    public LabelSet Build()
    {
        if (_labels.Count == 0) return LabelSet.Empty;
        int length = 0;
        foreach ((byte[] name, byte[] value) in _labels)
            length += VarintLength(name.Length) + name.Length + VarintLength(value.Length) + value.Length;
        byte[] blob = new byte[length];
        int at = 0;
        foreach ((byte[] name, byte[] value) in _labels)
        {
            at = Write(blob, at, name);
            at = Write(blob, at, value);
        }
        return new LabelSet(blob, _labels.Count);
    }

    private int Find(ReadOnlySpan<byte> name, out bool found)
    {
        int low = 0, high = _labels.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = _labels[middle].Name.AsSpan().SequenceCompareTo(name);
            if (order == 0)
            {
                found = true;
                return middle;
            }
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        found = false;
        return low;
    }

    private static int VarintLength(int value) => value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5;

    private static int Write(byte[] blob, int at, byte[] text)
    {
        uint rest = (uint)text.Length;
        for (; rest >= 0x80; rest >>= 7) blob[at++] = (byte)(rest | 0x80);
        blob[at++] = (byte)rest;
        text.CopyTo(blob, at);
        return at + text.Length;
    }
}
