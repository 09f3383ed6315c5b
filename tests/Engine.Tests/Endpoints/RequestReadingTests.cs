using System.Net;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Tests.Endpoints;

/// <summary>How a real Prometheus reads what it is asked, and what it refuses.</summary>
public sealed class RequestReadingTests : IAsyncLifetime
{
    private const string NoQuery = "invalid parameter \\\"query\\\": unknown position: parse error: no expression found in input";

    private RunningEngine _engine = null!;

    public async ValueTask InitializeAsync()
    {
        _engine = await RunningEngine.StartAsync();
        _engine.Samples.Put(LabelSet.Create(("__name__", "up"), ("instance", "a")), 1_800_000_000_000, 1);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData("query=1%zz&time=5", NoQuery)]
    [InlineData("query=1%&time=5", NoQuery)]
    [InlineData("query=1;time=5", NoQuery)]
    [InlineData("QUERY=1&time=5", NoQuery)]
    [InlineData("query=1&time=5&time=%zz&x;y&&z", "[5,\"1\"]")]
    [InlineData("%71uery=%31+%2b1&time=5&query=7", "[5,\"2\"]")]
    [InlineData("query=\"a%3bb%00\"&time=5", "[5,\"a;b\\u0000\"]")]
    public async Task Pairs_that_cannot_be_read_are_dropped_from_an_address_and_from_a_form(string pairs, string answer)
    {
        Assert.Contains(answer, (await SendAsync("GET", "/api/v1/query?" + pairs, null)).Body, StringComparison.Ordinal);
        Assert.Contains(answer, (await SendAsync("POST", "/api/v1/query", pairs)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/series?match[]=up&x=%zz", "error parsing form values: invalid URL escape \\\"%zz\\\"")]
    [InlineData("/api/v1/series?match[]=up&x;y", "error parsing form values: invalid semicolon separator in query")]
    [InlineData("/api/v1/rules?x=%z", "error parsing form values: invalid URL escape \\\"%z\\\"")]
    [InlineData("/api/v1/label/%ff/values", "invalid label name: \\\"\\\\xff\\\"")]
    [InlineData("/api/v1/query?query=up<", "unexpected end of input")]
    [InlineData("/api/v1/query?query=up&time=<", "cannot parse \\\"\\u003c\\\" to a valid timestamp")]
    public async Task Some_paths_refuse_them(string path, string error)
    {
        (HttpStatusCode status, string body, _) = await SendAsync("GET", path, null);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(error, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/series?start=abc", "no match[] parameter provided")]
    [InlineData("/api/v1/series?match[]={a=''}&start=abc&limit=x", "strconv.Atoi: parsing \\\"x\\\": invalid syntax")]
    [InlineData("/api/v1/series?match[]={a=''}&start=abc", "cannot parse \\\"abc\\\" to a valid timestamp")]
    [InlineData("/api/v1/labels?match[]={a=''}&match[]=rate(up[5m])", "1:5: parse error: unexpected \\\"(\\\"")]
    [InlineData("/api/v1/rules?match[]={a=''}&match[]=rate(up[5m])", "1:5: parse error: unexpected \\\"(\\\"")]
    [InlineData("/api/v1/labels?match[]=up&match[]={a=''}", "match[] must contain at least one non-empty matcher")]
    [InlineData("/api/v1/query?query=up&time=5%00", "cannot parse \\\"5\\\\x00\\\" to a valid timestamp")]
    [InlineData("/api/v1/query?query=up&time=20%00%00-01-01T00:00:00Z", "to a valid timestamp")]
    [InlineData("/api/v1/query?query=up&limit=5%00", "strconv.Atoi: parsing \\\"5\\\\x00\\\": invalid syntax")]
    public async Task Of_several_faults_the_one_is_told_that_upstream_comes_to_first(string path, string error)
    {
        (HttpStatusCode status, string body, _) = await SendAsync("GET", path, null);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(error, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "/api/v1/query", "GET, OPTIONS, POST")]
    [InlineData("POST", "/api/v1/label/a/values", "GET, OPTIONS")]
    [InlineData("PATCH", "/api/v1/series", "DELETE, GET, OPTIONS, POST")]
    [InlineData("DELETE", "/api/v1/rules", "GET, OPTIONS")]
    public async Task Other_methods_are_refused_in_the_words_of_Go(string method, string path, string allowed)
    {
        (HttpStatusCode status, string body, string allow) = await SendAsync(method, path, "");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "Method Not Allowed\n", allowed), (status, body, allow));
    }

    [Fact]
    public async Task Series_cannot_be_deleted_where_they_are_read() =>
        Assert.Equal(
            (HttpStatusCode.InternalServerError, """{"status":"error","errorType":"internal","error":"not implemented"}""", ""),
            await SendAsync("DELETE", "/api/v1/series?match[]=up", ""));

    [Fact]
    public async Task Nothing_is_said_of_the_exemplars_of_a_query_without_selectors()
    {
        Assert.Equal((204, ""), await _engine.GetAsync("/api/v1/query_exemplars?query=1%2B1"));
        Assert.Equal((200, """{"status":"success","data":[]}"""), await _engine.GetAsync("/api/v1/query_exemplars?query=nothing"));
    }

    [Fact]
    public async Task A_lookback_of_nothing_is_the_default() =>
        Assert.Contains("\"up\"", (await _engine.GetAsync("/api/v1/query?query=up&time=1800000000&lookback_delta=0")).Body, StringComparison.Ordinal);

    private async Task<(HttpStatusCode Status, string Body, string Allow)> SendAsync(string method, string path, string? form)
    {
        using var client = new HttpClient();
        // Nothing of the address is made better on the way.
        var address = new Uri(_engine.Address.ToString().TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (form is not null) request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, body, string.Join(", ", answer.Content.Headers.Allow));
    }
}
