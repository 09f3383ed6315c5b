using Tocsin.Contracts.Configuration.Prometheus;

namespace Tocsin.Ingest.Endpoints;

/// <summary>The configuration that is applied now; null before the first one.</summary>
internal sealed class ConfigInUse
{
    private volatile PrometheusConfig? _current;

    public PrometheusConfig? Current
    {
        get => _current;
        set => _current = value;
    }
}
