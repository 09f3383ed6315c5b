using CsCheck;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Tests.Index;

public sealed class MatcherResolverTests
{
    private static readonly string[] Names = ["__name__", "job", "pod"];

    private static readonly string[] Patterns =
    [
        "", "a", "a|b", "a|", "|", ".*", ".+", "ab.*", "ab.+", "a.?b", "(?i)AB.*", "a|ab.*", "ab*", "[ab]+", "é.*", "a\\.b", "^ab$", "(a|b)c?",
    ];

    private static readonly string[] Values = ["", "a", "b", "ab", "abc", "a.b", "axb", "é", "éa", "AB", "ab\nc"];

    private static readonly Gen<LabelSet> Labels = OneOf(Values).Array[3]
        .Select(values => LabelSet.Create((Names[0], values[0]), (Names[1], values[1]), (Names[2], values[2])));

    private static readonly Gen<Matcher> AnyMatcher = Gen.Select(OneOf([.. Names, "missing"]), Gen.Enum<MatchOperator>(), OneOf(Patterns))
        .Select((name, op, value) => new Matcher(name, op, value));

    [Fact]
    public void The_index_finds_what_asking_every_series_finds() =>
        Gen.Select(Labels.Array[0, 40], AnyMatcher.Array[1, 4]).Sample((sets, matchers) =>
        {
            var series = new ListedSeries([.. sets.Where(set => set.Count > 0)]);
            var index = new LabelIndex();
            for (int slot = 0; slot < series.Sets.Length; slot++) index.Add(slot, series.Sets[slot]);
            IEnumerable<int> expected = Enumerable.Range(0, series.Sets.Length).Where(slot => Matcher.MatchesAll(matchers, series.Sets[slot]));
            Assert.Equal(expected, MatcherResolver.Resolve(index, series, matchers));
        }, iter: 3000);

    [Fact]
    public void A_removed_series_is_not_found_and_leaves_no_empty_values()
    {
        LabelSet kept = LabelSet.Create(("__name__", "up"), ("job", "a")), gone = LabelSet.Create(("__name__", "up"), ("job", "b"), ("pod", "x"));
        var series = new ListedSeries([kept, gone]);
        var index = new LabelIndex();
        index.Add(0, kept);
        index.Add(1, gone);
        index.Remove([1], [gone]);
        Assert.Equal([0], MatcherResolver.Resolve(index, series, [new Matcher("__name__", MatchOperator.Equal, "up")]));
        Assert.Null(index.ValuesOf("pod"u8));
        Assert.Equal(["a"u8.ToArray()], index.ValuesOf("job"u8)!.Keys);
    }

    private static Gen<string> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private sealed class ListedSeries(LabelSet[] sets) : ISeriesLabels
    {
        public LabelSet[] Sets { get; } = sets;

        public LabelSet LabelsOf(int slot) => Sets[slot];
    }
}
