using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Pipeline;

/// <summary>Drops everything inside of the route's mute_time_intervals.</summary>
internal sealed class MuteTimeStage : IStage
{
    public string Name => "mute time";

    public string Metric => "mute_time_interval";

    /// <summary>Those of the named intervals that now is inside of.</summary>
    public static IReadOnlyList<string> Containing(IReadOnlyList<string> names, NotifierModel model, DateTimeOffset now)
    {
        if (names.Count == 0) return [];
        return [.. names.Where(name => model.TimeIntervals.TryGetValue(name, out TimeIntervalSet? set) && set.Contains(now))];
    }

    public StageResult Judge(GroupFlush flush, NotifierModel model, IReadOnlyList<FlushAlert> alerts) =>
        All(alerts, "inside of mute time", Containing(flush.Route.MuteTimeIntervals, model, flush.Now));

    internal static StageResult All(IReadOnlyList<FlushAlert> alerts, string why, IReadOnlyList<string> by) =>
        by.Count == 0 ? new(alerts, []) : new([], [.. alerts.Select(alert => new DroppedAlert(alert.Fingerprint, why, by))]);
}
