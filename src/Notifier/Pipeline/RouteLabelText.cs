using Tocsin.Model.Labels;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Pipeline;

/// <summary>The labels of a route as one group sees them.</summary>
internal static class RouteLabelText
{
    /// <exception cref="FormatException">A template failed.</exception>
    public static LabelSet Render(
        Route route, string groupKey, LabelSet groupLabels, NotifierModel model, IReadOnlyList<FlushAlert> alerts, DateTimeOffset now, CancellationToken cancel)
    {
        if (route.Labels.Count == 0 || alerts.Count == 0) return LabelSet.Empty;
        if (model.RouteLabels is null) return LabelSet.FromStrings(route.Labels);
        return model.RouteLabels.Render(
            route.Labels,
            new Notification
            {
                GroupKey = groupKey,
                GroupLabels = groupLabels,
                RouteLabels = LabelSet.Empty,
                Reason = "",
                Alerts = [.. alerts.Select(alert => new NotifiedAlert(alert.Alert, alert.Resolved))],
                Now = now,
            },
            cancel);
    }
}
