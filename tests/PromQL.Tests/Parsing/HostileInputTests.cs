using CsCheck;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Tests.Storage;

namespace Tocsin.PromQL.Tests.Parsing;

/// <summary>Text from outside must not crash, hang or exhaust the process.</summary>
public sealed class HostileInputTests
{
    private const int Many = 200_000;

    public static TheoryData<string, string, string> Repeated => new()
    {
        { "(", "", "" },
        { "-", "", "1" },
        { "1+", "", "1" },
        { "1^", "", "1" },
        { "sum(", "a", "" },
        { "a[5m:", "", "" },
        { "a offset ", "", "" },
        { "a and ", "", "a" },
        { "{", "", "" },
        { "a{b=\"c\",", "", "" },
        { "x", "[5m:]", "" },
        { "a offset -", "-", "1m" },
        { "a[", "(", "" },
        { "a[", "1m+", "1m]" },
        { "#", "", "" },
        { "\"", "\\", "" },
        { "\ud800", "", "" },
    };

    [Theory]
    [MemberData(nameof(Repeated))]
    public void Deep_and_long_queries_end_with_an_answer(string start, string middle, string end)
    {
        string query = middle.Length == 0 ? string.Concat(Enumerable.Repeat(start, Many)) + end : start + string.Concat(Enumerable.Repeat(middle, Many)) + end;
        ParseOutcome outcome = OnSmallStack(() => QueryEngine.Parse(query));
        Assert.NotNull(outcome.Error);
        Assert.True(outcome.Error.Message.Length < 2000);
    }

    [Fact]
    public void Random_text_is_an_error_or_a_query_never_an_exception()
    {
        string[] pieces =
        [
            "a", "sum", "rate", "by", "on", "offset", "bool", "group_left", "and", "inf", "0x1", "1e", "5m", "1.", "(", ")", "{", "}", "[", "]", ":", "@", ",",
            "=", "!", "~", "<", ">", "/", "-", "+", "^", "\"", "'", "`", "\\", "#", "\n", " ", "\u00e9", "\ud83d", "start()", "step()", "max_of(",
        ];
        Gen.Int[0, pieces.Length - 1].Array[0, 40].Sample(
            picks =>
            {
                string query = string.Concat(picks.Select(i => pieces[i]));
                ParseOutcome outcome = QueryEngine.Parse(query);
                Assert.True(outcome.Expression is null != outcome.Error is null);
                if (outcome.Expression is { } expression) Assert.Null(QueryEngine.Parse(expression.ToString()).Error);
            },
            iter: 20_000);
    }

    [Fact]
    public void A_query_longer_than_the_limit_is_refused() =>
        Assert.Contains("longer than", QueryEngine.Parse(new string('a', 2_000_000)).Error!.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("9", "x")]
    [InlineData("foo{a=~\"(", "\"}")]
    public void Errors_do_not_repeat_a_megabyte(string start, string end)
    {
        string message = QueryEngine.Parse(start + new string('9', 60_000) + end).Error!.Message;
        Assert.InRange(message.Length, 1, 4100);
    }

    [Fact]
    public async Task A_pattern_that_is_too_large_for_groups_is_an_error_of_the_query()
    {
        var data = new Execution.EngineFixture("up{job=\"v1\"} 1");
        string pattern = string.Join('|', Enumerable.Range(0, 9000).Select(i => "v" + i));
        QueryResult result = await data.InstantAsync($"label_replace(up, \"x\", \"$1\", \"job\", \"{pattern}\")", 0);
        Assert.Equal(QueryFailure.Execution, result.Failure);
        Assert.StartsWith("invalid regular expression in label_replace(): v0|v1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_megabyte_of_text_is_a_string() =>
        Assert.Null(QueryEngine.Parse('"' + new string('x', 1_000_000) + '"').Error);

    [Fact]
    public void The_highest_tree_that_is_read_can_be_evaluated_on_a_small_stack()
    {
        string query = string.Concat(Enumerable.Repeat("a + ", 480)) + "a";
        QueryResult result = OnSmallStack(() =>
        {
            using var engine = new QueryEngine(new QueryEngineOptions(), TimeProvider.System);
            var source = new MemorySource();
            source.Add(Model.Labels.LabelSet.Create(("__name__", "a")), 1000, 1);
            return engine.InstantAsync(source, query, 1000, QueryParameters.None, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        });
        Assert.Equal(481, Assert.Single(result.Series).Values[0]);
    }

    [Fact]
    public void A_pattern_that_would_backtrack_runs_in_linear_time()
    {
        ParseOutcome outcome = QueryEngine.Parse("up{a=~\"(a+)+b\"}");
        var selector = (VectorSelector)outcome.Expression!;
        Assert.False(selector.Matchers[0].Matches(System.Text.Encoding.UTF8.GetBytes(new string('a', 50_000))));
    }

    /// <summary>As much stack as a thread of the pool has.</summary>
    private static T OnSmallStack<T>(Func<T> work)
    {
        T result = default!;
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception problem)
                {
                    failure = problem;
                }
            },
            1024 * 1024);
        thread.Start();
        thread.Join();
        return failure is null ? result : throw failure;
    }
}
