using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Reads one entry of <c>scrape_configs</c>.</summary>
internal static class ScrapeReader
{
    public static ScrapeConfig? Read(YamlMap map, ScrapeDefaults global, ConfigPlace place)
    {
        string job = map.String("job_name");
        if (job.Length == 0) map.Error("job_name is empty");
        ScrapeDefaults scrape = ScrapeSettingsReader.Job(map, global, job, place);
        var config = new ScrapeConfig
        {
            JobName = job,
            Scrape = scrape,
            FallbackProtocol = ScrapeSettingsReader.Protocol(
                map.Take("fallback_scrape_protocol"), $"invalid fallback_scrape_protocol for scrape config with job name \"{job}\": "),
            MetricsPath = NonEmpty(map, "metrics_path", "/metrics"),
            Scheme = Scheme(map),
            HonorLabels = map.Bool("honor_labels", false),
            HonorTimestamps = map.Bool("honor_timestamps", true),
            TrackTimestampsStaleness = map.Bool("track_timestamps_staleness", false),
            EnableCompression = map.Bool("enable_compression", true),
            NativeHistogramBucketLimit = (int)map.Integer("native_histogram_bucket_limit", 0),
            NativeHistogramMinBucketFactor = map.Take("native_histogram_min_bucket_factor") is { IsNull: false } factor ? factor.AsNumber(0) : 0,
            Params = ReadParams(map.Map("params")),
            RelabelRules = RelabelReader.Read(map, "relabel_configs", "empty or null target relabeling rule in scrape config", scrape.LegacyNames),
            MetricRelabelRules = RelabelReader.Read(
                map, "metric_relabel_configs", "empty or null metric relabeling rule in scrape config", scrape.LegacyNames),
            Discovery = DiscoveryReader.Read(map, place),
            Http = HttpClientReader.Read(map, place.Http),
            File = place.File,
        };
        map.RejectUnknown(key => key is "metric_relabeling_configs" ? "did you mean \"metric_relabel_configs\"?" : null);
        return config;
    }

    internal static string Scheme(YamlMap map)
    {
        string scheme = NonEmpty(map, "scheme", "http");
        if (scheme is "http" or "https") return scheme;
        map.Take("scheme")!.Error($"unknown scheme \"{scheme}\"", "http or https");
        return "http";
    }

    internal static string NonEmpty(YamlMap map, string key, string fallback)
    {
        string text = map.String(key, fallback);
        return text.Length == 0 ? fallback : text;
    }

    private static List<KeyValuePair<string, IReadOnlyList<string>>> ReadParams(YamlMap? map)
    {
        var all = new List<KeyValuePair<string, IReadOnlyList<string>>>();
        if (map is null) return all;
        foreach ((string name, YamlValue value) in map.Entries()) all.Add(new(name, value.AsStrings()));
        return all;
    }
}
