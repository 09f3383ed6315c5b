using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Execution;

/// <summary>Keeps only some labels, or removes some: the labels of groups and the keys of matching. Not thread-safe.</summary>
internal sealed class LabelProjection
{
    /// <summary>What goes when the metric name goes.</summary>
    public static readonly string[] FollowingName = [LabelNames.Type, LabelNames.Unit];

    private readonly byte[][] _names;
    private readonly bool _keep;
    private byte[] _buffer = [];

    private LabelProjection(IEnumerable<string> names, bool keep)
    {
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        _keep = keep;
    }

    public static LabelProjection Keeping(IEnumerable<string> names) => new(names, keep: true);

    public static LabelProjection Removing(IEnumerable<string> names) => new(names, keep: false);

    /// <summary>Removes the names and the metric name.</summary>
    public static LabelProjection RemovingWithName(IEnumerable<string> names) => new(names.Append(LabelNames.MetricName), keep: false);

    public LabelSet Apply(LabelSet labels)
    {
        if (labels.Count == 0 || (_keep && _names.Length == 0)) return LabelSet.Empty;
        // A projection is never longer than what it is made of.
        if (_buffer.Length < labels.Blob.Length) _buffer = new byte[Math.Max(128, labels.Blob.Length * 2)];
        int length = 0, kept = 0;
        foreach (LabelPair pair in labels)
        {
            if (Holds(pair.Name) != _keep) continue;
            length = Append(Append(length, pair.Name), pair.Value);
            kept++;
        }
        return kept == labels.Count ? labels : LabelSet.FromBlob(_buffer.AsSpan(0, length));
    }

    private bool Holds(ReadOnlySpan<byte> name)
    {
        foreach (byte[] known in _names)
            if (name.SequenceEqual(known))
                return true;
        return false;
    }

    private int Append(int at, ReadOnlySpan<byte> text)
    {
        uint rest = (uint)text.Length;
        for (; rest >= 0x80; rest >>= 7) _buffer[at++] = (byte)(rest | 0x80);
        _buffer[at++] = (byte)rest;
        text.CopyTo(_buffer.AsSpan(at));
        return at + text.Length;
    }
}
