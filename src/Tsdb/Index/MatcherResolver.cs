using Tocsin.Model.Matchers;

namespace Tocsin.Tsdb.Index;

/// <summary>
/// Finds the series that satisfy all matchers. A missing label counts as the empty value, so matchers fall in two kinds: those the empty value fails
/// are intersected, those it satisfies are subtracted (the series whose value fails them).
/// </summary>
internal static class MatcherResolver
{
    // Looking up a label of a series costs about as much as reading this many entries of a list.
    private const int LookUpCost = 32;

    /// <summary>Series numbers in ascending order.</summary>
    public static uint[] Resolve<T>(T postings, IReadOnlyList<Matcher> matchers)
        where T : IPostings
    {
        var equal = new List<(Matcher Matcher, PostingRef List)>();
        var costly = new List<Matcher>();
        foreach (Matcher matcher in matchers)
        {
            if (matcher.MatchesEmpty || matcher.Operator != MatchOperator.Equal) costly.Add(matcher);
            else if (postings.TryFind(matcher.NameUtf8.Span, matcher.ValueUtf8.Span, out PostingRef list)) equal.Add((matcher, list));
            else return [];
        }
        equal.Sort((left, right) => left.List.Count.CompareTo(right.List.Count));
        uint[]? found = null;
        foreach ((Matcher matcher, PostingRef list) in equal)
        {
            if (found is not null && (long)found.Length * LookUpCost < list.Count) found = Filter(postings, matcher, found);
            else found = found is null ? Read(postings, list) : SlotSets.Intersect(found, Read(postings, list));
            if (found.Length == 0) return found;
        }
        // What needs a set is done before what subtracts from it, lists of values before patterns.
        foreach (Matcher matcher in costly.OrderBy(Rank))
        {
            if (found is { Length: 0 }) return found;
            found = Narrow(postings, matcher, found);
        }
        return found ?? Read(postings, postings.All);
    }

    private static int Rank(Matcher matcher) => (matcher.MatchesEmpty ? 2 : 0) + (matcher.Pattern is { Literals: null } ? 1 : 0);

    private static uint[]? Narrow<T>(T postings, Matcher matcher, uint[]? found)
        where T : IPostings
    {
        int values = postings.ValueCount(matcher.NameUtf8.Span);
        if (values == 0) return matcher.MatchesEmpty ? found : [];
        if (!matcher.MatchesEmpty)
        {
            if (found is not null && found.Length < values) return Filter(postings, matcher, found);
            uint[] having = Union(postings, matcher, wanted: true);
            return found is null ? having : SlotSets.Intersect(found, having);
        }
        if (found is not null && found.Length < values && matcher.Operator != MatchOperator.NotEqual) return Filter(postings, matcher, found);
        uint[] failing = Union(postings, matcher, wanted: false);
        if (failing.Length == 0) return found;
        return SlotSets.Subtract(found ?? Read(postings, postings.All), failing);
    }

    /// <summary>The series that have the label with a value that the matcher accepts, or with one that it does not.</summary>
    private static uint[] Union<T>(T postings, Matcher matcher, bool wanted)
        where T : IPostings
    {
        ReadOnlySpan<byte> name = matcher.NameUtf8.Span;
        // A value or a list of them that is wanted (or unwanted): no value of the index needs to be looked at.
        if (wanted != matcher.IsNegative && Literals(matcher) is { } literals)
        {
            var lists = new List<PostingRef>(literals.Count);
            foreach (ReadOnlyMemory<byte> literal in literals)
                if (postings.TryFind(name, literal.Span, out PostingRef list))
                    lists.Add(list);
            return SlotSets.Union(postings, lists);
        }
        var visitor = new Fitting(new ValueTest(matcher), wanted != matcher.IsNegative);
        postings.Visit(name, ref visitor);
        return SlotSets.Union(postings, visitor.Lists);
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>>? Literals(Matcher matcher) => matcher.IsRegex ? matcher.Pattern!.Literals : [matcher.ValueUtf8];

    // Fewer series left than the label has values: asking each series is cheaper than asking each value.
    private static uint[] Filter<T>(T postings, Matcher matcher, uint[] found)
        where T : IPostings
    {
        var test = new ValueTest(matcher);
        bool wanted = !matcher.IsNegative;
        int kept = 0;
        var result = new uint[found.Length];
        foreach (uint series in found)
            if (test.Fits(postings.ValueOf(series, matcher.NameUtf8.Span)) == wanted)
                result[kept++] = series;
        Array.Resize(ref result, kept);
        return result;
    }

    private static uint[] Read<T>(T postings, PostingRef list)
        where T : IPostings
    {
        var series = new uint[list.Count];
        postings.Read(list, series);
        return series;
    }

    /// <summary>Collects the lists of the values that fit, or of those that do not.</summary>
    private readonly struct Fitting(ValueTest test, bool fitting) : IValueVisitor
    {
        public List<PostingRef> Lists { get; } = [];

        public bool Visit(ReadOnlySpan<byte> value, PostingRef list)
        {
            if (test.Fits(value) == fitting) Lists.Add(list);
            return true;
        }
    }
}
