using Tocsin.Contracts.Configuration.Yaml;
using Tocsin.Model.Labels;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Reads <c>global</c> and the scrape settings that jobs share with it.</summary>
internal static class GlobalReader
{
    public static GlobalConfig Read(YamlMap? map, ConfigPlace place)
    {
        if (map is null) return new GlobalConfig();
        var global = new GlobalConfig
        {
            Scrape = ScrapeSettingsReader.Global(map, place),
            EvaluationInterval = Positive(map, "evaluation_interval", GlobalConfig.DefaultInterval),
            RuleQueryOffset = map.Duration("rule_query_offset", TimeSpan.Zero),
            ExternalLabels = ExternalLabels(map.Map("external_labels"), place),
            QueryLogFile = place.TakePath(map, "query_log_file"),
        };
        map.RejectUnknown();
        return global;
    }

    internal static TimeSpan Positive(YamlMap map, string key, TimeSpan fallback)
    {
        TimeSpan value = map.Duration(key, fallback);
        return value == TimeSpan.Zero ? fallback : value;
    }

    private static LabelSet ExternalLabels(YamlMap? map, ConfigPlace place)
    {
        if (map is null) return LabelSet.Empty;
        var labels = new LabelSetBuilder();
        foreach ((string name, YamlValue value) in map.Entries())
        {
            string text = EnvironmentText.Expand(value.AsString(), place.Options.EnvironmentLookup);
            if (name.Length == 0 || name == LabelNames.MetricName) value.Error($"\"{name}\" is not a valid label name");
            else labels.Set(name, text);
            if (text.Contains("{{", StringComparison.Ordinal))
                value.Warn("templates are not expanded in external labels", "write the value, or $NAME for an environment variable");
        }
        return labels.Build();
    }
}
