using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Tests.Index;

/// <summary>The plainest index there is: label sets by number, lists by place.</summary>
internal sealed class ListedPostings : IPostings
{
    private readonly SortedDictionary<(string Name, string Value), List<uint>> _pairs = [];
    private readonly List<uint[]> _lists = [];
    private readonly LabelSet[] _sets = [];

    public ListedPostings(LabelSet[] sets)
    {
        _sets = sets;
        for (int i = 0; i < sets.Length; i++)
        {
            foreach ((string name, string value) in sets[i].ToStrings())
            {
                if (!_pairs.TryGetValue((name, value), out List<uint>? list)) _pairs[(name, value)] = list = [];
                list.Add((uint)i);
            }
        }
    }

    public ListedPostings(uint[][] lists) => _lists.AddRange(lists);

    public PostingRef All => Refer(Enumerable.Range(0, _sets.Length).Select(i => (uint)i));

    public int ValueCount(ReadOnlySpan<byte> name)
    {
        string text = Encoding.UTF8.GetString(name);
        return _pairs.Keys.Count(pair => pair.Name == text);
    }

    public bool TryFind(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out PostingRef list)
    {
        list = default;
        if (!_pairs.TryGetValue((Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value)), out List<uint>? found)) return false;
        list = Refer(found);
        return true;
    }

    public void Visit<TVisitor>(ReadOnlySpan<byte> name, ref TVisitor visitor)
        where TVisitor : struct, IValueVisitor
    {
        string text = Encoding.UTF8.GetString(name);
        foreach (((string Name, string Value) pair, List<uint> list) in _pairs)
            if (pair.Name == text && !visitor.Visit(Encoding.UTF8.GetBytes(pair.Value), Refer(list)))
                return;
    }

    public void VisitNames<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, INameVisitor
    {
        foreach (string name in _pairs.Keys.Select(pair => pair.Name).Distinct()) visitor.Visit(Encoding.UTF8.GetBytes(name));
    }

    public void Read(PostingRef list, Span<uint> into) => _lists[(int)list.At].CopyTo(into);

    public ReadOnlySpan<byte> ValueOf(uint series, ReadOnlySpan<byte> name) => _sets[series].Get(name);

    public void VisitLabels<TVisitor>(uint series, ref TVisitor visitor)
        where TVisitor : struct, ILabelVisitor
    {
        foreach (LabelPair pair in _sets[series]) visitor.Visit(pair.Name, pair.Value);
    }

    private PostingRef Refer(IEnumerable<uint> list)
    {
        _lists.Add([.. list]);
        return new PostingRef(_lists.Count - 1, _lists[^1].Length);
    }
}
