using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Reads <c>alerting</c>.</summary>
internal static class AlertingReader
{
    public static AlertingConfig Read(YamlMap? map, GlobalConfig global, ConfigPlace place)
    {
        if (map is null) return new AlertingConfig();
        bool legacy = global.Scrape.LegacyNames;
        var managers = new List<AlertmanagerConfig>();
        foreach (YamlValue item in map.List("alertmanagers"))
        {
            if (item.IsNull) item.Error("empty or null Alertmanager config section");
            else if (item.AsMap() is { } entry) managers.Add(ReadOne(entry, legacy, place));
        }
        var alerting = new AlertingConfig
        {
            AlertRelabelRules = RelabelReader.Read(map, "alert_relabel_configs", "empty or null alert relabeling rule", legacy),
            Alertmanagers = managers,
        };
        map.RejectUnknown();
        return alerting;
    }

    private static AlertmanagerConfig ReadOne(YamlMap map, bool legacy, ConfigPlace place)
    {
        if (map.Take("api_version") is { IsNull: false } version && version.AsString() is not "v2")
            version.Error($"expected Alertmanager api version to be one of [v2] but got {version.AsString()}");
        if (map.Take("sigv4") is { IsNull: false } sigv4) ConfigPlace.NotImplemented(sigv4, "sigv4");
        var manager = new AlertmanagerConfig
        {
            Timeout = GlobalReader.Positive(map, "timeout", TimeSpan.FromSeconds(10)),
            Scheme = ScrapeReader.Scheme(map),
            PathPrefix = map.String("path_prefix"),
            RelabelRules = RelabelReader.Read(map, "relabel_configs", "empty or null Alertmanager target relabeling rule", legacy),
            AlertRelabelRules = RelabelReader.Read(map, "alert_relabel_configs", "empty or null Alertmanager alert relabeling rule", legacy),
            Discovery = DiscoveryReader.Read(map, place),
            Http = HttpClientReader.Read(map, place.Http),
        };
        map.RejectUnknown();
        return manager;
    }
}
