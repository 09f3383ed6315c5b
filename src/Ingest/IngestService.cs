using Microsoft.Extensions.Hosting;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Ingest.Endpoints;
using Tocsin.Ingest.Scraping;

namespace Tocsin.Ingest;

/// <summary>
/// Starts and stops scraping with the host, and takes new configurations. The first one comes by a reload before the start, or is read at
/// the start.
/// </summary>
internal sealed class IngestService(IngestOptions options, ConfigInUse inUse, ScrapeManager scrapes) : IHostedService, IReloadable
{
    private readonly Lock _lock = new();
    private bool _started;

    public string Name => "prometheus";

    public ValueTask<PreparedConfig> PrepareAsync(CancellationToken cancel)
    {
        var problems = new ConfigProblems();
        PrometheusConfig? config = PrometheusConfigLoader.Load(options.ConfigFile, new PrometheusLoadOptions { Strict = options.StrictConfig }, problems);
        return new(new PreparedConfig(problems, _ =>
        {
            if (config is not null) Apply(config);
            return default;
        }));
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (inUse.Current is null)
        {
            PreparedConfig prepared = await PrepareAsync(cancellationToken).ConfigureAwait(false);
            if (prepared.Problems.HasErrors) throw new InvalidDataException(string.Join('\n', prepared.Problems.Errors));
            await prepared.ApplyAsync(cancellationToken).ConfigureAwait(false);
        }
        lock (_lock)
        {
            _started = true;
            scrapes.Apply(inUse.Current!.ScrapeConfigs);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => scrapes.StopAsync().WaitAsync(cancellationToken);

    private void Apply(PrometheusConfig config)
    {
        lock (_lock)
        {
            inUse.Current = config;
            if (_started) scrapes.Apply(config.ScrapeConfigs);
        }
    }
}
