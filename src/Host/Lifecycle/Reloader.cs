using System.Diagnostics.Metrics;
using Tocsin.Contracts.Configuration;
using Tocsin.Host.Telemetry;

namespace Tocsin.Host.Lifecycle;

/// <summary>
/// Loads configuration at start and on request. All parts prepare first; only when none has an error are they swapped, so a broken file changes
/// nothing. One reload at a time.
/// </summary>
internal sealed partial class Reloader : IDisposable
{
    private const string Prometheus = "prometheus";

    private readonly IReadOnlyList<IReloadable> _parts;
    private readonly TimeProvider _clock;
    private readonly ILogger<Reloader> _log;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Lock _lastLock = new();
    private (bool Ok, double Since) _last;

    public Reloader(IEnumerable<IReloadable> parts, TimeProvider clock, IMeterFactory meters, ILogger<Reloader> log)
    {
        _parts = [.. parts];
        _clock = clock;
        _log = log;
        Meter meter = meters.Create(MetricRegistry.MeterName);
        // prometheus.yml has several readers and no owner, so its metrics are here; the Notifier owns alertmanager.yml and tells of it itself.
        if (!_parts.Any(part => part.Name == Prometheus)) return;
        meter.CreateObservableGauge("prometheus_config_last_reload_successful", () => Last().Ok ? 1 : 0, null, "Whether the last configuration reload attempt was successful.");
        meter.CreateObservableGauge("prometheus_config_last_reload_success_timestamp_seconds", () => Last().Since, null, "Timestamp of the last successful configuration reload.");
    }

    /// <summary>Reads, checks and swaps. The answer lists every error; empty means that the new configuration runs.</summary>
    public async Task<IReadOnlyList<ConfigProblem>> ReloadAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var prepared = new List<(IReloadable Part, PreparedConfig Config)>();
            foreach (IReloadable part in _parts) prepared.Add((part, await part.PrepareAsync(cancel)));
            Say(prepared);
            ConfigProblem[] errors = [.. prepared.SelectMany(one => one.Config.Problems.Errors).Distinct()];
            // A client that hangs up in the middle must not leave one part with the new file and another with the old.
            if (errors.Length == 0)
                foreach ((_, PreparedConfig config) in prepared)
                    await config.ApplyAsync(CancellationToken.None);
            Remember(prepared);
            return errors;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private (bool Ok, double Since) Last()
    {
        lock (_lastLock) return _last;
    }

    private void Remember(List<(IReloadable Part, PreparedConfig Config)> prepared)
    {
        bool ok = !prepared.Any(one => one.Part.Name == Prometheus && one.Config.Problems.HasErrors);
        bool applied = prepared.TrueForAll(one => !one.Config.Problems.HasErrors);
        lock (_lastLock) _last = (ok, applied ? _clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0 : _last.Since);
    }

    private void Say(List<(IReloadable Part, PreparedConfig Config)> prepared)
    {
        // Two parts may read the same file; a person wants to hear of a problem once.
        foreach (ConfigProblem warning in prepared.SelectMany(one => one.Config.Problems.Warnings).Distinct()) LogWarning(_log, warning.ToString());
        foreach (ConfigProblem error in prepared.SelectMany(one => one.Config.Problems.Errors).Distinct()) LogError(_log, error.ToString());
    }

    [LoggerMessage(LogLevel.Warning, "Configuration: {Problem}")]
    private static partial void LogWarning(ILogger log, string problem);

    [LoggerMessage(LogLevel.Error, "Configuration: {Problem}")]
    private static partial void LogError(ILogger log, string problem);
}
