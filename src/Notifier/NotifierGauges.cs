using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.InteropServices;
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
    private static readonly string Version = typeof(NotifierGauges).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static readonly Measurement<int> Build = new(
        1, new("branch", "tocsin"), new("goarch", RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "amd64" : RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()), new("goos", OperatingSystem.IsLinux() ? "linux" : "other"),
        new("goversion", RuntimeInformation.FrameworkDescription), new("revision", Version), new("tags", "unknown"), new("version", NotifierOptions.SpokenVersion));

    private readonly AlertProjection _alerts;
    private readonly ISilences _silences;
    private readonly Inhibitor _inhibitor;
    private readonly NotifierConfiguration _configuration;
    private readonly TimeProvider _clock;

    public NotifierGauges(
        IMeterFactory meters, AlertProjection alerts, ISilences silences, Inhibitor inhibitor, GroupTable groups, NotifierConfiguration configuration,
        DatabaseMetrics database, DatabaseWriter writer, ReplicaWatch replicas, IShardLease lease, NotifierOptions options, TimeProvider clock)
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
        foreach (string what in new[] { "state_size", "matcher_index_size", "version_index_size" })
            meter.CreateObservableGauge("alertmanager_silences_" + what, () => _silences.All().Count, description: "Silences in memory, those that have ended included.");
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
        Cluster(meter, replicas, lease, options);
    }

    /// <summary>Upstream's cluster of gossiping peers is here the Notifiers on one database.</summary>
    private static void Cluster(Meter meter, ReplicaWatch replicas, IShardLease lease, NotifierOptions options)
    {
        meter.CreateObservableGauge("alertmanager_cluster_enabled", () => replicas.Replicas.Count > 0 ? 1 : 0, description: "Whether others may work on the same database.");
        meter.CreateObservableGauge("alertmanager_cluster_members", () => Math.Max(1, replicas.Replicas.Count), description: "Notifiers on the same database.");
        meter.CreateObservableGauge("alertmanager_cluster_failed_peers", () => 0, description: "Always 0: a Notifier that fell silent is no member.");
        meter.CreateObservableGauge("alertmanager_cluster_health_score", () => 0, description: "Always 0: members are not judged, the database's clock is.");
        meter.CreateObservableGauge("alertmanager_peer_position", () => lease.IsHeld ? 0 : 1, description: "0 for the owner of the groups, 1 for a Notifier that follows.");
        meter.CreateObservableGauge(
            "alertmanager_cluster_peer_info", () => replicas.Replicas.Select(peer => new Measurement<int>(1, new KeyValuePair<string, object?>("peer", peer.Name))),
            description: "The Notifiers on the same database.");
        meter.CreateObservableGauge("alertmanager_build_info", () => Build, description: "The version of Alertmanager whose behaviour this is; what runs is in branch and revision.");
        meter.CreateObservableGauge("alertmanager_alerts_per_alert_limit", () => options.AlertsPerName, description: "Most alerts of one alertname; 0 is no limit.");
    }

    private IEnumerable<Measurement<int>> Alerts()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        SilenceTable silences = _silences.Table;
        int active = 0, suppressed = 0, unprocessed = 0;
        foreach (TrackedAlert tracked in _alerts.All())
        {
            if (tracked.Alert.IsResolvedAt(now)) continue;
            if (SilenceBook.Active(_silences.Candidates(silences, tracked, now), now).Count > 0 || _inhibitor.Find(tracked, now) is not null) suppressed++;
            else if (tracked.IsGrouped) active++;
            else unprocessed++;
        }
        yield return new(active, new KeyValuePair<string, object?>("state", "active"));
        yield return new(suppressed, new KeyValuePair<string, object?>("state", "suppressed"));
        yield return new(unprocessed, new KeyValuePair<string, object?>("state", "unprocessed"));
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
