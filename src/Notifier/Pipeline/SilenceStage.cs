using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Drops what active silences match.</summary>
internal sealed class SilenceStage(ISilences silences) : IStage
{
    public const string StageName = "silence";

    public string Name => StageName;

    public string Metric => "silence";

    public StageResult Judge(GroupFlush flush, NotifierModel model, IReadOnlyList<FlushAlert> alerts) => AlertFilter.Run(
        alerts,
        alert => silences.Matching(alert.Alert.Labels, flush.Now) is { Count: > 0 } by
            ? new(alert.Fingerprint, "silenced", [.. by.Select(id => id.ToString())])
            : null);
}
