using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Ingest.Discovery;

namespace Tocsin.Ingest.Scraping;

/// <summary>
/// One pool per job, fed by the job's discovery. A new configuration keeps the targets that stay, with their phase and what is known of their
/// series. Thread-safe.
/// </summary>
internal sealed class ScrapeManager(ScrapeParts parts, DiscoveryMetrics discoveryMetrics, Func<ScrapeConfig, ITargetFetcher> fetchers) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ScrapePool Pool, JobDiscovery Discovery)> _jobs = new(StringComparer.Ordinal);
    private readonly List<ScrapePool> _ending = [];
    private bool _disposed;

    /// <summary>The pools, by name of the job.</summary>
    public IReadOnlyList<ScrapePool> Pools
    {
        get { lock (_lock) return [.. _jobs.Values.Select(job => job.Pool).OrderBy(pool => pool.Job, StringComparer.Ordinal)]; }
    }

    public void Apply(IReadOnlyList<ScrapeConfig> configs)
    {
        lock (_lock)
        {
            if (_disposed) return;
            foreach (string gone in _jobs.Keys.Except(configs.Select(config => config.JobName)).ToArray())
            {
                (ScrapePool pool, JobDiscovery discovery) = _jobs[gone];
                _jobs.Remove(gone);
                discovery.Dispose();
                pool.Remove();
                _ending.Add(pool);
            }
            foreach (ScrapeConfig config in configs) ApplyJob(config);
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<ScrapePool> pools;
        lock (_lock)
        {
            _disposed = true;
            foreach ((ScrapePool _, JobDiscovery discovery) in _jobs.Values) discovery.Dispose();
            pools = [.. _jobs.Values.Select(job => job.Pool), .. _ending];
            _jobs.Clear();
            _ending.Clear();
        }
        await Task.WhenAll(pools.Select(pool => pool.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private void ApplyJob(ScrapeConfig config)
    {
        bool known = _jobs.TryGetValue(config.JobName, out (ScrapePool Pool, JobDiscovery Discovery) job);
        ScrapePool pool;
        try
        {
            if (known) job.Pool.Reload(config);
            pool = known ? job.Pool : new ScrapePool(config, fetchers, parts);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            // A certificate that cannot be read, say: the other jobs go on.
            if (known) parts.Metrics.PoolReloadFailed();
            else parts.Metrics.PoolFailed();
            ScrapeLog.PoolFailed(parts.Log, config.JobName, e.Message);
            return;
        }
        if (known) job.Discovery.Dispose();
        var discovery = new JobDiscovery(config.Discovery, parts.Clock, discoveryMetrics, parts.Log, pool.Sync);
        _jobs[config.JobName] = (pool, discovery);
        pool.Sync(discovery.Current());
    }
}
