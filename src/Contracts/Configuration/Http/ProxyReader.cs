using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Http;

/// <summary>Reads the keys of a proxy, which stand among those of their owner.</summary>
internal static class ProxyReader
{
    public static ProxyConfig Read(YamlMap map)
    {
        var headers = new Dictionary<string, IReadOnlyList<Secret>>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, YamlValue values) in map.Map("proxy_connect_header")?.Entries() ?? [])
            headers[name] = [.. values.AsList().Select(value => value.AsSecret())];
        var proxy = new ProxyConfig
        {
            Url = map.Secret("proxy_url") is { Reveal.Length: > 0 } url ? url : null,
            NoProxy = map.String("no_proxy"),
            FromEnvironment = map.Bool("proxy_from_environment", false),
            ConnectHeaders = headers,
        };
        if (proxy.FromEnvironment && proxy.Url is not null) map.Error("if proxy_from_environment is configured, proxy_url must not be configured");
        if (proxy.FromEnvironment && proxy.NoProxy.Length > 0) map.Error("if proxy_from_environment is configured, no_proxy must not be configured");
        bool none = proxy.Url is null && !proxy.FromEnvironment;
        if (proxy.NoProxy.Length > 0 && none) map.Error("if no_proxy is configured, proxy_url must also be configured");
        if (headers.Count > 0 && none) map.Error("if proxy_connect_header is configured, proxy_url or proxy_from_environment must also be configured");
        return proxy;
    }
}
