namespace Tocsin.Tsdb.Index;

/// <summary>The index of a block as <see cref="IPostings"/>, for one query: it remembers the label that was asked for last.</summary>
internal sealed class FilePostings(IndexFile index) : IPostings
{
    private byte[] _name = [];
    private long _symbol = -1;

    public PostingRef All => index.All;

    public int ValueCount(ReadOnlySpan<byte> name) => index.Table.ValueCount(name);

    public bool TryFind(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out PostingRef list)
    {
        long at = index.Table.Find(name, value);
        list = at < 0 ? default : index.ListAt(at);
        return at >= 0;
    }

    public void Visit<TVisitor>(ReadOnlySpan<byte> name, ref TVisitor visitor)
        where TVisitor : struct, IValueVisitor
    {
        var places = new Places<TVisitor>(index, visitor);
        index.Table.Visit(name, ref places);
        visitor = places.Visitor;
    }

    public void VisitNames<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, INameVisitor
    {
        foreach (byte[] name in index.Table.Names) visitor.Visit(name);
    }

    public void Read(PostingRef list, Span<uint> into) => index.Read(list, into);

    public ReadOnlySpan<byte> ValueOf(uint series, ReadOnlySpan<byte> name)
    {
        if (_name.Length == 0 || !name.SequenceEqual(_name))
        {
            _name = name.ToArray();
            _symbol = index.Version == 1 ? -1 : index.Symbols.Find(name);
        }
        ByteCursor entry = index.SeriesAt(series);
        for (ulong labels = entry.Uvarint(); labels > 0; labels--)
        {
            ulong symbol = entry.Uvarint(), value = entry.Uvarint();
            if (index.Version == 1 ? index.Symbols[symbol].SequenceEqual(name) : (long)symbol == _symbol) return index.Symbols[value];
        }
        return default;
    }

    public void VisitLabels<TVisitor>(uint series, ref TVisitor visitor)
        where TVisitor : struct, ILabelVisitor
    {
        ByteCursor entry = index.SeriesAt(series);
        for (ulong labels = entry.Uvarint(); labels > 0; labels--) visitor.Visit(index.Symbols[entry.Uvarint()], index.Symbols[entry.Uvarint()]);
    }

    private struct Places<TVisitor>(IndexFile index, TVisitor visitor) : IPlaceVisitor
        where TVisitor : struct, IValueVisitor
    {
        public TVisitor Visitor = visitor;

        public bool Visit(ReadOnlySpan<byte> value, long list) => Visitor.Visit(value, index.ListAt(list));
    }
}
