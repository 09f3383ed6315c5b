using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// Answers "why was I (not) told". The past is what flushes decided and stored; what comes next is a rehearsal by the judges of the pipeline. There
/// is no other logic here than finding the two.
/// </summary>
internal sealed class Explainer(
    AlertProjection alerts, GroupTable groups, INotifierConfig config, Rehearsal rehearsal, LastDecisions decisions, NotificationLog log,
    INotificationHistory history, ToldThen toldThen, OwnerNotes notes, HistorySpan span, ISilenceStore silences, TimeProvider clock)
{
    private const int MaxShown = 20;
    private const int MaxEventsSince = 1000;

    /// <summary>An alert as it is now. Null: never heard of.</summary>
    public async Task<Explanation?> LiveAsync(ulong fingerprint, CancellationToken cancel)
    {
        if (alerts.Find(fingerprint) is not { } tracked) return await PastAsync(fingerprint, clock.GetUtcNow(), cancel);
        DateTimeOffset now = clock.GetUtcNow();
        await notes.ReadAsync(tracked.Alert.Labels, cancel);
        Explanation outline = Outline(ExplainMode.Live, tracked.Alert, now, now, nextAt: null);
        var paths = new List<PathExplanation>();
        foreach (PathExplanation path in outline.Paths) paths.Add(await decisions.NowAsync(path, fingerprint, cancel));
        await AddFormerAsync(paths, fingerprint, now, cancel);
        return await WithHistoryAsync(outline with { Paths = paths }, cancel);
    }

    /// <summary>Labels that nobody has sent. At <paramref name="at"/> they begin to fire; a flush at that very moment is rehearsed when it is given.</summary>
    public async Task<Explanation> HypotheticalAsync(LabelSet labels, LabelSet annotations, DateTimeOffset? at, CancellationToken cancel)
    {
        DateTimeOffset now = clock.GetUtcNow();
        await notes.ReadAsync(labels, cancel);
        var alert = new Alert { Labels = labels, Annotations = annotations, StartsAt = at ?? now, EndsAt = DateTimeOffset.MaxValue, UpdatedAt = now };
        return Outline(ExplainMode.Hypothetical, alert, now, at ?? now, at);
    }

    /// <summary>An alert as it was. Null: the history knows nothing of it.</summary>
    public async Task<Explanation?> PastAsync(ulong fingerprint, DateTimeOffset at, CancellationToken cancel)
    {
        var query = new HistoryQuery { Fingerprint = fingerprint, Limit = 1 };
        IReadOnlyList<AlertEvent> before = (await history.AlertEventsAsync(query with { Until = at }, cancel)).Items;
        Alert? alert = before.Count > 0 ? before[0].ToAlert() : await FiringSinceBeforeAsync(fingerprint, at, cancel);
        if (alert is null) return null;
        await notes.ReadAsync(alert.Labels, cancel);
        IReadOnlyList<Route> matched = config.Current.Routes.Match(alert.Labels, out IReadOnlyList<RouteVisit> visits);
        List<PathExplanation> paths = [.. matched.Select(route => PathThen(route, alert, at))];
        for (int i = 0; i < paths.Count; i++) paths[i] = paths[i] with { Last = await decisions.StoredAsync(paths[i].GroupId, fingerprint, at, cancel) };
        await AddFormerAsync(paths, fingerprint, at, cancel);
        for (int i = 0; i < paths.Count; i++)
        {
            paths[i] = await toldThen.OfAsync(paths[i], at, cancel);
            if (paths[i].Last is { } last) paths[i] = paths[i] with { ConfirmedAt = await decisions.ConfirmedAsync(last, at, cancel) };
        }
        var explanation = new Explanation
        {
            Mode = ExplainMode.Past,
            At = at,
            KeptSince = span.KeptSince,
            Fingerprint = fingerprint,
            Alert = alert,
            Firing = before.Count == 0 || before[0].Kind != AlertEventKind.Resolved,
            Visits = visits,
            Paths = paths,
            SilencesThen = await SilencesThenAsync(paths, fingerprint, at, cancel),
            SourcesThen = await SourcesThenAsync(paths, fingerprint, at, cancel),
        };
        return await WithHistoryAsync(explanation, cancel);
    }

    /// <param name="nextAt">When the rehearsed flush takes place; null is when it will.</param>
    private Explanation Outline(ExplainMode mode, Alert alert, DateTimeOffset now, DateTimeOffset at, DateTimeOffset? nextAt)
    {
        NotifierModel model = config.Current;
        IReadOnlyList<Route> matched = model.Routes.Match(alert.Labels, out IReadOnlyList<RouteVisit> visits);
        return new Explanation
        {
            Mode = mode,
            At = at,
            Fingerprint = alert.Fingerprint,
            Alert = alert,
            Firing = !alert.IsResolvedAt(now),
            Visits = visits,
            Paths = [.. matched.Select(route => Rehearsed(Path(route, alert, now), model, alert, now, nextAt))],
        };
    }

    /// <summary>An alert whose beginning is older than the history is kept, if it fired at that time; null when it had not come in yet.</summary>
    private async Task<Alert?> FiringSinceBeforeAsync(ulong fingerprint, DateTimeOffset at, CancellationToken cancel)
    {
        var query = new HistoryQuery { Fingerprint = fingerprint, From = at, Limit = MaxEventsSince };
        IReadOnlyList<AlertEvent> since = (await history.AlertEventsAsync(query, cancel)).Items;
        Alert? alert = since.Count > 0 ? since[^1].ToAlert() : alerts.Find(fingerprint)?.Alert;
        bool begins = since.Count > 0 && since[^1].Kind == AlertEventKind.Fired;
        return begins || alert is null || alert.StartsAt > at || (since.Count == 0 && alert.IsResolvedAt(at)) ? null : alert;
    }

    private async Task<IReadOnlyDictionary<Guid, Silence>> SilencesThenAsync(IEnumerable<PathExplanation> paths, ulong fingerprint, DateTimeOffset at, CancellationToken cancel)
    {
        var then = new Dictionary<Guid, Silence>();
        foreach (string by in Causes(paths, fingerprint, SilenceStage.StageName))
            if (Guid.TryParse(by, out Guid id) && (await silences.VersionsAsync(id, cancel)).Where(version => version.UpdatedAt <= at).MaxBy(version => version.UpdatedAt) is { } version)
                then[id] = version;
        return then;
    }

    private async Task<IReadOnlyDictionary<ulong, LabelSet>> SourcesThenAsync(IEnumerable<PathExplanation> paths, ulong fingerprint, DateTimeOffset at, CancellationToken cancel)
    {
        var then = new Dictionary<ulong, LabelSet>();
        foreach (string by in Causes(paths, fingerprint, InhibitStage.StageName))
            if (Fingerprint.TryParse(by, out ulong source) && (await history.AlertEventsAsync(new HistoryQuery { Fingerprint = source, Until = at, Limit = 1 }, cancel)).Items is [var one])
                then[source] = one.Labels;
        return then;
    }

    private static IEnumerable<string> Causes(IEnumerable<PathExplanation> paths, ulong fingerprint, string stage) => paths
        .SelectMany(path => path.Last?.Stages.Where(verdict => verdict.Stage == stage) ?? [])
        .SelectMany(verdict => verdict.Dropped.Where(dropped => dropped.Fingerprint == fingerprint).SelectMany(dropped => dropped.By))
        .Distinct()
        .Take(MaxShown);

    private PathExplanation PathThen(Route route, Alert alert, DateTimeOffset at)
    {
        PathExplanation now = Path(route, alert, at);
        return now with { Group = null, Told = [.. now.Told.Where(entry => entry.At <= at)] };
    }

    private PathExplanation Path(Route route, Alert alert, DateTimeOffset now)
    {
        var place = new AggregationGroup(route, route.GroupBy.Select(alert.Labels), now, now);
        GroupTimers? timers = null;
        lock (groups.Lock)
            if (Living(place.Id, alert.Labels) is { } group)
                timers = new(group.CreatedAt, group.NextFlush, group.LastFlush, group.Count);
        return new PathExplanation
        {
            GroupId = place.Id,
            GroupKey = place.Key,
            GroupLabels = place.Labels,
            RouteId = route.Id,
            Receiver = route.Receiver,
            Route = route,
            Group = timers,
            Told = [.. Asked(route.Receiver).Select(receiver => log.Find(new(place.Id, receiver.ReceiverName, receiver.Integration, receiver.Index), now)).OfType<LogEntry>()],
        };
    }

    /// <summary>The integrations of a receiver and of the one that stands in for it.</summary>
    private IEnumerable<IReceiver> Asked(string receiver)
    {
        NotifierModel model = config.Current;
        IEnumerable<IReceiver> own = model.Receivers(receiver);
        return model.Extras(receiver).FallbackReceiver is { } fallback ? own.Concat(model.Receivers(fallback)) : own;
    }

    private PathExplanation Rehearsed(PathExplanation path, NotifierModel model, Alert alert, DateTimeOffset now, DateTimeOffset? nextAt)
    {
        List<FlushAlert> together;
        lock (groups.Lock) together = [.. Living(path.GroupId, alert.Labels)?.Snapshot(now) ?? []];
        ulong fingerprint = alert.Fingerprint;
        bool ended = alert.IsResolvedAt(now);
        if (!together.Exists(one => one.Fingerprint == fingerprint))
        {
            // Its end has been told, or there was nobody to tell it to.
            if (ended) return path;
            together.Add(new(fingerprint, alert, Resolved: false));
            together.Sort(FlushOrder.Instance);
        }
        Route route = path.Route!;
        DateTimeOffset first = alert.StartsAt + route.GroupWait < now ? now : now + route.GroupWait;
        DateTimeOffset tick = nextAt ?? path.Group?.NextFlush ?? (first > groups.NotBefore ? first : groups.NotBefore);
        var flush = new GroupFlush(path.GroupId, path.GroupKey, route, path.GroupLabels, together, tick) { AlertsAt = now };
        return path with { Next = rehearsal.Of(flush, model) };
    }

    /// <summary>Called under the lock.</summary>
    private AggregationGroup? Living(string id, LabelSet labels) => groups.GroupsOf(labels).FirstOrDefault(group => group.Id == id);

    /// <summary>What is on its way now; it is linked to its alerts when it is done.</summary>
    private async Task<IEnumerable<Delivery>> SendingAsync(PathExplanation path, ulong fingerprint, CancellationToken cancel)
    {
        var query = new HistoryQuery { GroupId = path.GroupId, Fate = DeliveryFate.Sending, Limit = MaxShown };
        return (await history.DeliveriesAsync(query, cancel)).Items.Where(one => one.Firing.Contains(fingerprint) || one.Resolved.Contains(fingerprint));
    }

    /// <summary>Ways that a former configuration led: what was decided and told there is not gone with it.</summary>
    private async Task AddFormerAsync(List<PathExplanation> paths, ulong fingerprint, DateTimeOffset at, CancellationToken cancel)
    {
        HashSet<string> seen = [.. paths.Select(path => path.GroupId)];
        int present = paths.Count;
        foreach (string group in await history.GroupsOfAsync(fingerprint, cancel))
            if (seen.Add(group) && await decisions.StoredAsync(group, fingerprint, at, cancel) is { } decision)
                paths.Add(FormerPath(decision, paths.Take(present).FirstOrDefault(path => path.RouteId == decision.RouteId)?.Route, at));
    }

    private PathExplanation FormerPath(FlushDecision decision, Route? route, DateTimeOffset at) => new()
    {
        GroupId = decision.GroupId,
        GroupKey = decision.GroupKey,
        GroupLabels = LabelSet.Empty,
        RouteId = decision.RouteId,
        Receiver = decision.Receiver,
        Route = route,
        IsFormer = true,
        Last = decision,
        Told =
        [
            .. decision.Integrations.Select(one => log.Find(new(decision.GroupId, one.Receiver.Length > 0 ? one.Receiver : decision.Receiver, one.Integration, one.Index), at))
                .OfType<LogEntry>().Where(entry => entry.At <= at),
        ],
    };

    private async Task<Explanation> WithHistoryAsync(Explanation explanation, CancellationToken cancel)
    {
        var query = new HistoryQuery { Fingerprint = explanation.Fingerprint, Until = explanation.At, Limit = MaxShown };
        var deliveries = new List<Delivery>();
        if (explanation.Mode == ExplainMode.Live)
            foreach (PathExplanation path in explanation.Paths) deliveries.AddRange(await SendingAsync(path, explanation.Fingerprint, cancel));
        deliveries.AddRange((await history.DeliveriesAsync(query, cancel)).Items);
        return explanation with
        {
            Deliveries = deliveries,
            Events = (await history.AlertEventsAsync(query, cancel)).Items,
        };
    }
}
