using System.Text;
using Tocsin.Model.Matchers;

namespace Tocsin.Model.Tests.Matchers;

public sealed class AnchoredRegexTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "ab", false)]
    [InlineData("a|bc", "bc", true)]
    [InlineData("a|", "", true)]
    [InlineData(".*", "with\nline feed", true)]
    [InlineData("a.c$", "abc", true)]
    [InlineData("a.c$", "abc\n", false)]
    [InlineData("(?i)ABC.", "abcd", true)]
    [InlineData("(?m)a$\n^b", "a\nb", true)]
    [InlineData("a$\n^b", "a\nb", false)]
    [InlineData("\\d+", "١٢", false)]
    [InlineData("[[:alpha:]_]+", "ab_", true)]
    [InlineData("[]a]+", "]a", true)]
    [InlineData("\\Qa.b\\E.", "a.bc", true)]
    [InlineData("\\x{1F6A8}.", "🚨!", true)]
    [InlineData("(?P<n>a)b", "ab", true)]
    public void A_pattern_means_what_RE2_means_by_it(string pattern, string value, bool matches) =>
        Assert.Equal(matches, new AnchoredRegex(pattern).IsMatch(Encoding.UTF8.GetBytes(value)));

    [Theory]
    [InlineData(".*", "with\nline feed", false)]
    [InlineData(".+", "with\n", false)]
    [InlineData("a.*", "ab\n", false)]
    [InlineData("a.*", "abc", true)]
    [InlineData("^(?:.+)$", "\n", false)]
    [InlineData("a[^b]c", "a\nc", true)]
    [InlineData("(?s)a.c", "a\nc", true)]
    [InlineData("a\nc|.*", "a\nc", true)]
    public void For_Alertmanager_a_dot_stands_for_no_line_feed(string pattern, string value, bool matches) =>
        Assert.Equal(matches, new AnchoredRegex(pattern, dotIsAll: false).IsMatch(Encoding.UTF8.GetBytes(value)));

    [Theory]
    [InlineData("(?=a)")]
    [InlineData("(?<!a)b")]
    [InlineData("(a)\\1")]
    [InlineData("(?>a)")]
    [InlineData("a++")]
    [InlineData("(")]
    [InlineData("[z-a]")]
    [InlineData("\\")]
    public void What_RE2_does_not_have_is_refused(string pattern) => Assert.Throws<FormatException>(() => new AnchoredRegex(pattern));

    [Fact]
    public void A_pattern_that_makes_others_backtrack_forever_is_answered_at_once() =>
        Assert.False(new AnchoredRegex("(a+)+(b|c)d").IsMatch(Encoding.UTF8.GetBytes(new string('a', 50_000))));

    [Fact]
    public void Literals_are_known_for_what_they_are()
    {
        Assert.Equal(2, new AnchoredRegex("eu-1|eu-2").Literals?.Count);
        Assert.Null(new AnchoredRegex("eu-.").Literals);
        Assert.Equal("eu-1", new AnchoredRegex("eu-1").Match("eu-1")?.Value);
    }

    [Fact]
    public void A_giant_pattern_is_refused() => Assert.Throws<FormatException>(() => new AnchoredRegex(new string('a', 100_000)));
}
