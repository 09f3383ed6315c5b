using CsCheck;
using Tocsin.Model.Matchers;

namespace Tocsin.PromQL.Tests.Parsing;

public sealed class SelectorReaderTests
{
    private static readonly SelectorReader Reader = new();

    [Theory]
    [InlineData("up", "__name__=\"up\"")]
    [InlineData("job:x:rate5m{a=\"b\"}", "a=\"b\",__name__=\"job:x:rate5m\"")]
    [InlineData(" { a =~ 'b.*' , c!=`d`, e!~\"f\", } ", "a=~\"b.*\",c!=\"d\",e!~\"f\"")]
    [InlineData("{\"my.metric\",\"l.b\"=\"v\"}", "__name__=\"my.metric\",\"l.b\"=\"v\"")]
    public void A_selector_becomes_matchers(string text, string expected)
    {
        Assert.True(Reader.TryRead(text, out IReadOnlyList<Matcher> matchers, out string error), error);
        Assert.Equal(expected, string.Join(',', matchers));
    }

    [Theory]
    [InlineData("{}", "")]
    [InlineData("{a=\"\"}", "a=\"\"")]
    [InlineData("m#c", "__name__=\"m\"")]
    [InlineData("m{\"n\"}", "__name__=\"n\",__name__=\"m\"")]
    [InlineData("sum{by=\"x\",inf!=\"y\"}", "by=\"x\",inf!=\"y\",__name__=\"sum\"")]
    [InlineData("{a=\"\\u0041\\U0001F600\\101\\x42\\n\\\\\"}", "a=\"A😀AB\\n\\\\\"")]
    public void What_upstream_takes_is_taken(string text, string expected)
    {
        Assert.True(Reader.TryRead(text, out IReadOnlyList<Matcher> matchers, out string error), error);
        Assert.Equal(expected, string.Join(',', matchers));
    }

    [Theory]
    [InlineData("", "unknown position: parse error: unexpected end of input")]
    [InlineData("#c", "1:3: parse error: unexpected end of input")]
    [InlineData("m{", "1:3: parse error: unexpected end of input inside braces")]
    [InlineData("m}", "1:2: parse error: unexpected character: '}'")]
    [InlineData("{a}", "1:3: parse error: unexpected \"}\" in label matching, expected label matching operator")]
    [InlineData("{a=}", "1:4: parse error: unexpected \"}\" in label matching, expected string")]
    [InlineData("{a=\"}", "1:4: parse error: unterminated quoted string")]
    [InlineData("{a=`}", "1:4: parse error: unterminated raw string")]
    [InlineData("{,}", "1:2: parse error: unexpected \",\" in label matching, expected identifier or \"}\"")]
    [InlineData("{!=\"b\"}", "1:2: parse error: unexpected <op:!=> in label matching, expected identifier or \"}\"")]
    [InlineData("{a==b}", "1:4: parse error: unexpected \"=\" in label matching, expected string")]
    [InlineData("{a!\"b\"}", "1:3: parse error: unexpected character after '!' inside braces: '\"'")]
    [InlineData("{1a=\"b\"}", "1:2: parse error: unexpected character inside braces: '1'")]
    [InlineData("m{a=\"b\" c=\"d\"}", "1:9: parse error: unexpected identifier \"c\" in label matching, expected \",\" or \"}\"")]
    [InlineData("m{a=\"b\"}{c=\"d\"}", "1:9: parse error: unexpected \"{\"")]
    [InlineData("m{{", "1:3: parse error: unexpected left brace '{'")]
    [InlineData("{a=~\"b(\"}", "1:2: parse error: error parsing regexp: missing closing ): `b(`")]
    [InlineData("{a=\"\\q\"}", "1:4: parse error: unknown escape sequence U+0071 'q'")]
    [InlineData("{a=\"\\400\"}", "1:4: parse error: escape sequence is an invalid Unicode code point")]
    [InlineData("m\n  n", "2:3: parse error: unexpected identifier \"n\"")]
    [InlineData("m[5m]", "1:2: parse error: unexpected \"[\"")]
    [InlineData("m offset 5m", "1:3: parse error: unexpected <offset>")]
    [InlineData("m + 1", "1:3: parse error: unexpected <op:+>")]
    [InlineData("m and n", "1:3: parse error: unexpected <op:and>")]
    [InlineData("sum(m)", "1:4: parse error: unexpected \"(\"")]
    [InlineData("m a:b", "1:3: parse error: unexpected metric identifier \"a:b\"")]
    [InlineData("1", "1:1: parse error: unexpected number \"1\"")]
    [InlineData("1.5m", "1:1: parse error: unexpected duration \"1.5m\"")]
    [InlineData("1x", "1:1: parse error: bad number or duration syntax: \"1\"")]
    [InlineData("1e", "1:1: parse error: bad number or duration syntax: \"1e\"")]
    [InlineData("1h1", "1:1: parse error: bad number or duration syntax: \"1h1\"")]
    [InlineData("1m", "1:1: parse error: unexpected duration \"1m\"")]
    [InlineData("Inf", "1:1: parse error: unexpected number \"Inf\"")]
    [InlineData("\"m\"", "1:1: parse error: unexpected string \"\\\"m\\\"\"")]
    [InlineData("bool", "1:1: parse error: unexpected <bool>")]
    [InlineData("a.b", "1:2: parse error: unexpected character: '.'")]
    public void Anything_else_is_refused_in_upstreams_words(string text, string reason)
    {
        Assert.False(Reader.TryRead(text, out _, out string error));
        Assert.Equal(reason, error);
    }

    [Fact]
    public void No_text_crashes_it() => Gen.String["{}\"'`=!~,a1\\ :"].Sample(text =>
    {
        bool parsed = Reader.TryRead(text, out _, out string error);
        Assert.Equal(parsed, error.Length == 0);
    });
}
