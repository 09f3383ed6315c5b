namespace Tocsin.Tsdb.Index;

/// <summary>The label pairs of an index that is being written: how many series have each, and where its list will stand.</summary>
internal sealed class IndexPairs
{
    /// <summary>Entries of lists held in memory at once, one name's lists apart: 32 MiB.</summary>
    private const int BatchEntries = 8 * 1024 * 1024;

    private readonly Dictionary<ulong, int> _counts = [];
    private (int Name, int Value, int Count, long At)[] _sorted = [];

    public int Length => _sorted.Length;

    public (int Name, int Value, int Count, long At) this[int pair] => _sorted[pair];

    /// <summary>A series has this pair of symbols.</summary>
    public void Count(int name, int value) =>
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, Key(name, value), out _)++;

    /// <summary>Orders by name and value; from now on <see cref="Find"/> gives a pair's place.</summary>
    public void Sort()
    {
        ulong[] keys = [.. _counts.Keys];
        Array.Sort(keys);
        _sorted = new (int, int, int, long)[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            _sorted[i] = ((int)(keys[i] >> 32), (int)(uint)keys[i], _counts[keys[i]], 0);
            _counts[keys[i]] = i;
        }
    }

    public int Find(int name, int value) => _counts[Key(name, value)];

    public void PlaceAt(int pair, long position) => _sorted[pair].At = position;

    /// <summary>The places of each name's pairs.</summary>
    public IEnumerable<Range> ByName()
    {
        for (int from = 0; from < _sorted.Length;)
        {
            int to = from;
            while (to < _sorted.Length && _sorted[to].Name == _sorted[from].Name) to++;
            yield return from..to;
            from = to;
        }
    }

    /// <summary>Names joined to batches whose lists fit in memory.</summary>
    public IEnumerable<Range> Batches()
    {
        int from = 0, to = 0;
        long entries = 0;
        foreach (Range name in ByName())
        {
            long more = 0;
            for (int i = name.Start.Value; i < name.End.Value; i++) more += _sorted[i].Count;
            if (entries > 0 && entries + more > BatchEntries)
            {
                yield return from..to;
                (from, entries) = (to, 0);
            }
            entries += more;
            to = name.End.Value;
        }
        if (to > from) yield return from..to;
    }

    private static ulong Key(int name, int value) => ((ulong)(uint)name << 32) | (uint)value;
}
