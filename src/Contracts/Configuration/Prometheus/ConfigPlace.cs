using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Where a file lies and how it is judged.</summary>
internal sealed record ConfigPlace(string Folder, string File, PrometheusLoadOptions Options, ConfigProblems Problems)
{
    /// <summary>A path as the file means it: relative to its own folder. Empty stays empty.</summary>
    public string Resolve(string path) => path.Length == 0 ? "" : Path.Combine(Folder, path);

    public string TakePath(YamlMap map, string key) => Resolve(map.String(key));

    /// <summary>How HTTP settings are read here.</summary>
    public HttpReadOptions Http => new(Resolve) { KnowsGrants = true };

    /// <summary>Says that a setting is understood and does nothing.</summary>
    public static void NotImplemented(YamlValue value, string what) => value.Warn($"{what} is not implemented yet and ignored", "");
}
