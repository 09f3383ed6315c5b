using Tocsin.Model.Alerts;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Drops what a firing source inhibits.</summary>
internal sealed class InhibitStage(Inhibitor inhibitor) : IStage
{
    public const string StageName = "inhibit";

    public string Name => StageName;

    public string Metric => "inhibition";

    public StageResult Judge(GroupFlush flush, NotifierModel model, IReadOnlyList<FlushAlert> alerts) => AlertFilter.Run(
        alerts,
        alert => inhibitor.Find(alert.Alert.Labels, flush.AlertsAt) is { } by
            ? new(alert.Fingerprint, by.Rule.Length > 0 ? $"inhibited by rule {by.Rule}" : "inhibited", [Fingerprint.Format(by.Source)])
            : null);
}
