using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Reads the keys that <c>global</c> and scrape jobs share; a job inherits what it does not say.</summary>
internal static class ScrapeSettingsReader
{
    private static readonly (string Name, ScrapeProtocol Protocol)[] Protocols =
    [
        ("OpenMetricsText0.0.1", ScrapeProtocol.OpenMetricsText001), ("OpenMetricsText1.0.0", ScrapeProtocol.OpenMetricsText100),
        ("PrometheusProto", ScrapeProtocol.PrometheusProto), ("PrometheusText0.0.4", ScrapeProtocol.PrometheusText004),
        ("PrometheusText1.0.0", ScrapeProtocol.PrometheusText100),
    ];

    public static ScrapeDefaults Global(YamlMap map, ConfigPlace place)
    {
        TimeSpan interval = GlobalReader.Positive(map, "scrape_interval", GlobalConfig.DefaultInterval);
        TimeSpan? timeout = map.OptionalDuration("scrape_timeout");
        if (timeout > interval) map.Error("global scrape timeout greater than scrape interval");
        var defaults = new ScrapeDefaults { Interval = interval, Timeout = Timeout(timeout, ScrapeDefaults.DefaultTimeout, interval) };
        return Shared(map, defaults, place);
    }

    public static ScrapeDefaults Job(YamlMap map, ScrapeDefaults global, string job, ConfigPlace place)
    {
        TimeSpan interval = GlobalReader.Positive(map, "scrape_interval", global.Interval);
        TimeSpan? timeout = map.OptionalDuration("scrape_timeout");
        if (timeout > interval) map.Error($"scrape timeout greater than scrape interval for scrape config with job name \"{job}\"");
        return Shared(map, global with { Interval = interval, Timeout = Timeout(timeout, global.Timeout, interval) }, place);
    }

    public static ScrapeProtocol? Protocol(YamlValue? value, string explain)
    {
        if (value is not { IsNull: false }) return null;
        string name = value.AsString();
        foreach ((string known, ScrapeProtocol protocol) in Protocols)
            if (known == name)
                return protocol;
        if (value.IsScalar) value.Error($"{explain}unknown scrape protocol {name}, supported: [{string.Join(' ', Protocols.Select(p => p.Name))}]");
        return null;
    }

    private static TimeSpan Timeout(TimeSpan? own, TimeSpan inherited, TimeSpan interval) =>
        own is { } given && given > TimeSpan.Zero ? given : inherited < interval ? inherited : interval;

    private static ScrapeDefaults Shared(YamlMap map, ScrapeDefaults inherited, ConfigPlace place)
    {
        bool legacy = Legacy(map.Take("metric_name_validation_scheme"), inherited.LegacyNames);
        return inherited with
        {
            Protocols = ReadProtocols(map, inherited.Protocols),
            BodySizeLimit = Size(map.Take("body_size_limit"), inherited.BodySizeLimit),
            SampleLimit = Limit(map, "sample_limit", inherited.SampleLimit),
            TargetLimit = Limit(map, "target_limit", inherited.TargetLimit),
            LabelLimit = Limit(map, "label_limit", inherited.LabelLimit),
            LabelNameLengthLimit = Limit(map, "label_name_length_limit", inherited.LabelNameLengthLimit),
            LabelValueLengthLimit = Limit(map, "label_value_length_limit", inherited.LabelValueLengthLimit),
            KeepDroppedTargets = Limit(map, "keep_dropped_targets", inherited.KeepDroppedTargets),
            LegacyNames = legacy,
            Escaping = Escaping(map.Take("metric_name_escaping_scheme"), legacy, inherited),
            NativeHistograms = map.Bool("scrape_native_histograms", inherited.NativeHistograms),
            ClassicHistogramsToCustomBuckets = Later(map, "convert_classic_histograms_to_nhcb", inherited.ClassicHistogramsToCustomBuckets),
            AlwaysClassicHistograms = map.Bool("always_scrape_classic_histograms", inherited.AlwaysClassicHistograms),
            ExtraMetrics = map.Bool("extra_scrape_metrics", inherited.ExtraMetrics),
            FailureLogFile = FailureLog(map, inherited.FailureLogFile, place),
        };
    }

    private static bool Later(YamlMap map, string key, bool inherited)
    {
        if (map.Take(key) is not { IsNull: false } value) return inherited;
        bool on = value.AsBool(inherited);
        if (on) ConfigPlace.NotImplemented(value, key);
        return on;
    }

    private static string FailureLog(YamlMap map, string inherited, ConfigPlace place)
    {
        if (map.Take("scrape_failure_log_file") is not { IsNull: false } value) return inherited;
        ConfigPlace.NotImplemented(value, "scrape_failure_log_file");
        return place.Resolve(value.AsString());
    }

    private static int Limit(YamlMap map, string key, int inherited)
    {
        if (map.Take(key) is not { IsNull: false } value) return inherited;
        long limit = value.AsInteger(inherited);
        if (limit is >= 0 and <= int.MaxValue) return limit == 0 ? inherited : (int)limit;
        value.Error("must be a whole number that is not negative");
        return inherited;
    }

    private static long Size(YamlValue? value, long inherited)
    {
        if (value is not { IsNull: false }) return inherited;
        string text = value.AsString();
        if (ByteSize.TryParse(text, out long bytes)) return bytes == 0 ? inherited : bytes;
        value.Error($"units: unknown unit in {text}", "write it as 15MB or 512KB");
        return inherited;
    }

    private static IReadOnlyList<ScrapeProtocol> ReadProtocols(YamlMap map, IReadOnlyList<ScrapeProtocol> inherited)
    {
        if (map.Take("scrape_protocols") is not { IsNull: false } value) return inherited;
        var protocols = new List<ScrapeProtocol>();
        foreach (YamlValue item in value.AsList())
        {
            if (Protocol(item, "scrape_protocols: ") is not { } protocol) continue;
            if (protocols.Contains(protocol)) value.Error($"duplicated protocol in scrape_protocols, got {item.AsString()} twice");
            else protocols.Add(protocol);
        }
        if (protocols.Contains(ScrapeProtocol.PrometheusProto)) ConfigPlace.NotImplemented(value, "PrometheusProto");
        return protocols;
    }

    private static bool Legacy(YamlValue? value, bool inherited)
    {
        if (value is not { IsNull: false }) return inherited;
        switch (value.AsString())
        {
            case "utf8": return false;
            case "legacy": return true;
            case "": return inherited;
            default:
                value.Error($"invalid metric name validation scheme, must be either \"utf8\" or \"legacy\", got \"{value.AsString()}\"");
                return inherited;
        }
    }

    private static NameEscaping Escaping(YamlValue? value, bool legacy, ScrapeDefaults inherited)
    {
        NameEscaping fallback = legacy && inherited.Escaping == NameEscaping.AllowUtf8 ? NameEscaping.Underscores : inherited.Escaping;
        if (value is not { IsNull: false }) return fallback;
        switch (value.AsString())
        {
            case "allow-utf-8":
                if (legacy) value.Error("utf8 metric names requested but validation scheme is not set to UTF8");
                return NameEscaping.AllowUtf8;
            case "underscores": return NameEscaping.Underscores;
            case "dots": return NameEscaping.Dots;
            case "values": return NameEscaping.Values;
            case "": return fallback;
            default:
                value.Error($"unknown escaping scheme \"{value.AsString()}\"", "one of allow-utf-8, underscores, dots, values");
                return fallback;
        }
    }
}
