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
            LabelSet[] series = [.. sets.Where(set => set.Count > 0)];
            IEnumerable<uint> expected = Enumerable.Range(0, series.Length).Where(i => Matcher.MatchesAll(matchers, series[i])).Select(i => (uint)i);
            Assert.Equal(expected, MatcherResolver.Resolve(new ListedPostings(series), matchers));
        }, iter: 3000);

    private static Gen<string> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
