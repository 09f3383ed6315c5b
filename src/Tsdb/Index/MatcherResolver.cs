using Tocsin.Model.Matchers;

namespace Tocsin.Tsdb.Index;

/// <summary>
/// Finds the series that satisfy all matchers. A missing label counts as the empty value, so matchers fall in two kinds: those the empty value fails
/// are intersected, those it satisfies are subtracted (the series whose value fails them).
/// </summary>
internal static class MatcherResolver
{
    /// <summary>Slots in ascending order.</summary>
    public static int[] Resolve(LabelIndex index, ISeriesLabels series, IReadOnlyList<Matcher> matchers)
    {
        int[]? found = null;
        var costly = new List<Matcher>();
        foreach (Matcher matcher in matchers)
        {
            if (matcher.MatchesEmpty || !TryCheap(index, matcher, out int[]? slots)) costly.Add(matcher);
            else found = found is null ? slots : SlotSets.Intersect(found, slots);
            if (found is { Length: 0 }) return found;
        }
        // What needs a set is done before what subtracts from it.
        costly.Sort((left, right) => left.MatchesEmpty.CompareTo(right.MatchesEmpty));
        foreach (Matcher matcher in costly)
        {
            if (found is { Length: 0 }) return found;
            found = Narrow(index, series, matcher, found);
        }
        return found ?? index.All.Slots.ToArray();
    }

    /// <summary>One value or a list of them: no value of the index needs to be looked at.</summary>
    private static bool TryCheap(LabelIndex index, Matcher matcher, out int[] slots)
    {
        slots = [];
        if (matcher.Operator == MatchOperator.Equal)
        {
            slots = index.Find(matcher.NameUtf8.Span, matcher.ValueUtf8.Span)?.Slots.ToArray() ?? [];
            return true;
        }
        if (matcher is not { Operator: MatchOperator.Regex, Pattern.Literals: { } literals }) return false;
        slots = UnionOf(index, matcher, literals);
        return true;
    }

    private static int[]? Narrow(LabelIndex index, ISeriesLabels series, Matcher matcher, int[]? found)
    {
        IReadOnlyDictionary<byte[], PostingList>? values = index.ValuesOf(matcher.NameUtf8.Span);
        if (values is null) return matcher.MatchesEmpty ? found : [];
        if (found is not null && found.Length < values.Count) return Filter(series, matcher, found);
        if (!matcher.MatchesEmpty)
        {
            int[] having = Union(values, new ValueTest(matcher), !matcher.IsNegative);
            return found is null ? having : SlotSets.Intersect(found, having);
        }
        int[] failing = Failing(index, matcher, values);
        if (failing.Length == 0) return found;
        return SlotSets.Subtract(found is null ? index.All.Slots : found, failing);
    }

    private static int[] Failing(LabelIndex index, Matcher matcher, IReadOnlyDictionary<byte[], PostingList> values)
    {
        if (matcher.Operator == MatchOperator.NotEqual)
            return index.Find(matcher.NameUtf8.Span, matcher.ValueUtf8.Span)?.Slots.ToArray() ?? [];
        if (matcher is { Operator: MatchOperator.NotRegex, Pattern.Literals: { } literals }) return UnionOf(index, matcher, literals);
        return Union(values, new ValueTest(matcher), matcher.IsNegative);
    }

    // Fewer series left than the label has values: asking each series is cheaper than asking each value.
    private static int[] Filter(ISeriesLabels series, Matcher matcher, int[] found)
    {
        var test = new ValueTest(matcher);
        bool wanted = !matcher.IsNegative;
        int kept = 0;
        var result = new int[found.Length];
        foreach (int slot in found)
            if (test.Fits(series.LabelsOf(slot).Get(matcher.NameUtf8.Span)) == wanted)
                result[kept++] = slot;
        Array.Resize(ref result, kept);
        return result;
    }

    private static int[] Union(IReadOnlyDictionary<byte[], PostingList> values, ValueTest test, bool fitting)
    {
        var lists = new List<PostingList>();
        foreach ((byte[] value, PostingList list) in values)
            if (test.Fits(value) == fitting)
                lists.Add(list);
        return SlotSets.Union(lists);
    }

    private static int[] UnionOf(LabelIndex index, Matcher matcher, IReadOnlyList<ReadOnlyMemory<byte>> literals)
    {
        var lists = new List<PostingList>(literals.Count);
        foreach (ReadOnlyMemory<byte> literal in literals)
            if (index.Find(matcher.NameUtf8.Span, literal.Span) is { } list)
                lists.Add(list);
        return SlotSets.Union(lists);
    }
}
