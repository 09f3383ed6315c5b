using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Model.Labels;
using Tocsin.Model.Relabeling;

namespace Tocsin.Engine.Alerting.Sending;

/// <summary>One Alertmanager that the configuration names.</summary>
internal sealed record AlertmanagerTarget(Uri Endpoint, AlertmanagerConfig Config);

/// <summary>Finds the Alertmanagers of <c>alerting.alertmanagers</c>: static addresses, relabelled as targets are.</summary>
internal static class AlertmanagerTargets
{
    public static IReadOnlyList<AlertmanagerTarget> Find(AlertingConfig config)
    {
        var found = new Dictionary<Uri, AlertmanagerTarget>();
        foreach (AlertmanagerConfig set in config.Alertmanagers)
        {
            var relabeler = new Relabeler(set.RelabelRules);
            foreach (StaticTargetGroup group in set.Discovery.Static)
                foreach (string address in group.Targets)
                    if (Endpoint(set, group, address, relabeler) is { } endpoint)
                        found.TryAdd(endpoint, new AlertmanagerTarget(endpoint, set));
        }
        return [.. found.Values];
    }

    private static Uri? Endpoint(AlertmanagerConfig set, StaticTargetGroup group, string address, Relabeler relabeler)
    {
        string prefix = set.PathPrefix.Trim('/');
        LabelSetBuilder labels = new LabelSetBuilder(group.Labels).Set("__address__", address).Set("__scheme__", set.Scheme)
            .Set("__alerts_path__", prefix.Length == 0 ? "/api/v2/alerts" : $"/{prefix}/api/v2/alerts");
        if (!relabeler.Apply(labels)) return null;
        string text = $"{labels.Get("__scheme__")}://{labels.Get("__address__")}{labels.Get("__alerts_path__")}";
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint) ? endpoint : null;
    }
}
