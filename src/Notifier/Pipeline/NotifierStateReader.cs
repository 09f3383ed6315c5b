using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Pipeline;

/// <inheritdoc cref="INotifierState"/>
internal sealed class NotifierStateReader(
    AlertProjection alerts, GroupTable groups, Inhibitor inhibitor, ISilences silences, INotifierConfig config, NotificationLog log, Func<NotifierHealth> health,
    TimeProvider clock)
    : INotifierState
{
    public bool Ready { get; set; }

    public NotifierHealth Health => health();

    public IReadOnlyList<AlertView> Alerts()
    {
        DateTimeOffset now = clock.GetUtcNow();
        RouteTree routes = config.Current.Routes;
        var views = new List<AlertView>(alerts.Count);
        foreach (TrackedAlert tracked in alerts.All())
            if (View(tracked, routes, now) is { } view)
                views.Add(view);
        views.Sort((left, right) => left.Fingerprint.CompareTo(right.Fingerprint));
        return views;
    }

    public AlertView? Alert(ulong fingerprint) =>
        alerts.Find(fingerprint) is { } tracked ? View(tracked, config.Current.Routes, clock.GetUtcNow()) : null;

    public IReadOnlyList<GroupView> Groups()
    {
        DateTimeOffset now = clock.GetUtcNow();
        NotifierModel model = config.Current;
        List<(AggregationGroup Group, FlushAlert[] Alerts, DateTimeOffset Next, Route Route)> found;
        lock (groups.Lock)
            found = [.. groups.Groups.Select(group => (group, group.Snapshot(now), group.NextFlush, group.Route))];
        var views = new List<GroupView>(found.Count);
        foreach (var (group, snapshot, next, route) in found)
        {
            FlushAlert[] firing = [.. snapshot.Where(alert => !alert.Resolved)];
            if (firing.Length == 0) continue;
            IReadOnlyList<string> mutedBy = MutedBy(route, model, now);
            AlertView[] shown = [.. firing.OrderBy(alert => alert.Fingerprint).Select(alert => View(alert.Fingerprint, alert.Alert, model.Routes, mutedBy, now))];
            LabelSet routeLabels = RouteLabels(group, route, model, firing, now);
            views.Add(new(group.Id, group.Key, route.Id, group.Labels, routeLabels, route.Receiver, shown, next, LastNotified(group, route, model, now), mutedBy));
        }
        views.Sort((left, right) => left.Labels.CompareTo(right.Labels) is var order and not 0 ? order : string.CompareOrdinal(left.Receiver, right.Receiver));
        return views;
    }

    private AlertView? View(TrackedAlert tracked, RouteTree routes, DateTimeOffset now)
    {
        Alert alert = tracked.Alert;
        return alert.IsResolvedAt(now) ? null : View(tracked.Fingerprint, alert, routes, [], now);
    }

    private AlertView View(ulong fingerprint, Alert alert, RouteTree routes, IReadOnlyList<string> mutedBy, DateTimeOffset now)
    {
        IReadOnlyList<Guid> silencedBy = silences.Matching(alert.Labels, now);
        IReadOnlyList<ulong> inhibitedBy = inhibitor.Find(alert.Labels, now) is { } by ? [by.Source] : [];
        bool suppressed = silencedBy.Count > 0 || inhibitedBy.Count > 0 || mutedBy.Count > 0;
        string[] receivers = [.. routes.Match(alert.Labels).Select(route => route.Receiver).Distinct(StringComparer.Ordinal)];
        return new(fingerprint, alert, new(suppressed ? AlertState.Suppressed : AlertState.Active, silencedBy, inhibitedBy, mutedBy), receivers);
    }

    private DateTimeOffset? LastNotified(AggregationGroup group, Route route, NotifierModel model, DateTimeOffset now) => model.Receivers(route.Receiver)
        .Max(receiver => log.Find(new LogKey(group.Id, receiver.ReceiverName, receiver.Integration, receiver.Index), now)?.At);

    private static IReadOnlyList<string> MutedBy(Route route, NotifierModel model, DateTimeOffset now)
    {
        IReadOnlyList<string> inactive = ActiveTimeStage.MutedBy(route.ActiveTimeIntervals, model, now);
        return inactive.Count > 0 ? inactive : MuteTimeStage.Containing(route.MuteTimeIntervals, model, now);
    }

    private static LabelSet RouteLabels(AggregationGroup group, Route route, NotifierModel model, FlushAlert[] alerts, DateTimeOffset now)
    {
        try
        {
            return RouteLabelText.Render(route, group.Key, group.Labels, model, alerts, now, CancellationToken.None);
        }
        catch (FormatException)
        {
            return LabelSet.Empty;
        }
    }
}
