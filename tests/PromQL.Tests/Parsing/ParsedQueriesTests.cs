using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Tests.Parsing;

public sealed class ParsedQueriesTests
{
    private readonly ParsedQueries _queries = new(new HashSet<string>());

    [Fact]
    public void A_query_that_is_asked_again_is_not_read_again()
    {
        ParseOutcome first = _queries.Parse("sum(up)");
        Assert.Same(first.Expression, _queries.Parse("sum(up)").Expression);
        Assert.Equal("1:5: parse error: unclosed left parenthesis", _queries.Parse("sum(").Error!.ToString());
    }

    [Theory]
    [InlineData("up{i=\"N\"}", 3000)]
    [InlineData("up{i=~\"N.*\"}", 200)]
    public void What_nobody_asks_for_any_more_is_forgotten(string query, int others)
    {
        ParseOutcome rare = _queries.Parse("rare"), often = _queries.Parse("often");
        for (int i = 0; i < others; i++)
        {
            _queries.Parse(query.Replace("N", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
            Assert.Same(often.Expression, _queries.Parse("often").Expression);
        }
        Assert.NotSame(rare.Expression, _queries.Parse("rare").Expression);
    }

    [Fact]
    public void Long_texts_are_not_kept()
    {
        string query = "up" + new string(' ', 600);
        Assert.NotSame(_queries.Parse(query).Expression, _queries.Parse(query).Expression);
    }
}
