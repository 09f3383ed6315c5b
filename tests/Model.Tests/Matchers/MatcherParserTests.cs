using Tocsin.Model.Matchers;

namespace Tocsin.Model.Tests.Matchers;

public sealed class MatcherParserTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("{}", "")]
    [InlineData("foo=bar", "foo=\"bar\"")]
    [InlineData("{foo=bar,}", "foo=\"bar\"")]
    [InlineData("  foo  !~  bar  ", "foo!~\"bar\"")]
    [InlineData("{foo=\"bar\",baz!=\"q\",x=~\"a|b\",y!~\"c\"}", "foo=\"bar\",baz!=\"q\",x=~\"a|b\",y!~\"c\"")]
    [InlineData("\"a b\"=c", "\"a b\"=\"c\"")]
    [InlineData("\"a\\\"b\"=c", "\"a\\\"b\"=\"c\"")]
    [InlineData("foo=\"\\x41\\u00e9\\101\\n\"", "foo=\"AéA\\n\"")]
    [InlineData("foo=\"\\xc3\\xa9\"", "foo=\"é\"")]
    [InlineData("foo=\"a,b\",c=d", "foo=\"a,b\",c=\"d\"")]
    [InlineData("foo=\"b}ar\"", "foo=\"b}ar\"")]
    public void The_utf8_language_reads(string text, string expected) => Assert.Equal(expected, Read(text, MatcherSyntax.Utf8Strict));

    [Theory]
    [InlineData("{", "0:1: end of input: expected close brace")]
    [InlineData("}", "0:1: }: expected opening brace")]
    [InlineData("{foo=bar", "0:8: end of input: expected close brace")]
    [InlineData("foo=bar}", "0:8: }: expected opening brace")]
    [InlineData("{foo=bar}}", "9:10: }: expected end of input")]
    [InlineData("{foo=bar} x", "10:11: x: expected end of input")]
    [InlineData("{foo=}", "5:6: unexpected }: expected label value")]
    [InlineData(",", "0:1: unexpected ,: expected label name")]
    [InlineData("{foo=bar,,}", "9:10: unexpected ,: expected a matcher or close brace after comma")]
    [InlineData("foo", "end of input: expected an operator such as '=', '!=', '=~' or '!~'")]
    [InlineData("foo=", "end of input: expected label value")]
    [InlineData("\"foo", "0:4: \"foo: missing end \"")]
    [InlineData("\"🙂", "0:2: \"🙂: missing end \"")]
    [InlineData("foo=\"bar", "4:8: \"bar: missing end \": expected label value")]
    [InlineData("foo=\"\\", "4:6: \"\\: missing end \": expected label value")]
    [InlineData("foo!", "3:4: unexpected end of input, expected one of '=~': expected an operator such as '=', '!=', '=~' or '!~'")]
    [InlineData("!foo=bar", "0:1: !: expected one of '=~'")]
    [InlineData("{!foo=bar}", "1:2: !: expected one of '=~'")]
    [InlineData("foo=bar,!x", "8:9: !: expected one of '=~': expected a matcher or close brace after comma")]
    [InlineData("🙂=x,!", "4:5: unexpected end of input, expected one of '=~': expected a matcher or close brace after comma")]
    [InlineData("foo==bar", "4:5: unexpected =: expected label value")]
    [InlineData("foo~bar", "3:4: ~: invalid input: expected an operator such as '=', '!=', '=~' or '!~'")]
    [InlineData("foo=bar baz", "8:11: unexpected baz: expected a comma or close brace")]
    [InlineData("foo=\"a\"b\"c\"", "7:8: unexpected b: expected a comma or close brace")]
    [InlineData("foo=\"a\\d\"", "4:9: \"a\\d\": invalid input")]
    [InlineData("\"\\x80\"=a", "0:6: \"\\x80\": invalid input")]
    [InlineData("foo=`x`", "4:5: `: invalid input: expected label value")]
    public void The_utf8_language_refuses_with_a_place(string text, string error) =>
        Assert.Equal(error, MatcherParser.ParseList(text, MatcherSyntax.Utf8Strict).Error);

    [Theory]
    [InlineData("{", "")]
    [InlineData("{foo=}", "foo=\"\"")]
    [InlineData("foo=bar}", "foo=\"bar\"")]
    [InlineData("{foo=bar} ", "foo=\"bar}\"")]
    [InlineData("foo=a b", "foo=\"a b\"")]
    [InlineData("foo=\"a\\d\"", "foo=\"a\\\\d\"")]
    [InlineData("foo=\\", "foo=\"\\\\\"")]
    [InlineData("foo==bar", "foo=\"=bar\"")]
    [InlineData("foo=,bar=baz", "foo=\"\",bar=\"baz\"")]
    [InlineData("foo=\"a,b\\\"c\",d=e", "foo=\"a,b\\\"c\",d=\"e\"")]
    public void The_classic_language_reads(string text, string expected) => Assert.Equal(expected, Read(text, MatcherSyntax.Classic));

    [Theory]
    [InlineData(",", "bad matcher format: ")]
    [InlineData("foo=bar, ,b=c", "bad matcher format:  ")]
    [InlineData("foo=bar,!x", "bad matcher format: !x")]
    [InlineData("🙂=x", "bad matcher format: 🙂=x")]
    [InlineData("foo.bar=c", "bad matcher format: foo.bar=c")]
    [InlineData("foo=\"bar", "matcher value contains unescaped double quote: \"bar")]
    [InlineData("foo=a\"b", "matcher value contains unescaped double quote: a\"b")]
    public void The_classic_language_refuses(string text, string error) => Assert.Equal(error, MatcherParser.ParseList(text, MatcherSyntax.Classic).Error);

    [Fact]
    public void Where_both_read_the_same_nothing_is_said()
    {
        MatcherParseResult result = MatcherParser.ParseList("{foo=\"bar\"}", MatcherSyntax.Fallback);
        Assert.Equal("foo=\"bar\"", string.Join(',', result.Matchers!));
        Assert.Null(result.Warning);
    }

    [Fact]
    public void What_only_the_new_language_reads_is_taken_without_a_warning()
    {
        MatcherParseResult result = MatcherParser.ParseList("🙂=x", MatcherSyntax.Fallback);
        Assert.Equal("🙂", Assert.Single(result.Matchers!).Name);
        Assert.Null(result.Warning);
    }

    [Fact]
    public void What_only_the_classic_language_reads_is_taken_with_the_spelling_to_use()
    {
        MatcherParseResult result = MatcherParser.ParseList("foo=~\"a\\d\"", MatcherSyntax.Fallback);
        Assert.Equal("a\\d", Assert.Single(result.Matchers!).Value);
        Assert.Contains("foo=~\"a\\\\d\"", result.Warning);
    }

    [Fact]
    public void Where_they_differ_the_classic_reading_counts()
    {
        MatcherParseResult result = MatcherParser.ParseList("foo=\"\\x41\"", MatcherSyntax.Fallback);
        Assert.Equal("\\x41", Assert.Single(result.Matchers!).Value);
        Assert.NotNull(result.Warning);
    }

    [Fact]
    public void What_neither_reads_has_the_classic_error() =>
        Assert.Equal("bad matcher format: foo", MatcherParser.ParseList("foo", MatcherSyntax.Fallback).Error);

    [Theory]
    [InlineData("{foo=bar}", "unexpected open or close brace: {foo=bar}")]
    [InlineData("foo=bar}", "unexpected open or close brace: foo=bar}")]
    [InlineData("foo=~\"(\"", "error parsing regexp: missing closing ): `^(?:()$`")]
    public void A_single_matcher_is_refused(string text, string error) => Assert.Contains(error, MatcherParser.ParseOne(text, MatcherSyntax.Fallback).Error);

    [Fact]
    public void Two_matchers_are_not_one() =>
        Assert.Equal("expected 1 matcher, found 2", MatcherParser.ParseOne("a=b,c=d", MatcherSyntax.Utf8Strict).Error);

    [Fact]
    public void Text_without_end_is_refused_before_it_costs_anything() =>
        Assert.NotNull(MatcherParser.ParseList("a=" + new string('b', MatcherParser.MaxLength), MatcherSyntax.Fallback).Error);

    private static string Read(string text, MatcherSyntax syntax)
    {
        MatcherParseResult result = MatcherParser.ParseList(text, syntax);
        Assert.Null(result.Error);
        return string.Join(',', result.Matchers!);
    }
}
