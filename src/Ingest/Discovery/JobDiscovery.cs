using Microsoft.Extensions.Logging;
using Tocsin.Contracts.Configuration.Prometheus;

namespace Tocsin.Ingest.Discovery;

/// <summary>All ways of one job to find its targets, watched together. Bursts of changes are told once.</summary>
internal sealed class JobDiscovery : IDisposable
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    private readonly List<IDiscoverer> _discoverers = [];
    private readonly List<ITimer> _refreshes = [];
    private readonly ITimer _settle;
    private readonly Action<IReadOnlyList<TargetGroup>> _changed;
    private volatile bool _disposed;

    /// <param name="changed">Gets all groups of the job, on any thread.</param>
    public JobDiscovery(DiscoveryConfig config, TimeProvider clock, DiscoveryMetrics metrics, ILogger log, Action<IReadOnlyList<TargetGroup>> changed)
    {
        _changed = changed;
        _settle = clock.CreateTimer(_ => Tell(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (config.Static.Count > 0) _discoverers.Add(new StaticDiscoverer(config.Static));
        foreach (FileDiscoveryConfig files in config.Files) _discoverers.Add(new FileDiscoverer(files, metrics, log));
        foreach (IDiscoverer discoverer in _discoverers)
        {
            discoverer.Changed += Soon;
            if (discoverer.RefreshInterval is { } interval) _refreshes.Add(clock.CreateTimer(_ => Tell(), null, interval, interval));
        }
    }

    public IReadOnlyList<TargetGroup> Current() => [.. _discoverers.SelectMany(discoverer => discoverer.Current())];

    public void Dispose()
    {
        _disposed = true;
        _settle.Dispose();
        foreach (ITimer refresh in _refreshes) refresh.Dispose();
        foreach (IDiscoverer discoverer in _discoverers) discoverer.Dispose();
    }

    private void Soon() => _settle.Change(Settle, Timeout.InfiniteTimeSpan);

    private void Tell()
    {
        if (!_disposed) _changed(Current());
    }
}
