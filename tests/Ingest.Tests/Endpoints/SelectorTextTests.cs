using CsCheck;
using Tocsin.Ingest.Endpoints;
using Tocsin.Model.Matchers;

namespace Tocsin.Ingest.Tests.Endpoints;

public sealed class SelectorTextTests
{
    [Theory]
    [InlineData("up", "__name__=\"up\"")]
    [InlineData("job:x:rate5m{a=\"b\"}", "__name__=\"job:x:rate5m\",a=\"b\"")]
    [InlineData(" { a =~ 'b.*' , c!=`d`, e!~\"f\", } ", "a=~\"b.*\",c!=\"d\",e!~\"f\"")]
    [InlineData("{\"my.metric\",\"l.b\"=\"v\"}", "__name__=\"my.metric\",\"l.b\"=\"v\"")]
    public void A_selector_becomes_matchers(string text, string expected)
    {
        Assert.True(SelectorText.TryParse(text, out IReadOnlyList<Matcher> matchers, out string error), error);
        Assert.Equal(expected, string.Join(',', matchers));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{a=\"\"}")]
    [InlineData("{a=\"b\"")]
    [InlineData("{a b}")]
    [InlineData("up + 1")]
    [InlineData("{a=~\"(\"}")]
    [InlineData("{a=\"b}")]
    public void Anything_else_is_refused_with_a_reason(string text)
    {
        Assert.False(SelectorText.TryParse(text, out _, out string error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void No_text_crashes_it() => Gen.String["{}\"'`=!~,a1\\ :"].Sample(text =>
    {
        bool parsed = SelectorText.TryParse(text, out _, out string error);
        Assert.Equal(parsed, error.Length == 0);
    });
}
