using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Prometheus;
using Tocsin.Ingest.Scraping;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;

namespace Tocsin.Ingest.Endpoints;

/// <summary><c>/api/v1/metadata</c> and <c>/api/v1/targets/metadata</c>: what targets say about their metrics.</summary>
internal sealed class MetadataEndpoint(ScrapeManager scrapes, ISelectorReader selectors)
{
    public Task MetadataAsync(HttpContext http)
    {
        if (!TryLimit(http, "limit", out int limit)) return LimitErrorAsync(http, "limit");
        if (!TryLimit(http, "limit_per_metric", out int perMetric)) return LimitErrorAsync(http, "limit_per_metric");
        string metric = http.Request.Query["metric"].ToString();
        var families = new SortedDictionary<string, HashSet<MetricMetadata>>(StringComparer.Ordinal);
        foreach ((LabelSet _, string family, MetricMetadata metadata) in All())
        {
            if (metric.Length > 0 && family != metric) continue;
            if (!families.TryGetValue(family, out HashSet<MetricMetadata>? known)) families[family] = known = [];
            if (perMetric < 0 || known.Count < perMetric) known.Add(metadata);
        }
        return JsonAnswer.SuccessAsync(http, limit < 0 ? families : families.Take(limit), (json, shown) =>
        {
            json.WriteStartObject();
            foreach ((string family, HashSet<MetricMetadata> all) in shown)
            {
                json.WriteStartArray(family);
                foreach (MetricMetadata metadata in all)
                {
                    json.WriteStartObject();
                    WriteFields(json, metadata);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        });
    }

    public Task OfTargetsAsync(HttpContext http)
    {
        if (!TryLimit(http, "limit", out int limit)) return LimitErrorAsync(http, "limit");
        string metric = http.Request.Query["metric"].ToString(), match = http.Request.Query["match_target"].ToString();
        IReadOnlyList<Matcher> matchers = [];
        if (match.Length > 0 && !selectors.TryRead(match, out matchers, out string error))
            return JsonAnswer.ErrorAsync(http, ApiErrorType.BadData, $"invalid parameter \"match_target\": {error}");
        var found = All().Where(one => (metric.Length == 0 || one.Family == metric) && Matcher.MatchesAll(matchers, one.Target));
        return JsonAnswer.SuccessAsync(http, limit < 0 ? found : found.Take(limit), (json, shown) =>
        {
            json.WriteStartArray();
            foreach ((LabelSet target, string family, MetricMetadata metadata) in shown)
            {
                json.WriteStartObject();
                JsonAnswer.Labels(json, "target", target);
                if (metric.Length == 0) json.WriteString("metric", family);
                WriteFields(json, metadata);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    }

    private IEnumerable<(LabelSet Target, string Family, MetricMetadata Metadata)> All() => scrapes.Pools
        .SelectMany(pool => pool.Active)
        .SelectMany(loop => loop.Metadata.All().Select(family => (loop.Target.Labels, family.Key, family.Value)));

    private static void WriteFields(Utf8JsonWriter json, MetricMetadata metadata)
    {
        json.WriteString("type", metadata.Type.ToString().ToLowerInvariant());
        json.WriteString("help", metadata.Help);
        json.WriteString("unit", metadata.Unit);
    }

    private static bool TryLimit(HttpContext http, string name, out int limit)
    {
        limit = -1;
        string text = http.Request.Query[name].ToString();
        if (text.Length == 0) return true;
        if (text.Contains('\0') || !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long given)) return false;
        limit = (int)Math.Clamp(given, int.MinValue, int.MaxValue);
        return true;
    }

    private static Task LimitErrorAsync(HttpContext http, string name) => JsonAnswer.ErrorAsync(http, ApiErrorType.BadData, name + " must be a number");
}
