using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tocsin.Contracts.Configuration;
using Tocsin.Ingest.Scraping;

namespace Tocsin.Ingest.Tests.Endpoints;

public sealed class TargetsEndpointTests
{
    private static readonly List<string> Seen = [];

    private static async Task PageAsync(HttpContext http)
    {
        lock (Seen) Seen.Add($"{http.Request.Headers.UserAgent}|{http.Request.Headers.Accept}|{http.Request.Headers["X-Prometheus-Scrape-Timeout-Seconds"]}|{http.Request.Headers.Authorization}");
        http.Response.ContentType = "text/plain; version=0.0.4";
        http.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(http.Response.Body, CompressionLevel.Fastest);
        await gzip.WriteAsync("# HELP m What m is.\n# TYPE m gauge\nm 1\n"u8.ToArray());
    }

    private static async Task<JsonNode> GetAsync(IngestServer server, string path) =>
        JsonNode.Parse(await server.Client.GetStringAsync(path, TestContext.Current.CancellationToken))!["data"]!;

    [Fact]
    public async Task A_target_is_found_scraped_and_shown()
    {
        await using IngestServer server = await IngestServer.StartAsync("", pages: app => app.MapGet("/page", (RequestDelegate)PageAsync));
        await File.WriteAllTextAsync(server.ConfigFile, $$"""
            scrape_configs:
            - job_name: self
              scrape_interval: 1s
              metrics_path: /page
              basic_auth: {username: u, password: secret}
              static_configs: [{targets: ['{{server.Client.BaseAddress!.Authority}}', 'gone:1'], labels: {env: test} }]
              relabel_configs: [{source_labels: [__address__], regex: 'gone:1', action: drop}]
            """, TestContext.Current.CancellationToken);
        PreparedConfig prepared = await server.Services.GetRequiredService<IReloadable>().PrepareAsync(TestContext.Current.CancellationToken);
        Assert.Empty(prepared.Problems.Errors);
        await prepared.ApplyAsync(TestContext.Current.CancellationToken);
        await UntilAsync(() => server.Services.GetRequiredService<ScrapeManager>().Pools[0].Active[0].Status.Health == TargetHealth.Up);

        JsonNode targets = await GetAsync(server, "/api/v1/targets");
        JsonNode target = targets["activeTargets"]![0]!;
        Assert.Equal("up", (string?)target["health"]);
        Assert.Equal("self", (string?)target["scrapePool"]);
        Assert.Equal("test", (string?)target["labels"]!["env"]);
        Assert.Equal("1s", (string?)target["scrapeInterval"]);
        Assert.Equal("gone:1", (string?)targets["droppedTargets"]![0]!["discoveredLabels"]!["__address__"]);
        Assert.Equal(1, (int)targets["droppedTargetCounts"]!["self"]!);
        Assert.Empty((await GetAsync(server, "/api/v1/targets?state=dropped"))["activeTargets"]!.AsArray());
        Assert.Equal("self", (string?)(await GetAsync(server, "/api/v1/scrape_pools"))["scrapePools"]![0]);
        Assert.Equal("What m is.", (string?)(await GetAsync(server, "/api/v1/metadata?metric=m"))["m"]![0]!["help"]);
        Assert.Equal("What m is.", (string?)(await GetAsync(server, "/api/v1/metadata?metric=m&limit=99999999999&limit_per_metric=-1"))["m"]![0]!["help"]);
        Assert.Equal("gauge", (string?)(await GetAsync(server, "/api/v1/targets/metadata?match_target={job=\"self\"}"))[0]!["type"]);
        Assert.Empty((await GetAsync(server, "/api/v1/targets/metadata?match_target={job=\"other\"}")).AsArray());
        lock (Seen) Assert.Contains("Prometheus/0.1.0|application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2|1|Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("u:secret")), Seen);
    }

    [Fact]
    public async Task A_broken_file_is_refused_and_the_old_configuration_goes_on()
    {
        await using IngestServer server = await IngestServer.StartAsync("scrape_configs: [{job_name: a}]");
        await File.WriteAllTextAsync(server.ConfigFile, "scrape_configs: [{job_nam: b}]", TestContext.Current.CancellationToken);
        PreparedConfig prepared = await server.Services.GetRequiredService<IReloadable>().PrepareAsync(TestContext.Current.CancellationToken);
        Assert.Contains(prepared.Problems.Errors, problem => problem.ToString().Contains("did you mean \"job_name\"?", StringComparison.Ordinal));
        Assert.Equal("a", server.Services.GetRequiredService<ScrapeManager>().Pools.Single().Job);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (int i = 0; i < 500 && !holds(); i++) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.True(holds());
    }
}
