namespace Tocsin.Tsdb.Index;

/// <summary>
/// The table from label pairs to lists of an index file. It is walked once when the file is opened; of the values, which are sorted, only every
/// sixteenth position is kept (all of them in version 1, where they are not sorted).
/// </summary>
internal sealed class PostingsTable
{
    private const int Interval = 16;

    private readonly MappedFile _file;
    private readonly long _start;
    private readonly long _end;
    private readonly int _interval;
    private readonly Dictionary<byte[], Label> _labels = new(Utf8Comparer.Instance);

    /// <exception cref="InvalidDataException"/>
    public PostingsTable(MappedFile file, long at, bool sorted)
    {
        _file = file;
        _interval = sorted ? Interval : 1;
        uint length = IndexSections.Check(file, at, "postings table");
        _start = at + 4;
        var entries = new ByteCursor(file.Slice(_start, length));
        _end = _start + length;
        uint count = entries.UInt32();
        Label? current = null;
        for (uint i = 0; i < count; i++)
        {
            uint position = (uint)entries.At;
            ReadOnlySpan<byte> name = TakeName(ref entries);
            entries.Text();
            long list = (long)entries.Uvarint();
            if (name.IsEmpty)
            {
                AllAt = list;
                continue;
            }
            if (current is null || !name.SequenceEqual(current.Name)) current = LabelOf(name);
            if (current.Count % _interval == 0) current.Positions.Add(position);
            current.Count++;
            Pairs++;
        }
        if (!sorted) SortValues();
    }

    /// <summary>Where the list of all series stands; 0: the table has none.</summary>
    public long AllAt { get; }

    public long Pairs { get; }

    public IEnumerable<byte[]> Names => _labels.Keys;

    public int ValueCount(ReadOnlySpan<byte> name) => TryGet(name, out Label? label) ? label.Count : 0;

    /// <summary>Where the list of a pair stands; -1: no series has it.</summary>
    public long Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!TryGet(name, out Label? label)) return -1;
        int low = 0, high = label.Positions.Count - 1, found = -1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            ByteCursor entry = EntryAt(label.Positions[middle]);
            TakeName(ref entry);
            if (entry.Text().SequenceCompareTo(value) <= 0) (found, low) = (middle, middle + 1);
            else high = middle - 1;
        }
        if (found < 0) return -1;
        ByteCursor entries = EntryAt(label.Positions[found]);
        for (int left = Math.Min(_interval, label.Count - (found * _interval)); left > 0; left--)
        {
            TakeName(ref entries);
            bool same = entries.Text().SequenceEqual(value);
            long list = (long)entries.Uvarint();
            if (same) return list;
        }
        return -1;
    }

    /// <summary>Shows the values of a label with the places of their lists, in order.</summary>
    public void Visit<TVisitor>(ReadOnlySpan<byte> name, ref TVisitor visitor)
        where TVisitor : struct, IPlaceVisitor
    {
        if (!TryGet(name, out Label? label)) return;
        for (int i = 0; i < label.Positions.Count; i++)
        {
            ByteCursor entries = EntryAt(label.Positions[i]);
            for (int left = Math.Min(_interval, label.Count - (i * _interval)); left > 0; left--)
            {
                TakeName(ref entries);
                ReadOnlySpan<byte> value = entries.Text();
                if (!visitor.Visit(value, (long)entries.Uvarint())) return;
            }
        }
    }

    private ByteCursor EntryAt(uint position) => new(_file.Slice(_start + position, _end - _start - position));

    private static ReadOnlySpan<byte> TakeName(ref ByteCursor entries)
    {
        if (entries.Uvarint() != 2) throw new InvalidDataException("an entry of the postings table is not a pair");
        return entries.Text();
    }

    private Label LabelOf(ReadOnlySpan<byte> name)
    {
        if (TryGet(name, out Label? label)) return label;
        label = new Label(name.ToArray());
        _labels.Add(label.Name, label);
        return label;
    }

    private void SortValues()
    {
        foreach (Label label in _labels.Values) label.Positions.Sort((left, right) => ValueAt(left).SequenceCompareTo(ValueAt(right)));

        ReadOnlySpan<byte> ValueAt(uint position)
        {
            ByteCursor entry = EntryAt(position);
            TakeName(ref entry);
            return entry.Text();
        }
    }

    private bool TryGet(ReadOnlySpan<byte> name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Label? label) =>
        _labels.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out label);

    private sealed class Label(byte[] name)
    {
        public byte[] Name { get; } = name;

        public int Count { get; set; }

        public List<uint> Positions { get; } = [];
    }
}

/// <summary>Is shown values and where their lists stand.</summary>
internal interface IPlaceVisitor
{
    /// <summary>False: enough.</summary>
    bool Visit(ReadOnlySpan<byte> value, long list);
}
