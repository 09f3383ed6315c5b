using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Ingest.Scraping;
using Tocsin.Model.Labels;

namespace Tocsin.Ingest.Tests.Scraping;

/// <summary>What the real server made of pages at the edges of the formats.</summary>
public sealed class ScrapeCaseTests
{
    /// <summary>Cases that do not come out right yet: answers in protobuf.</summary>
    private static readonly string[] NotYet = [];

    [Fact]
    public async Task Every_recorded_scrape_comes_out_as_recorded_except_those_listed()
    {
        string? root = Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "TOCSIN_CONFORMANCE_DIR is not set");
        JsonNode all = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(root!, "exposition", "scrape_cases.json"), TestContext.Current.CancellationToken))!;
        var wrong = new List<string>();
        var explain = new StringBuilder();
        foreach (JsonNode? one in all["cases"]!.AsArray())
        {
            string expected = Expected(one!), actual = await ActualAsync(one!);
            if (expected == actual) continue;
            wrong.Add(one!["id"]!.GetValue<string>());
            explain.AppendLine(CultureInfo.InvariantCulture, $"--- {one["id"]}\nexpected {expected}\nactual {actual}");
        }
        Assert.True(NotYet.SequenceEqual(wrong), string.Join(' ', wrong) + "\n" + explain);
    }

    private static string Expected(JsonNode one)
    {
        JsonNode expect = one["expect"]!;
        var lines = expect["series"]!.AsArray().Select(series =>
            Labels(series!["metric"]!) + " " + series["value"]);
        var metadata = (expect["metadata"]?.AsArray() ?? []).Select(one => $"{one!["metric"]} {one["type"]} {one["unit"]} {one["help"]}");
        var exemplars = (expect["exemplars"]?.AsArray() ?? []).SelectMany(series => series!["exemplars"]!.AsArray().Select(exemplar =>
            $"{Labels(series["seriesLabels"]!)} # {Labels(exemplar!["labels"]!)} {exemplar["value"]}"));
        return Text((string?)expect["up"], (string?)expect["scrape_samples_scraped"], (string?)expect["scrape_samples_post_metric_relabeling"], [.. lines, .. metadata, .. exemplars])
            .Replace("@NOWS@", "1800000000", StringComparison.Ordinal);
    }

    private static LabelSet Labels(JsonNode labels) =>
        LabelSet.FromStrings(labels.AsObject().Select(label => KeyValuePair.Create(label.Key, label.Value!.GetValue<string>())));

    private static async Task<string> ActualAsync(JsonNode one)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        byte[] body = one["body_base64"] is { } base64 ? Convert.FromBase64String(base64.GetValue<string>()) : Encoding.UTF8.GetBytes(((string?)one["body"] ?? "")
            .Replace("@NOW@", now.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("@NOW-60000@", (now - 60000).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("@NOWS@", (now / 1000).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        var bench = new ScrapeBench(Config(one["scrape_config"]), clock);
        bench.Store.MinTime = now - 3_600_000;
        bench.Answer = (body, (string?)one["content_type"]);
        await bench.ScrapeAsync(now);
        string Report(string name) => bench.Value($"{{__name__=\"{name}\", instance=\"i\", job=\"JOB\"}}");
        string[] own = ["up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling", "scrape_series_added"];
        var lines = bench.Store.Series.Where(series => series.Samples.Count > 0 && !own.Contains(series.Labels.Get("__name__")))
            .Select(series => series.Labels + " " + Number(series.Samples[^1].Value));
        var metadata = bench.Loop.Metadata.All().Select(family => $"{family.Key} {family.Value.Type.ToString().ToLowerInvariant()} {family.Value.Unit} {family.Value.Help}");
        var exemplars = bench.Store.Series.SelectMany(series => series.Exemplars.Select(exemplar => $"{series.Labels} # {exemplar.Labels} {Number(exemplar.Value)}"));
        return Text(Report("up"), Report("scrape_samples_scraped"), Report("scrape_samples_post_metric_relabeling"), [.. lines, .. metadata, .. exemplars]);
    }

    private static string Text(string? up, string? scraped, string? kept, IEnumerable<string> lines) =>
        $"up={up} scraped={scraped} kept={kept}\n" + string.Join('\n', lines.Order(StringComparer.Ordinal));

    internal static string Number(double value) => double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? value > 0 ? "+Inf" : "-Inf"
        : value == 9223372036854775807 ? "9223372036854776000" : value.ToString(CultureInfo.InvariantCulture);

    private static ScrapeConfig Config(JsonNode? extra)
    {
        JsonObject job = extra?.DeepClone().AsObject() ?? [];
        job["job_name"] = "JOB";
        job["scrape_interval"] = "1s";
        job["static_configs"] = new JsonArray(new JsonObject { ["targets"] = new JsonArray("host:1"), ["labels"] = new JsonObject { ["instance"] = "i" } });
        string yaml = new JsonObject { ["scrape_configs"] = new JsonArray(job) }.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var problems = new ConfigProblems();
        PrometheusConfig? config = PrometheusConfigLoader.Parse("test.yml", yaml, new PrometheusLoadOptions(), problems);
        Assert.True(config is not null, string.Join('\n', problems.Errors));
        return config!.ScrapeConfigs[0];
    }
}
