using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Web.Assets;

namespace Tocsin.Web.Tests.Assets;

public sealed class UiPageTests
{
    [Fact]
    public async Task Only_the_one_inline_script_may_run_by_its_hash()
    {
        await using var server = await UiServer.StartAsync(new UiOptions());
        using var response = await server.GetAsync("/alerts");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(UiServer.Script)));
        Assert.Contains($"script-src 'self' 'sha256-{hash}';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_answer_has_its_own_nonce_and_the_page_carries_it()
    {
        await using var server = await UiServer.StartAsync(new UiOptions());
        var seen = new HashSet<string>();
        for (var n = 0; n < 3; n++)
        {
            using var response = await server.GetAsync("/alerts");
            var nonce = Regex.Match(response.Headers.GetValues("Content-Security-Policy").Single(), "'nonce-([^']+)'").Groups[1].Value;
            var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains($"<meta name=\"csp-nonce\" content=\"{nonce}\"", page, StringComparison.Ordinal);
            Assert.True(seen.Add(nonce));
        }
    }

    [Theory]
    [InlineData("<html><script>x</script><meta name=\"csp-nonce\" content=\"\" /></html>")]
    [InlineData("<html><base href=\"/\" /><script>x</script></html>")]
    [InlineData("<html><base href=\"/\" /><meta name=\"csp-nonce\" content=\"\" /></html>")]
    public void A_page_that_lacks_a_mark_is_refused(string html) =>
        Assert.Throws<InvalidOperationException>(() => new UiPage(html, "/"));

    [Theory]
    [InlineData("", null, "/")]
    [InlineData("/", null, "/")]
    [InlineData("/prom", null, "/prom/")]
    [InlineData("prom/x/", null, "/prom/x/")]
    [InlineData("/prom", "https://example.com", "/")]
    [InlineData("", "https://example.com/a/b/", "/a/b/")]
    public void The_base_is_the_path_that_the_browser_sees(string prefix, string? external, string expected) =>
        Assert.Equal(expected, new UiOptions(prefix, external is null ? null : new Uri(external)).BasePath);

    [Theory]
    [InlineData("/a\"b")]
    [InlineData("/{x}")]
    [InlineData("/a b")]
    [InlineData("/a?b")]
    public void A_prefix_that_is_no_plain_path_is_refused(string prefix) =>
        Assert.Throws<ArgumentException>(() => new UiOptions(prefix));
}
