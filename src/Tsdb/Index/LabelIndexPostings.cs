using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Index;

/// <summary>The head's index as <see cref="IPostings"/>.</summary>
internal sealed class LabelIndexPostings(LabelIndex index, ISeriesLabels series) : IPostings
{
    private readonly List<PostingList> _lists = [];

    public PostingRef All => Refer(index.All);

    public int ValueCount(ReadOnlySpan<byte> name) => index.ValuesOf(name)?.Count ?? 0;

    public bool TryFind(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out PostingRef list)
    {
        list = default;
        if (index.Find(name, value) is not { } found) return false;
        list = Refer(found);
        return true;
    }

    public void Visit<TVisitor>(ReadOnlySpan<byte> name, ref TVisitor visitor)
        where TVisitor : struct, IValueVisitor
    {
        if (index.ValuesOf(name) is not { } values) return;
        foreach ((byte[] value, PostingList list) in values)
            if (!visitor.Visit(value, Refer(list)))
                return;
    }

    public void VisitNames<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, INameVisitor
    {
        foreach (byte[] name in index.Names) visitor.Visit(name);
    }

    public void Read(PostingRef list, Span<uint> into)
    {
        ReadOnlySpan<int> slots = _lists[(int)list.At].Slots;
        for (int i = 0; i < slots.Length; i++) into[i] = (uint)slots[i];
    }

    public ReadOnlySpan<byte> ValueOf(uint number, ReadOnlySpan<byte> name) => series.LabelsOf((int)number).Get(name);

    public void VisitLabels<TVisitor>(uint number, ref TVisitor visitor)
        where TVisitor : struct, ILabelVisitor
    {
        foreach (LabelPair pair in series.LabelsOf((int)number)) visitor.Visit(pair.Name, pair.Value);
    }

    private PostingRef Refer(PostingList list)
    {
        _lists.Add(list);
        return new PostingRef(_lists.Count - 1, list.Count);
    }
}
