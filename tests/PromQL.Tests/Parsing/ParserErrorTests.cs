using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Tests.Parsing;

public sealed class ParserErrorTests
{
    [Theory]
    [InlineData("", "1:1: parse error: no expression found in input")]
    [InlineData("1 +", "1:4: parse error: unexpected end of input")]
    [InlineData("*1", "1:1: parse error: unexpected <op:*>")]
    [InlineData("foo bar", "1:5: parse error: unexpected identifier \"bar\"")]
    [InlineData("foo\n  bar", "2:3: parse error: unexpected identifier \"bar\"")]
    [InlineData("\"ü\" foo", "1:6: parse error: unexpected identifier \"foo\"")]
    [InlineData("(1", "1:3: parse error: unclosed left parenthesis")]
    [InlineData("1)", "1:2: parse error: unexpected right parenthesis ')'")]
    [InlineData("foo{", "1:5: parse error: unexpected end of input inside braces")]
    [InlineData("foo{a=1}", "1:7: parse error: unexpected character inside braces: '1'")]
    [InlineData("foo{a}", "1:6: parse error: unexpected \"}\" in label matching, expected label matching operator")]
    [InlineData("foo{a=b}", "1:7: parse error: unexpected identifier \"b\" in label matching, expected string")]
    [InlineData("foo{a=\"b\" c=\"d\"}", "1:11: parse error: unexpected identifier \"c\" in label matching, expected \",\" or \"}\"")]
    [InlineData("\"abc", "1:1: parse error: unterminated quoted string")]
    [InlineData("foo[5x]", "1:5: parse error: bad number or duration syntax: \"5x\"")]
    [InlineData("foo[5m", "1:7: parse error: unclosed left bracket")]
    [InlineData("foo[0m]", "1:5: parse error: duration must be greater than 0")]
    [InlineData("(foo)[5m]", "1:6: parse error: ranges only allowed for vector selectors")]
    [InlineData("foo offset 1m[5m]", "1:14: parse error: no offset modifiers allowed before range")]
    [InlineData("foo offset 1m offset 2m", "1:1: parse error: offset may not be set multiple times")]
    [InlineData("1 offset 1m", "1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery")]
    [InlineData("foo @", "1:6: parse error: unexpected end of input in @, expected timestamp")]
    [InlineData("{}", "1:1: parse error: vector selector must contain at least one non-empty matcher")]
    [InlineData("{a=\"\"}", "1:1: parse error: vector selector must contain at least one non-empty matcher")]
    [InlineData("foo{__name__=\"bar\"}", "1:1: parse error: metric name must not be set twice: \"foo\" or \"bar\"")]
    [InlineData("nope(foo)", "1:1: parse error: unknown function with name \"nope\"")]
    [InlineData("mad_over_time(foo[5m])", "1:1: parse error: function \"mad_over_time\" is not enabled")]
    [InlineData("rate(foo)", "1:6: parse error: expected type range vector in call to function \"rate\", got instant vector")]
    [InlineData("rate()", "1:1: parse error: expected 1 argument(s) in call to \"rate\", got 0")]
    [InlineData("round()", "1:1: parse error: expected at least 1 argument(s) in call to \"round\", got 0")]
    [InlineData("round(a, 1, 2)", "1:1: parse error: expected at most 2 argument(s) in call to \"round\", got 3")]
    [InlineData("sum()", "1:1: parse error: no arguments for aggregate expression provided")]
    [InlineData("sum(a, b)", "1:1: parse error: wrong number of arguments for aggregate expression provided, expected 1, got 2")]
    [InlineData("sum(5)", "1:5: parse error: expected type instant vector in aggregation expression, got scalar")]
    [InlineData("sum by a (b)", "1:8: parse error: unexpected identifier \"a\" in grouping opts, expected \"(\"")]
    [InlineData("1 == 1", "1:3: parse error: comparisons between scalars must use BOOL modifier")]
    [InlineData("a + bool b", "1:3: parse error: bool modifier can only be used on comparison operators")]
    [InlineData("1 and a", "1:1: parse error: set operator \"and\" not allowed in binary scalar expression")]
    [InlineData("a and on(x) group_left b", "1:1: parse error: no grouping allowed for \"and\" operation")]
    [InlineData("a * on(x) 2", "1:1: parse error: vector matching only allowed between instant vectors")]
    [InlineData("a + on(x) group_left(x) b", "1:3: parse error: label \"x\" must not occur in ON and GROUP clause at once")]
    [InlineData("a + a[5m]", "1:5: parse error: binary expression must contain only scalar and instant vector types")]
    [InlineData("-\"text\"", "1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got \"string\"")]
    public void Errors_have_upstreams_words_and_positions(string query, string error)
    {
        ParseOutcome outcome = QueryEngine.Parse(query);
        Assert.Null(outcome.Expression);
        Assert.Equal(error, outcome.Error!.ToString());
    }

    [Theory]
    [InlineData("foo{a=~\"(\"}")]
    [InlineData("foo{a=~\"(?=x)\"}")]
    [InlineData("\"\\q\"")]
    [InlineData("foo[5m] anchored")]
    [InlineData("on")]
    public void What_is_not_the_language_is_refused(string query) => Assert.NotNull(QueryEngine.Parse(query).Error);

    [Fact]
    public void Experimental_functions_are_read_when_they_are_enabled() =>
        Assert.Null(QueryEngine.Parse("mad_over_time(foo[5m])", new HashSet<string> { QueryFeatures.ExperimentalFunctions }).Error);
}
