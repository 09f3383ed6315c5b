using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Drops everything outside of the route's active_time_intervals.</summary>
internal sealed class ActiveTimeStage : IStage
{
    public string Name => "active time";

    public string Metric => "active_time_interval";

    /// <summary>The intervals that mute now: all of them, when it is none of their times.</summary>
    public static IReadOnlyList<string> MutedBy(IReadOnlyList<string> active, NotifierModel model, DateTimeOffset now) =>
        active.Count > 0 && MuteTimeStage.Containing(active, model, now).Count == 0 ? active : [];

    public StageResult Judge(GroupFlush flush, NotifierModel model, IReadOnlyList<FlushAlert> alerts) =>
        MuteTimeStage.All(alerts, "outside of active time", MutedBy(flush.Route.ActiveTimeIntervals, model, flush.Now));
}
