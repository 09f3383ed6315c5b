using System.Globalization;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Ingest.Discovery;
using Tocsin.Model.Labels;

namespace Tocsin.Ingest.Scraping;

/// <summary>
/// The targets of one job. A sync starts loops for new targets, stops those of targets that are gone, and leaves the others running.
/// </summary>
internal sealed class ScrapePool : IAsyncDisposable
{
    private readonly Func<ScrapeConfig, ITargetFetcher> _fetchers;
    private readonly ScrapeParts _parts;
    private readonly Lock _lock = new();
    private readonly Dictionary<TargetKey, ScrapeLoop> _loops = [];
    private readonly CancellationTokenSource _serverStops = new();
    private readonly HashSet<Task> _ending = [];
    private ITargetFetcher _fetcher;
    private ITargetFetcher? _retired;
    private ScrapeSettings _settings;
    private TargetBuilder _builder;
    private IReadOnlyList<LabelSet> _dropped = [];
    private int _droppedCount;

    public ScrapePool(ScrapeConfig config, Func<ScrapeConfig, ITargetFetcher> fetchers, ScrapeParts parts)
    {
        _fetchers = fetchers;
        _parts = parts;
        _settings = new ScrapeSettings(config);
        _builder = new TargetBuilder(config);
        _fetcher = fetchers(config);
        parts.Metrics.PoolMade();
    }

    public string Job => _settings.Config.JobName;

    /// <summary>Loops at work, in no particular order.</summary>
    public IReadOnlyList<ScrapeLoop> Active
    {
        get { lock (_lock) return [.. _loops.Values]; }
    }

    /// <summary>Labels, before relabelling, of targets that a rule dropped: as many as keep_dropped_targets asks for.</summary>
    public (IReadOnlyList<LabelSet> Shown, int Count) Dropped
    {
        get { lock (_lock) return (_dropped, _droppedCount); }
    }

    /// <summary>Takes new settings of the same job; the next <see cref="Sync"/> applies them to the targets.</summary>
    public void Reload(ScrapeConfig config)
    {
        lock (_lock)
        {
            ITargetFetcher next = _fetchers(config);
            // A scrape under way may still use the old connections, so they are closed one reload later.
            (_retired as IDisposable)?.Dispose();
            _retired = _fetcher;
            _fetcher = next;
            _settings = new ScrapeSettings(config);
            _builder = new TargetBuilder(config);
            _parts.Metrics.PoolReloaded();
            foreach (ScrapeLoop loop in _loops.Values) loop.Apply(_settings, _fetcher, "");
        }
    }

    public void Sync(IReadOnlyList<TargetGroup> groups)
    {
        long started = _parts.Clock.GetTimestamp();
        lock (_lock)
        {
            Dictionary<TargetKey, Target> wanted = Build(groups);
            foreach ((TargetKey key, ScrapeLoop loop) in _loops)
            {
                if (wanted.ContainsKey(key)) continue;
                _loops.Remove(key);
                End(loop);
            }
            string error = OverLimit(wanted.Count);
            foreach ((TargetKey key, Target target) in wanted)
            {
                if (_loops.TryGetValue(key, out ScrapeLoop? running)) running.Apply(_settings, _fetcher, error);
                else
                {
                    var loop = new ScrapeLoop(target, _settings, _fetcher, error, _parts);
                    _loops.Add(key, loop);
                    loop.Start();
                }
            }
        }
        _parts.Metrics.Synced(Job, _parts.Clock.GetElapsedTime(started));
    }

    /// <summary>Ends the job: its targets are gone, their series get markers later.</summary>
    public void Remove()
    {
        lock (_lock)
        {
            foreach (ScrapeLoop loop in _loops.Values) End(loop);
            _loops.Clear();
        }
    }

    /// <summary>The server stops: ends all loops after their scrapes, without markers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _serverStops.CancelAsync().ConfigureAwait(false);
        Task[] all;
        lock (_lock)
        {
            all = [.. _loops.Values.Select(loop => loop.StopAsync(targetIsGone: false, CancellationToken.None)), .. _ending];
            _loops.Clear();
        }
        await Task.WhenAll(all).ConfigureAwait(false);
        (_retired as IDisposable)?.Dispose();
        (_fetcher as IDisposable)?.Dispose();
        _serverStops.Dispose();
    }

    private Dictionary<TargetKey, Target> Build(IReadOnlyList<TargetGroup> groups)
    {
        var wanted = new Dictionary<TargetKey, Target>();
        var dropped = new List<LabelSet>();
        _droppedCount = 0;
        int keep = _settings.Config.Scrape.KeepDroppedTargets;
        foreach (BuiltTarget built in groups.SelectMany(_builder.Build))
        {
            if (built.Target is { } target) wanted.TryAdd(target.Key, target);
            else if (built.Error.Length > 0) ScrapeLog.TargetRefused(_parts.Log, Job, built.Error);
            else
            {
                _droppedCount++;
                if (keep == 0 || dropped.Count < keep) dropped.Add(built.Discovered);
            }
        }
        _dropped = dropped;
        return wanted;
    }

    private string OverLimit(int count)
    {
        int limit = _settings.Config.Scrape.TargetLimit;
        if (limit == 0 || count <= limit) return "";
        _parts.Metrics.TargetLimitExceeded();
        return string.Create(CultureInfo.InvariantCulture, $"target_limit exceeded (number of targets: {count}, limit: {limit})");
    }

    private void End(ScrapeLoop loop)
    {
        Task ending = loop.StopAsync(targetIsGone: true, _serverStops.Token);
        _ending.RemoveWhere(task => task.IsCompleted);
        _ending.Add(ending);
    }
}
