using Tocsin.Model.Matchers;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Tests.Routing;

public sealed class MatcherTextTests
{
    [Theory]
    [InlineData("severity", MatchOperator.Equal, "critical", "severity=\"critical\"")]
    [InlineData("foo.bar", MatchOperator.NotEqual, "x\ty", "foo.bar!=\"x\ty\"")]
    [InlineData("a", MatchOperator.Regex, "\\d+\"\n", "a=~\"\\\\d+\\\"\\n\"")]
    [InlineData("a b", MatchOperator.NotRegex, "x\ty", "\"a b\"!~\"x\\ty\"")]
    public void A_matcher_is_written_as_group_keys_have_it(string name, MatchOperator op, string value, string expected) =>
        Assert.Equal(expected, MatcherText.Of(new Matcher(name, op, value)));
}
