using System.IO.Hashing;
using System.Text;

namespace Tocsin.Model.Labels;

/// <summary>
/// An immutable set of labels, sorted by name, names unique, values never empty (those of annotations may be). UTF-8 throughout.
/// </summary>
// Layout of the blob, once per label: name length (varint), name, value length (varint), value.
// Two sets are equal exactly when their blobs are: sorting by UTF-8 bytes makes the form canonical.
public sealed class LabelSet : IEquatable<LabelSet>, IComparable<LabelSet>
{
    public static readonly LabelSet Empty = new([], 0);

    private readonly byte[] _blob;
    private readonly ulong _hash;

    internal LabelSet(byte[] canonicalBlob, int count)
    {
        _blob = canonicalBlob;
        Count = count;
        _hash = XxHash3.HashToUInt64(canonicalBlob);
    }

    /// <summary>Number of labels.</summary>
    public int Count { get; }

    /// <summary>XxHash3 of the blob: stable between processes of one version, not a format on disk or wire.</summary>
    public ulong Hash => _hash;

    /// <summary>The canonical bytes; see <see cref="FromBlob"/>.</summary>
    public ReadOnlySpan<byte> Blob => _blob;

    /// <summary>Takes bytes that another <see cref="LabelSet"/> or a <see cref="LabelSetBuilder"/> wrote.</summary>
    public static LabelSet FromBlob(ReadOnlySpan<byte> blob)
    {
        int count = 0;
        foreach (LabelPair _ in new LabelEnumerator(blob)) count++;
        return count == 0 ? Empty : new LabelSet(blob.ToArray(), count);
    }

    /// <summary>Builds a set from text. Empty values are dropped; a repeated name keeps its last value.</summary>
    public static LabelSet Create(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var builder = new LabelSetBuilder();
        foreach ((string name, string value) in labels) builder.Set(name, value);
        return builder.Build();
    }

    /// <inheritdoc cref="Create(ReadOnlySpan{ValueTuple{string, string}})"/>
    public static LabelSet FromStrings(IEnumerable<KeyValuePair<string, string>> labels)
    {
        var builder = new LabelSetBuilder();
        foreach ((string name, string value) in labels) builder.Set(name, value);
        return builder.Build();
    }

    /// <summary>The value of a label; empty when the label is absent, as everywhere in the field.</summary>
    public ReadOnlySpan<byte> Get(ReadOnlySpan<byte> name)
    {
        foreach (LabelPair pair in this)
            if (pair.Name.SequenceEqual(name))
                return pair.Value;
        return default;
    }

    /// <summary>The value of a label as text; empty when absent.</summary>
    public string Get(string name)
    {
        foreach (LabelPair pair in this)
            if (Utf8Text.Equals(pair.Name, name))
                return Encoding.UTF8.GetString(pair.Value);
        return "";
    }

    public bool Contains(ReadOnlySpan<byte> name) => !Get(name).IsEmpty;

    /// <summary>
    /// The fingerprint of Alertmanager and Prometheus: 64-bit FNV-1a over name, 0xFF, value, 0xFF of each label in order of names.
    /// </summary>
    public ulong Fingerprint()
    {
        ulong hash = Fnv1A.Offset;
        foreach (LabelPair pair in this)
        {
            hash = Fnv1A.Add(hash, pair.Name);
            hash = Fnv1A.Add(hash, 0xFF);
            hash = Fnv1A.Add(hash, pair.Value);
            hash = Fnv1A.Add(hash, 0xFF);
        }
        return hash;
    }

    public LabelEnumerator GetEnumerator() => new(_blob);

    /// <summary>Names and values as text, in order. For edges (JSON, templates, tests), not for hot paths.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToStrings()
    {
        var list = new List<KeyValuePair<string, string>>(Count);
        foreach (LabelPair pair in this)
            list.Add(new(Encoding.UTF8.GetString(pair.Name), Encoding.UTF8.GetString(pair.Value)));
        return list;
    }

    public bool Equals(LabelSet? other) =>
        other is not null && (ReferenceEquals(this, other) || (_hash == other._hash && Blob.SequenceEqual(other.Blob)));

    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    public override int GetHashCode() => (int)_hash;

    /// <summary>Orders label by label, name before value; a set that is a prefix of another comes first.</summary>
    public int CompareTo(LabelSet? other)
    {
        if (other is null) return 1;
        LabelEnumerator left = GetEnumerator(), right = other.GetEnumerator();
        while (true)
        {
            bool hasLeft = left.MoveNext(), hasRight = right.MoveNext();
            if (!hasLeft || !hasRight) return hasLeft.CompareTo(hasRight);
            int order = left.Current.Name.SequenceCompareTo(right.Current.Name);
            if (order == 0) order = left.Current.Value.SequenceCompareTo(right.Current.Value);
            if (order != 0) return order;
        }
    }

    public static bool operator ==(LabelSet? left, LabelSet? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(LabelSet? left, LabelSet? right) => !(left == right);

    public static bool operator <(LabelSet left, LabelSet right) => left.CompareTo(right) < 0;

    public static bool operator >(LabelSet left, LabelSet right) => left.CompareTo(right) > 0;

    public static bool operator <=(LabelSet left, LabelSet right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LabelSet left, LabelSet right) => left.CompareTo(right) >= 0;

    /// <summary>The text form of PromQL and of error messages: <c>{a="b", c="d"}</c>, the metric name as a plain label.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("{");
        foreach (LabelPair pair in this)
        {
            if (text.Length > 1) text.Append(", ");
            text.Append(LabelText.QuoteNameIfNeeded(Encoding.UTF8.GetString(pair.Name))).Append('=')
                .Append(LabelText.Quote(Encoding.UTF8.GetString(pair.Value)));
        }
        return text.Append('}').ToString();
    }
}
