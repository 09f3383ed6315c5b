using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Tocsin.Model.Matchers;

namespace Tocsin.Model.Tests.Matchers;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("a.*", true)]
    [InlineData(".*", true)]
    [InlineData(".+", true)]
    [InlineData("a.+b.*c", true)]
    [InlineData(@"10\.42\..*:8080", true)]
    [InlineData("a.b", false)]
    [InlineData("a.*?b", false)]
    [InlineData("a.{2}", false)]
    [InlineData("(a|b).*", false)]
    [InlineData("a*", false)]
    [InlineData(@"\d.*", false)]
    [InlineData(".+.+", false)]
    public void It_takes_literals_with_gaps_and_leaves_the_rest(string pattern, bool taken) => Assert.Equal(taken, GlobPattern.Parse(pattern) is not null);

    [Fact]
    public void It_says_what_the_engine_says()
    {
        string[] pieces = ["a", "b", "ab", ".*", ".+", @"\.", "é"], letters = ["a", "b", ".", "é", "", "\n"];
        Gen<string> piece = Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]);
        Gen<string> texts = Gen.Int[0, letters.Length - 1].Select(i => letters[i]).Array[0, 8].Select(parts => string.Concat(parts));
        Gen.Select(piece.Array[0, 6].Select(parts => string.Concat(parts)), texts).Sample((pattern, text) =>
            GlobPattern.Parse(pattern) is not { } glob
            || glob.IsMatch(Encoding.UTF8.GetBytes(text)) == Regex.IsMatch(text, @"\A(?:" + pattern + @")\z", RegexOptions.Singleline, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void The_older_form_with_its_own_anchors_means_the_same()
    {
        Assert.True(new AnchoredRegex("^(?:a.*)$").IsMatch("abc"u8));
        Assert.False(new AnchoredRegex("^(?:a.*)$").IsMatch("bac"u8));
        Assert.NotNull(new AnchoredRegex("^(?:a|b)$").Literals);
        Assert.True(new AnchoredRegex("^(?:a)(?:b)$").IsMatch("ab"u8));
    }
}
