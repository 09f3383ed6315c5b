using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>
/// Reads a prometheus.yml as upstream does: unknown and repeated keys are errors, all problems are collected before anything is said. Settings
/// of features that are not built yet are read and give a warning.
/// </summary>
public static class PrometheusConfigLoader
{
    /// <summary>Null exactly when <paramref name="problems"/> holds errors of this load.</summary>
    public static PrometheusConfig? Load(string path, PrometheusLoadOptions options, ConfigProblems problems)
    {
        int before = problems.Errors.Count;
        if (YamlFile.Read(path, problems) is not { } root) return null;
        return Build(root, path, options, problems) is { } config && problems.Errors.Count == before ? config : null;
    }

    /// <inheritdoc cref="Load(string, PrometheusLoadOptions, ConfigProblems)"/>
    /// <param name="text">What the file holds.</param>
    public static PrometheusConfig? Parse(string path, string text, PrometheusLoadOptions options, ConfigProblems problems)
    {
        int before = problems.Errors.Count;
        if (YamlFile.Parse(path, text, problems) is not { } root) return null;
        return Build(root, path, options, problems) is { } config && problems.Errors.Count == before ? config : null;
    }

    private static PrometheusConfig Build(YamlMap root, string path, PrometheusLoadOptions options, ConfigProblems problems)
    {
        var place = new ConfigPlace(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "", path, options, problems);
        GlobalConfig global = GlobalReader.Read(root.Map("global"), place);
        ReadRuntime(root.Map("runtime"));
        var jobs = new ScrapeJobs(global.Scrape);
        jobs.Read(root, place);
        var config = new PrometheusConfig
        {
            Global = global,
            RuleFiles = ReadPatterns(root, "rule_files", "rule file", place),
            Alerting = AlertingReader.Read(root.Map("alerting"), global, place),
            RemoteWrite = RemoteReader.Writes(root, place),
            RemoteRead = RemoteReader.Reads(root, place),
            Storage = StorageReader.Read(root.Map("storage"), place),
            Otlp = OtlpReader.Read(root.Map("otlp"), global.Scrape.LegacyNames),
            Tracing = TracingReader.Read(root.Take("tracing"), place),
            Query = Misplaced.Query(root, place),
            ScrapeConfigs = jobs.WithIncluded(ReadPatterns(root, "scrape_config_files", "scrape config file", place), place),
        };
        Misplaced.ExporterQueries(root, place);
        root.RejectUnknown(Misplaced.Belongs);
        return config;
    }

    // Upstream tunes its garbage collector with this; ours tunes itself, so the value is only checked.
    private static void ReadRuntime(YamlMap? map)
    {
        if (map is null) return;
        if (map.Take("gogc") is { IsNull: false } gogc)
        {
            gogc.AsInteger(75);
            gogc.Warn("has no effect here", "remove it; DOTNET_gcServer and DOTNET_GCHeapHardLimit tune the memory of this program");
        }
        map.RejectUnknown();
    }

    private static List<string> ReadPatterns(YamlMap root, string key, string what, ConfigPlace place)
    {
        var patterns = new List<string>();
        foreach (YamlValue value in root.List(key))
        {
            string pattern = value.AsString();
            int star = pattern.IndexOf('*');
            if (star >= 0 && pattern.IndexOf('/', star) >= 0) value.Error($"invalid {what} path \"{pattern}\"", "only the last element of the path may hold *");
            else patterns.Add(place.Resolve(pattern));
        }
        return patterns;
    }
}
