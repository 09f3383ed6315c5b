using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Querying;

/// <summary>
/// The label sets of one search, each in memory once: head and blocks have the same series, and none of them has to make labels that another one made
/// before. Not thread-safe.
/// </summary>
internal sealed class KnownLabels
{
    private readonly HashSet<LabelSet> _sets = new(new Comparer());
    private readonly HashSet<LabelSet>.AlternateLookup<ReadOnlySpan<byte>> _bytes;

    public KnownLabels() => _bytes = _sets.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <param name="blob">The canonical bytes of a label set.</param>
    public LabelSet Of(ReadOnlySpan<byte> blob)
    {
        if (_bytes.TryGetValue(blob, out LabelSet? known)) return known;
        var labels = LabelSet.FromBlob(blob);
        _sets.Add(labels);
        return labels;
    }

    public LabelSet Of(LabelSet labels)
    {
        if (_sets.TryGetValue(labels, out LabelSet? known)) return known;
        _sets.Add(labels);
        return labels;
    }

    private sealed class Comparer : IEqualityComparer<LabelSet>, IAlternateEqualityComparer<ReadOnlySpan<byte>, LabelSet>
    {
        public LabelSet Create(ReadOnlySpan<byte> alternate) => LabelSet.FromBlob(alternate);

        public bool Equals(LabelSet? x, LabelSet? y) => x == y;

        public bool Equals(ReadOnlySpan<byte> alternate, LabelSet other) => alternate.SequenceEqual(other.Blob);

        public int GetHashCode([DisallowNull] LabelSet obj) => obj.GetHashCode();

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate);
    }
}
