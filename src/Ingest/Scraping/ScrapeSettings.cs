using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Model.Relabeling;

namespace Tocsin.Ingest.Scraping;

/// <summary>A job's settings as they are applied; immutable, swapped as a whole on reload.</summary>
internal sealed record ScrapeSettings(ScrapeConfig Config, Relabeler MetricRelabeler)
{
    public ScrapeSettings(ScrapeConfig config) : this(config, new Relabeler(config.MetricRelabelRules))
    {
    }
}
