using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Pipeline;

/// <summary>What the stages of the group make of its alerts.</summary>
/// <param name="Stages">Those that dropped something, in order.</param>
/// <param name="HeldEnds">Dropped alerts that have ended.</param>
internal sealed record GroupJudgement(IReadOnlyList<FlushAlert> Passed, IReadOnlyList<StageVerdict> Stages, IReadOnlyList<FlushAlert> HeldEnds);

/// <summary>
/// The stages of the group, one after the other: inhibit, active time, mute time, silence. Judges only: flushing, explaining and "what if" ask here.
/// </summary>
internal sealed class GroupJudge(Inhibitor inhibitor, ISilences silences)
{
    private readonly IStage[] _stages =
    [
        new InhibitStage(inhibitor),
        new ActiveTimeStage(),
        new MuteTimeStage(),
        new SilenceStage(silences),
    ];

    /// <summary>In order.</summary>
    public IEnumerable<string> StageNames => _stages.Select(stage => stage.Name);

    /// <summary>How metrics name a stage.</summary>
    public string MetricOf(string stage) => _stages.First(one => one.Name == stage).Metric;

    public GroupJudgement Judge(GroupFlush flush, NotifierModel model)
    {
        var verdicts = new List<StageVerdict>();
        IReadOnlyList<FlushAlert> alerts = flush.Alerts;
        foreach (IStage stage in _stages)
        {
            if (alerts.Count == 0) break;
            StageResult result = stage.Judge(flush, model, alerts);
            if (result.Dropped.Count > 0) verdicts.Add(new(stage.Name, result.Dropped));
            alerts = result.Kept;
        }
        return new(alerts, verdicts, HeldEnds(flush.Alerts, alerts));
    }

    private static IReadOnlyList<FlushAlert> HeldEnds(IReadOnlyList<FlushAlert> all, IReadOnlyList<FlushAlert> passed)
    {
        if (passed.Count == all.Count || !all.Any(alert => alert.Resolved)) return [];
        HashSet<ulong> through = [.. passed.Select(alert => alert.Fingerprint)];
        return [.. all.Where(alert => alert.Resolved && !through.Contains(alert.Fingerprint))];
    }
}
