using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Ingest.Scraping;
using Tocsin.Model.Labels;
using Tocsin.Model.Time;

namespace Tocsin.Ingest.Endpoints;

/// <summary><c>/api/v1/targets</c> and <c>/api/v1/scrape_pools</c>: what is scraped, and how it goes.</summary>
internal sealed class TargetsEndpoint(ScrapeManager scrapes, IngestOptions options)
{
    private static readonly string[] LocalHosts = ["localhost", "127.0.0.1", "[::1]", "::1"];

    public Task TargetsAsync(HttpContext http)
    {
        string state = http.Request.Query["state"].ToString().ToLowerInvariant(), pool = http.Request.Query["scrapePool"].ToString();
        ScrapePool[] pools = [.. scrapes.Pools.Where(one => pool.Length == 0 || one.Job == pool)];
        bool active = state is "" or "any" or "active", dropped = state is "" or "any" or "dropped";
        return JsonAnswer.SuccessAsync(http, pools, (json, shown) =>
        {
            json.WriteStartObject();
            WriteActive(json, active ? shown : []);
            WriteDropped(json, dropped ? shown : []);
            json.WriteEndObject();
        });
    }

    public Task PoolsAsync(HttpContext http) => JsonAnswer.SuccessAsync(http, scrapes.Pools, (json, pools) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("scrapePools");
        foreach (ScrapePool pool in pools) json.WriteStringValue(pool.Job);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private void WriteActive(Utf8JsonWriter json, ScrapePool[] pools)
    {
        json.WriteStartArray("activeTargets");
        foreach (ScrapePool pool in pools)
            foreach (ScrapeLoop loop in pool.Active.OrderBy(loop => loop.Target.Labels))
                WriteTarget(json, pool.Job, loop);
        json.WriteEndArray();
    }

    private void WriteTarget(Utf8JsonWriter json, string pool, ScrapeLoop loop)
    {
        TargetStatus status = loop.Status;
        json.WriteStartObject();
        JsonAnswer.Labels(json, "discoveredLabels", loop.Target.Discovered);
        JsonAnswer.Labels(json, "labels", loop.Target.Labels);
        json.WriteString("scrapePool", pool);
        json.WriteString("scrapeUrl", loop.Target.Url.OriginalString);
        json.WriteString("globalUrl", GlobalUrl(loop.Target.Url));
        json.WriteString("lastError", status.LastError);
        json.WriteString("lastScrape", Time(status.LastScrape));
        json.WriteNumber("lastScrapeDuration", status.Duration.TotalSeconds);
        json.WriteString("health", status.Health switch { TargetHealth.Up => "up", TargetHealth.Down => "down", _ => "unknown" });
        json.WriteString("scrapeInterval", PromDuration.Format(loop.Target.Interval));
        json.WriteString("scrapeTimeout", PromDuration.Format(loop.Target.Timeout));
        json.WriteEndObject();
    }

    private static void WriteDropped(Utf8JsonWriter json, ScrapePool[] pools)
    {
        json.WriteStartArray("droppedTargets");
        foreach (ScrapePool pool in pools)
        {
            foreach (LabelSet labels in pool.Dropped.Shown)
            {
                json.WriteStartObject();
                JsonAnswer.Labels(json, "discoveredLabels", labels);
                json.WriteString("scrapePool", pool.Job);
                json.WriteEndObject();
            }
        }
        json.WriteEndArray();
        json.WriteStartObject("droppedTargetCounts");
        foreach (ScrapePool pool in pools) json.WriteNumber(pool.Job, pool.Dropped.Count);
        json.WriteEndObject();
    }

    // A local address means nothing to who reads the answer elsewhere: show the name we are known by.
    private string GlobalUrl(Uri url) => options.ExternalUrl is { } external && LocalHosts.Contains(url.Host)
        ? new UriBuilder(url) { Host = external.Host }.Uri.AbsoluteUri
        : url.OriginalString;

    private static string Time(long milliseconds) => milliseconds == 0
        ? "0001-01-01T00:00:00Z"
        : UnixMilliseconds.ToTime(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
