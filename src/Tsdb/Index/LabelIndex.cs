using Tocsin.Model.Labels;
using Values = System.Collections.Generic.Dictionary<byte[], Tocsin.Tsdb.Index.PostingList>;

namespace Tocsin.Tsdb.Index;

/// <summary>From label pairs to series. Not thread-safe: readers share it, a writer has it alone (the head's lock).</summary>
internal sealed class LabelIndex
{
    private readonly Dictionary<byte[], Values> _names = new(Utf8Comparer.Instance);

    /// <summary>Every series.</summary>
    public PostingList All { get; } = new();

    public void Add(int slot, LabelSet labels)
    {
        All.Add(slot);
        Dictionary<byte[], Values>.AlternateLookup<ReadOnlySpan<byte>> names = _names.GetAlternateLookup<ReadOnlySpan<byte>>();
        foreach (LabelPair pair in labels)
        {
            if (!names.TryGetValue(pair.Name, out Values? values)) names[pair.Name] = values = new Values(Utf8Comparer.Instance);
            Values.AlternateLookup<ReadOnlySpan<byte>> lookup = values.GetAlternateLookup<ReadOnlySpan<byte>>();
            if (!lookup.TryGetValue(pair.Value, out PostingList? list)) lookup[pair.Value] = list = new PostingList();
            list.Add(slot);
        }
    }

    /// <summary>Forgets series; <paramref name="gone"/> is ascending, <paramref name="labels"/> their labels in any order.</summary>
    public void Remove(ReadOnlySpan<int> gone, IEnumerable<LabelSet> labels)
    {
        All.Remove(gone);
        var touched = new HashSet<PostingList>(ReferenceEqualityComparer.Instance);
        foreach (LabelSet set in labels)
        {
            foreach (LabelPair pair in set)
            {
                if (!TryGet(pair.Name, out Values? values) || !values.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(pair.Value, out PostingList? list))
                    continue;
                if (touched.Add(list)) list.Remove(gone);
                if (list.Count > 0) continue;
                values.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(pair.Value);
                if (values.Count == 0) _names.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(pair.Name);
            }
        }
    }

    public IEnumerable<byte[]> Names => _names.Keys;

    /// <summary>The values of a label with their series; null when no series has the label.</summary>
    public IReadOnlyDictionary<byte[], PostingList>? ValuesOf(ReadOnlySpan<byte> name) => TryGet(name, out Values? values) ? values : null;

    public PostingList? Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        TryGet(name, out Values? values) && values.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(value, out PostingList? list) ? list : null;

    private bool TryGet(ReadOnlySpan<byte> name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Values? values) =>
        _names.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out values);
}
