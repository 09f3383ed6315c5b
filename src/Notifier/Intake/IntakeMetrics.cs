using System.Diagnostics.Metrics;

namespace Tocsin.Notifier.Intake;

/// <summary>What came in, under the names of Alertmanager.</summary>
internal sealed class IntakeMetrics
{
    private static readonly KeyValuePair<string, object?> Firing = new("status", "firing");
    private static readonly KeyValuePair<string, object?> Resolved = new("status", "resolved");

    private readonly Counter<long> _received;
    private readonly Counter<long> _invalid;
    private readonly Counter<long> _limited;

    public IntakeMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create("Tocsin");
        _received = meter.CreateCounter<long>("alertmanager_alerts_received_total", description: "Alerts received, by what their source said of them.");
        _invalid = meter.CreateCounter<long>("alertmanager_alerts_invalid_total", description: "Received alerts that were not valid.");
        _limited = meter.CreateCounter<long>("alertmanager_alerts_limited_total", description: "Alerts that a limit kept out.");
    }

    public void Received(int firing, int resolved)
    {
        if (firing > 0) _received.Add(firing, Firing);
        if (resolved > 0) _received.Add(resolved, Resolved);
    }

    public void Invalid() => _invalid.Add(1);

    public void Limited() => _limited.Add(1);
}
