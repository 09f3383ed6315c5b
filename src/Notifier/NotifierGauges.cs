using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier;

/// <summary>The state in numbers, under the names of Alertmanager; read when someone asks.</summary>
internal sealed class NotifierGauges
{
    private readonly AlertProjection _alerts;
    private readonly ISilences _silences;
    private readonly Inhibitor _inhibitor;
    private readonly NotifierConfiguration _configuration;
    private readonly TimeProvider _clock;

    public NotifierGauges(
        IMeterFactory meters, AlertProjection alerts, ISilences silences, Inhibitor inhibitor, GroupTable groups, NotifierConfiguration configuration,
        DatabaseMetrics database, DatabaseWriter writer, TimeProvider clock)
    {
        _alerts = alerts;
        _silences = silences;
        _inhibitor = inhibitor;
        _configuration = configuration;
        _clock = clock;
        database.Observe(writer);
        Meter meter = meters.Create("Tocsin");
        meter.CreateObservableGauge("alertmanager_alerts", Alerts, description: "Alerts that have not ended, by state.");
        meter.CreateObservableGauge("alertmanager_silences", Silences, description: "Silences, by state.");
        meter.CreateObservableGauge("alertmanager_dispatcher_aggregation_groups", () => groups.Count, description: "Aggregation groups.");
        meter.CreateObservableGauge(
            "alertmanager_config_last_reload_successful", () => configuration.LastLoadSucceeded ? 1 : 0, description: "Whether the last load of the configuration succeeded.");
        meter.CreateObservableGauge(
            "alertmanager_config_last_reload_success_timestamp_seconds",
            () => configuration.LastSuccess == default ? 0 : configuration.LastSuccess.ToUnixTimeMilliseconds() / 1000.0,
            description: "When the configuration was last loaded with success.");
        meter.CreateObservableGauge("alertmanager_config_hash", ConfigHash, description: "A number that changes with the configuration.");
        meter.CreateObservableGauge("alertmanager_receivers", () => configuration.CurrentOrNull?.Config.Receivers.Count ?? 0, description: "Configured receivers.");
        meter.CreateObservableGauge(
            "alertmanager_integrations", () => configuration.CurrentOrNull?.Config.Receivers.Sum(receiver => receiver.Integrations.Count) ?? 0, description: "Configured integrations.");
        meter.CreateObservableGauge("alertmanager_inhibition_rules", () => configuration.CurrentOrNull?.InhibitRules.Count ?? 0, description: "Configured inhibition rules.");
    }

    private IEnumerable<Measurement<int>> Alerts()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        int active = 0, suppressed = 0;
        foreach (TrackedAlert tracked in _alerts.All())
        {
            if (tracked.Alert.IsResolvedAt(now)) continue;
            if (_silences.Matching(tracked.Alert.Labels, now).Count > 0 || _inhibitor.Find(tracked.Alert.Labels, now) is not null) suppressed++;
            else active++;
        }
        yield return new(active, new KeyValuePair<string, object?>("state", "active"));
        yield return new(suppressed, new KeyValuePair<string, object?>("state", "suppressed"));
        yield return new(0, new KeyValuePair<string, object?>("state", "unprocessed"));
    }

    private IEnumerable<Measurement<int>> Silences()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        ILookup<SilenceState, Silence> states = _silences.All().ToLookup(silence => silence.StateAt(now));
        foreach (SilenceState state in Enum.GetValues<SilenceState>())
            yield return new(states[state].Count(), new KeyValuePair<string, object?>("state", state.ToString().ToLowerInvariant()));
    }

    private double ConfigHash()
    {
        if (_configuration.CurrentOrNull is not { } model) return 0;
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(model.Config.Original));
        // 48 bits: what a floating point number holds exactly.
        return BitConverter.ToUInt64(hash) >> 16;
    }
}
