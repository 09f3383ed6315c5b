using System.Net;
using Tocsin.Web.Assets;

namespace Tocsin.Web.Tests.Assets;

public sealed class UiEndpointsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/alerts")]
    [InlineData("/alerts/0123456789abcdef")]
    [InlineData("/silences/new?filter=x")]
    [InlineData("/tsdb-status")]
    public async Task The_page_answers_the_addresses_of_the_UI(string path)
    {
        await using var server = await UiServer.StartAsync(new UiOptions());
        using var response = await server.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/api/v1/nope")]
    [InlineData("/api/tocsin/v1/alerts")]
    [InlineData("/-/healthy")]
    [InlineData("/metrics")]
    [InlineData("/debug/pprof")]
    [InlineData("/assets/gone-2.js")]
    [InlineData("/assets/../index.html")]
    [InlineData("/assets/")]
    [InlineData("/nowhere")]
    [InlineData("/alertsx")]
    public async Task The_page_answers_nothing_else(string path)
    {
        await using var server = await UiServer.StartAsync(new UiOptions());
        Assert.Equal(HttpStatusCode.NotFound, await server.StatusAsync(path));
    }

    [Fact]
    public async Task Other_endpoints_keep_their_paths()
    {
        await using var server = await UiServer.StartAsync(new UiOptions());
        Assert.Equal("an answer", await server.Client.GetStringAsync("/api/v1/query", Cancelled));
    }

    [Fact]
    public async Task A_hashed_file_is_kept_for_a_year_and_comes_in_the_form_the_browser_takes()
    {
        await using var server = await UiServer.StartAsync(new UiOptions());
        foreach (var (accepts, body) in new[] { ("gzip, deflate, br", "brotli"), ("gzip, deflate", "gzipped"), ("br;q=0, gzip", "gzipped"), ("identity", "plain") })
        {
            using var response = await server.GetAsync("/assets/a-1.js", ("Accept-Encoding", accepts));
            Assert.Equal(body, await response.Content.ReadAsStringAsync(Cancelled));
            Assert.Equal("public, max-age=31536000, immutable", response.Headers.GetValues("Cache-Control").Single());
            Assert.Contains("Accept-Encoding", response.Headers.Vary);
        }
    }

    [Fact]
    public async Task A_file_that_is_unchanged_is_not_sent_again()
    {
        await using var server = await UiServer.StartAsync(new UiOptions());
        using var first = await server.GetAsync("/favicon.svg");
        using var second = await server.GetAsync("/favicon.svg", ("If-None-Match", first.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal("no-cache", second.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_missing_file_is_not_remembered()
    {
        await using var server = await UiServer.StartAsync(new UiOptions());
        using var response = await server.GetAsync("/assets/gone-2.js");
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("", "/graph?g0.expr=up%20%3D%3D%200&g0.tab=1", "/query?g0.expr=up%20%3D%3D%200&g0.tab=1")]
    [InlineData("/prom", "/prom/graph?g0.expr=a%2Bb", "/prom/query?g0.expr=a%2Bb")]
    public async Task The_old_graph_address_leads_to_the_query_page_with_its_query_unchanged(string prefix, string from, string to)
    {
        await using var server = await UiServer.StartAsync(new UiOptions(prefix));
        using var response = await server.GetAsync(from);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(to, response.Headers.GetValues("Location").Single());
    }

    [Fact]
    public async Task Under_a_prefix_the_root_leads_to_it_and_the_page_names_it_as_its_base()
    {
        await using var server = await UiServer.StartAsync(new UiOptions("/prom"));
        using var root = await server.GetAsync("/");
        Assert.Equal("/prom/", root.Headers.GetValues("Location").Single());
        Assert.Contains("<base href=\"/prom/\" />", await server.Client.GetStringAsync("/prom/alerts", Cancelled), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsync("/prom/assets/a-1.js"));
        Assert.Equal(HttpStatusCode.NotFound, await server.StatusAsync("/alerts"));
    }

    [Fact]
    public async Task Behind_a_proxy_the_base_is_what_the_browser_sees()
    {
        await using var server = await UiServer.StartAsync(new UiOptions("", new Uri("https://example.com/monitoring")));
        Assert.Contains("<base href=\"/monitoring/\" />", await server.Client.GetStringAsync("/alerts", Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_built_UI_the_page_says_so()
    {
        await using var server = await UiServer.StartAsync(new UiOptions(), built: false);
        using var response = await server.GetAsync("/alerts");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("without its web UI", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }
}
