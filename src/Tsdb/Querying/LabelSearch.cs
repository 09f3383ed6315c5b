using Tocsin.Model.Matchers;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Querying;

/// <summary>Finds the names of labels, and the values of one, on the series that satisfy all matchers.</summary>
internal static class LabelSearch
{
    // Reading labels of a series costs about as much as reading this many entries of a list.
    private const int LookUpCost = 32;

    public static void Values<T>(T postings, ReadOnlySpan<byte> name, IReadOnlyList<Matcher> matchers, TextList into)
        where T : IPostings
    {
        if (AllAre(matchers, name))
        {
            // The value alone decides.
            var all = new AllValues(matchers, into);
            postings.Visit(name, ref all);
            return;
        }
        uint[] found = MatcherResolver.Resolve(postings, matchers);
        if ((long)found.Length * LookUpCost < postings.All.Count)
        {
            foreach (uint series in found) into.AddUnlessKnown(postings.ValueOf(series, name));
            return;
        }
        var some = new ValuesOf<T>(postings, found, into);
        postings.Visit(name, ref some);
    }

    public static void Names<T>(T postings, IReadOnlyList<Matcher> matchers, TextList into)
        where T : IPostings
    {
        if (matchers.Count == 0)
        {
            var all = new AllNames(into);
            postings.VisitNames(ref all);
            return;
        }
        uint[] found = MatcherResolver.Resolve(postings, matchers);
        if (found.Length == 0) return;
        if ((long)found.Length * LookUpCost < postings.All.Count)
        {
            var labels = new NamesOfSeries(into);
            foreach (uint series in found) postings.VisitLabels(series, ref labels);
            return;
        }
        var some = new NamesOf<T>(postings, found, into);
        postings.VisitNames(ref some);
    }

    private static bool AllAre(IReadOnlyList<Matcher> matchers, ReadOnlySpan<byte> name)
    {
        foreach (Matcher matcher in matchers)
            if (!matcher.NameUtf8.Span.SequenceEqual(name))
                return false;
        return true;
    }

    private readonly struct AllValues(IReadOnlyList<Matcher> matchers, TextList into) : IValueVisitor
    {
        private readonly ValueTest[] _tests = [.. matchers.Select(matcher => new ValueTest(matcher))];

        public bool Visit(ReadOnlySpan<byte> value, PostingRef list)
        {
            for (int i = 0; i < _tests.Length; i++)
                if (_tests[i].Fits(value) == matchers[i].IsNegative)
                    return true;
            into.Add(value);
            return true;
        }
    }

    private readonly struct ValuesOf<T>(T postings, uint[] found, TextList into) : IValueVisitor
        where T : IPostings
    {
        private readonly SetReader<T> _reader = new(postings, found);

        public bool Visit(ReadOnlySpan<byte> value, PostingRef list)
        {
            if (_reader.Overlaps(list)) into.Add(value);
            return true;
        }
    }

    private readonly struct AllNames(TextList into) : INameVisitor
    {
        public void Visit(ReadOnlySpan<byte> name) => into.Add(name);
    }

    private readonly struct NamesOfSeries(TextList into) : ILabelVisitor
    {
        public void Visit(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => into.AddUnlessKnown(name);
    }

    private readonly struct NamesOf<T>(T postings, uint[] found, TextList into) : INameVisitor
        where T : IPostings
    {
        private readonly SetReader<T> _reader = new(postings, found);

        public void Visit(ReadOnlySpan<byte> name)
        {
            var any = new Any<T>(_reader);
            postings.Visit(name, ref any);
            if (any.Found) into.Add(name);
        }
    }

    private struct Any<T>(SetReader<T> reader) : IValueVisitor
        where T : IPostings
    {
        public bool Found { get; private set; }

        public bool Visit(ReadOnlySpan<byte> value, PostingRef list)
        {
            Found = reader.Overlaps(list);
            return !Found;
        }
    }

    /// <summary>Asks lists whether they have a series of a set.</summary>
    private sealed class SetReader<T>(T postings, uint[] found)
        where T : IPostings
    {
        private uint[] _buffer = new uint[1024];

        public bool Overlaps(PostingRef list)
        {
            // Lists are no longer than what there is, so a set of all of it has them all.
            if (list.Count == 0 || found.Length == postings.All.Count) return list.Count > 0;
            if (_buffer.Length < list.Count) _buffer = new uint[Math.Max(list.Count, _buffer.Length * 2)];
            Span<uint> series = _buffer.AsSpan(0, list.Count);
            postings.Read(list, series);
            return SlotSets.Overlaps(series, found);
        }
    }
}
