using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Yaml;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Reads <c>tracing</c>.</summary>
internal static class TracingReader
{
    public static TracingConfig? Read(YamlValue? value, ConfigPlace place)
    {
        if (value is not { IsNull: false } || value.AsMap() is not { } map) return null;
        string client = ScrapeReader.NonEmpty(map, "client_type", "grpc");
        if (client is not ("grpc" or "http")) map.Take("client_type")!.Error($"expected tracing client type to be to be one of [http grpc], but got {client}");
        string compression = map.String("compression");
        if (compression is not ("" or "gzip")) map.Take("compression")!.Error($"invalid compression type {compression} provided, valid options: gzip");
        var tracing = new TracingConfig
        {
            Endpoint = map.String("endpoint"),
            Http = client == "http",
            SamplingFraction = map.Take("sampling_fraction") is { IsNull: false } fraction ? fraction.AsNumber(0) : 0,
            Insecure = map.Bool("insecure", false),
            Gzip = compression == "gzip",
            Timeout = map.Duration("timeout", TimeSpan.Zero),
            Headers = Headers(map.Map("headers")),
            Tls = TlsReader.Read(map, "tls_config", place.Http) ?? new(),
        };
        if (tracing.Endpoint.Length == 0) map.Error("tracing endpoint must be set");
        ConfigPlace.NotImplemented(value, "tracing");
        map.RejectUnknown();
        return tracing;
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Headers(YamlMap? map)
    {
        foreach ((string name, YamlValue value) in map?.Entries() ?? [])
            if (ReservedHeaders.Contains(name))
                value.Error($"{name} is a reserved header. It must not be changed");
        return map?.Texts() ?? [];
    }
}
