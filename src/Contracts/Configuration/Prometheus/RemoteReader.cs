using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Reads <c>remote_write</c> and <c>remote_read</c>.</summary>
internal static class RemoteReader
{
    private const string Version1 = "prometheus.WriteRequest", Version2 = "io.prometheus.write.v2.Request";

    public static List<RemoteWriteConfig> Writes(YamlMap root, ConfigPlace place) =>
        Each(root, "remote_write", "remote write", map => Write(map, place), config => config.Name);

    public static List<RemoteReadConfig> Reads(YamlMap root, ConfigPlace place) =>
        Each(root, "remote_read", "remote read", map => Read(map, place), config => config.Name);

    private static List<T> Each<T>(YamlMap root, string key, string what, Func<YamlMap, T> read, Func<T, string> name)
    {
        var all = new List<T>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (YamlValue item in root.List(key))
        {
            if (item.IsNull) item.Error($"empty or null {what} config section");
            else if (item.AsMap() is { } map)
            {
                T config = read(map);
                if (name(config).Length > 0 && !names.Add(name(config))) map.Error($"found multiple {what} configs with job name \"{name(config)}\"");
                all.Add(config);
            }
        }
        if (all.Count > 0) ConfigPlace.NotImplemented(root.Take(key)!, key);
        return all;
    }

    private static RemoteWriteConfig Write(YamlMap map, ConfigPlace place)
    {
        var config = new RemoteWriteConfig
        {
            Url = Url(map, "remote_write"),
            Name = map.String("name"),
            Version2 = IsVersion2(map),
            Timeout = GlobalReader.Positive(map, "remote_timeout", TimeSpan.FromSeconds(30)),
            Headers = RequestHeaders(map.Map("headers")),
            WriteRelabelRules = RelabelReader.Read(map, "write_relabel_configs", "empty or null relabeling rule in remote write config", false),
            SendExemplars = map.Bool("send_exemplars", false),
            SendNativeHistograms = map.Bool("send_native_histograms", false),
            RoundRobinDns = map.Bool("round_robin_dns", false),
            Queue = Queue(map.Map("queue_config")),
            Metadata = Metadata(map.Map("metadata_config")),
            Http = HttpClientReader.Read(map, place.Http with { Http2 = false }),
        };
        foreach (string key in (string[])["sigv4", "azuread", "google_iam", "failed_request_logging"]) map.Take(key);
        map.RejectUnknown();
        return config;
    }

    private static RemoteReadConfig Read(YamlMap map, ConfigPlace place)
    {
        var config = new RemoteReadConfig
        {
            Url = Url(map, "remote_read"),
            Name = map.String("name"),
            Timeout = GlobalReader.Positive(map, "remote_timeout", TimeSpan.FromMinutes(1)),
            Headers = RequestHeaders(map.Map("headers")),
            RequiredMatchers = map.Map("required_matchers")?.Texts() ?? [],
            ReadRecent = map.Bool("read_recent", false),
            FilterExternalLabels = map.Bool("filter_external_labels", true),
            ChunkedReadLimit = map.Integer("chunked_read_limit", 50_000_000),
            Http = HttpClientReader.Read(map, place.Http),
        };
        map.RejectUnknown();
        return config;
    }

    private static string Url(YamlMap map, string what)
    {
        string url = map.String("url");
        if (url.Length == 0) map.Error($"url for {what} is empty");
        return url;
    }

    private static bool IsVersion2(YamlMap map)
    {
        string message = ScrapeReader.NonEmpty(map, "protobuf_message", Version1);
        if (message is not (Version1 or Version2))
            map.Take("protobuf_message")!.Error($"unknown remote write protobuf message {message}, supported: {Version1}, {Version2}");
        return message == Version2;
    }

    private static IReadOnlyList<KeyValuePair<string, string>> RequestHeaders(YamlMap? map)
    {
        foreach ((string name, YamlValue value) in map?.Entries() ?? [])
        {
            if (string.Equals(name, "authorization", StringComparison.OrdinalIgnoreCase))
                value.Error("authorization header must be changed via the basic_auth, authorization, oauth2, sigv4, azuread or google_iam parameter");
            else if (ReservedHeaders.Contains(name)) value.Error($"{name} is a reserved header. It must not be changed");
        }
        return map?.Texts() ?? [];
    }

    private static QueueConfig Queue(YamlMap? map)
    {
        var defaults = new QueueConfig();
        if (map is null) return defaults;
        var queue = new QueueConfig
        {
            Capacity = AtLeastOne(map, "capacity", defaults.Capacity),
            MinShards = AtLeastOne(map, "min_shards", defaults.MinShards),
            MaxShards = AtLeastOne(map, "max_shards", defaults.MaxShards),
            MaxSamplesPerSend = AtLeastOne(map, "max_samples_per_send", defaults.MaxSamplesPerSend),
            BatchSendDeadline = map.Duration("batch_send_deadline", defaults.BatchSendDeadline),
            MinBackoff = map.Duration("min_backoff", defaults.MinBackoff),
            MaxBackoff = map.Duration("max_backoff", defaults.MaxBackoff),
            RetryOnHttp429 = map.Bool("retry_on_http_429", false),
            SampleAgeLimit = map.Duration("sample_age_limit", TimeSpan.Zero),
        };
        if (queue.MaxBackoff < queue.MinBackoff) map.Error("max_backoff must not be less than min_backoff");
        if (queue.MaxShards < queue.MinShards) map.Error("max_shards must not be less than min_shards");
        map.RejectUnknown();
        return queue;
    }

    private static int AtLeastOne(YamlMap map, string key, int fallback)
    {
        long value = map.Integer(key, fallback);
        if (value is >= 1 and <= int.MaxValue) return (int)value;
        map.Take(key)!.Error($"{key} must be greater than 0");
        return fallback;
    }

    private static MetadataConfig Metadata(YamlMap? map)
    {
        var defaults = new MetadataConfig();
        if (map is null) return defaults;
        var metadata = new MetadataConfig(
            map.Bool("send", true), map.Duration("send_interval", defaults.SendInterval), AtLeastOne(map, "max_samples_per_send", defaults.MaxSamplesPerSend));
        map.RejectUnknown();
        return metadata;
    }
}
