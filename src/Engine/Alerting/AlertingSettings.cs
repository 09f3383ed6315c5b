using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Model.Labels;

namespace Tocsin.Engine.Alerting;

/// <summary>
/// What the configuration file says to alerting, as one immutable snapshot.
/// </summary>
internal sealed record AlertingModel
{
    public LabelSet ExternalLabels { get; init; } = LabelSet.Empty;

    public AlertingConfig Config { get; init; } = new();
}

/// <summary>The snapshot that is in force now; swapped by a reload.</summary>
internal sealed class AlertingSettings
{
    private volatile AlertingModel _current = new();
    private long _settle = TimeSpan.FromSeconds(70).Ticks;

    public AlertingModel Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>How long targets need to be scraped again after a start: one interval and one timeout.</summary>
    public TimeSpan ScrapeSettle
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _settle));
        set => Interlocked.Exchange(ref _settle, value.Ticks);
    }
}
