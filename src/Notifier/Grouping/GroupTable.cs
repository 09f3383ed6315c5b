using Microsoft.Extensions.Logging;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Grouping;

/// <summary>All groups: who is in which, kept right when alerts come, and when a reload brings other routes.</summary>
// One lock for the table, its groups and their ticks. It is held for memory work only, never over a flush or a write.
internal sealed class GroupTable(
    AlertProjection alerts, IGroupStore store, IToldBeginnings told, IShardLease lease, INotifierChanges changes, TimeProvider clock, ILogger<GroupTable> logger) : IAlertObserver
{
    private static readonly TimeSpan ReadTime = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(string RouteId, LabelSet Labels), AggregationGroup> _groups = [];
    private Dictionary<string, StoredGroup> _restored = [];
    private IReadOnlySet<(string GroupId, ulong Fingerprint)>? _open;
    private RouteTree? _routes;

    public Lock Lock { get; } = new();

    /// <summary>Nothing is flushed before.</summary>
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>A group has a new tick. Called under <see cref="Lock"/>.</summary>
    public Action<AggregationGroup> Scheduled { get; set; } = _ => { };

    public int Count
    {
        get
        {
            lock (Lock) return _groups.Count;
        }
    }

    /// <summary>What a former life left: groups that come up again take their timers from it.</summary>
    public void Restore(IReadOnlyList<StoredGroup> stored)
    {
        lock (Lock) _restored = stored.ToDictionary(group => group.Id);
    }

    /// <summary>Another Notifier was in charge until now: its timers count, not those that ran here idly.</summary>
    public void TakeOver(IReadOnlyList<StoredGroup> stored)
    {
        RouteTree? routes;
        lock (Lock)
        {
            foreach (AggregationGroup group in _groups.Values) group.Empty();
            _groups.Clear();
            _restored = stored.ToDictionary(group => group.Id);
            routes = _routes;
        }
        if (routes is not null) Apply(routes, asOwner: true);
    }

    /// <summary>
    /// Puts every alert where these routes want it. A group whose route id and labels are still there goes on as it is; only others start anew.
    /// </summary>
    public void Apply(RouteTree routes) => Apply(routes, lease.IsHeld);

    private void Apply(RouteTree routes, bool asOwner)
    {
        List<StoredGroup> saved = [], deleted = [];
        lock (Lock)
        {
            Dictionary<AggregationGroup, HashSet<ulong>> held = _groups.Values.ToDictionary(group => group, group => group.Empty());
            var resumed = new HashSet<string>(_restored.Keys);
            resumed.UnionWith(held.Keys.Select(group => group.Id));
            _routes = routes;
            foreach (AggregationGroup group in held.Keys)
                if (routes.Find(group.Route.Id) is { } route)
                    group.Route = route;
            DateTimeOffset now = clock.GetUtcNow();
            foreach (TrackedAlert alert in alerts.All()) Place(alert, routes, now, held, saved);
            foreach (((string, LabelSet) key, AggregationGroup group) in _groups.Where(pair => pair.Value.Count == 0).ToList())
            {
                _groups.Remove(key);
                deleted.Add(group.ToStored());
            }
            HashSet<string> living = [.. _groups.Values.Select(group => group.Id)];
            deleted.AddRange(_restored.Values.Where(group => !living.Contains(group.Id)));
            (_restored, _open) = ([], null);
            resumed.IntersectWith(living);
            GroupingLog.Applied(logger, _groups.Count, resumed.Count);
        }
        _ = SaveAsync(saved, deleted, asOwner);
        changes.Publish(ChangeTopics.Groups);
    }

    public Task Changed(IReadOnlyList<TrackedAlert> alerts, bool fromOthers = false)
    {
        List<StoredGroup> saved = [];
        lock (Lock)
        {
            if (_routes is null) return Task.CompletedTask;
            DateTimeOffset now = clock.GetUtcNow();
            foreach (TrackedAlert alert in alerts) Place(alert, _routes, now, held: null, saved);
        }
        return fromOthers ? AdoptAsync(saved) : SaveAsync(saved, [], lease.IsHeld);
    }

    /// <summary>
    /// The owner's timers, for who follows it: ticks that ran here idly are not those that people are told at, and a group whose alerts have ended is over when the
    /// owner has told that.
    /// </summary>
    /// <param name="places">Where the groups would be.</param>
    /// <param name="stored">Those of them that are there.</param>
    public void Follow(IReadOnlyList<AggregationGroup> places, IReadOnlyList<StoredGroup> stored)
    {
        Dictionary<string, StoredGroup> known = stored.ToDictionary(one => one.Id);
        lock (Lock)
        {
            DateTimeOffset now = clock.GetUtcNow();
            foreach (AggregationGroup place in places)
            {
                if (!_groups.TryGetValue((place.Route.Id, place.Labels), out AggregationGroup? group) || group.Running) continue;
                if (known.TryGetValue(place.Id, out StoredGroup? one)) Adopt(group, one);
                else if (group.HasEnded(now))
                {
                    group.Empty();
                    _groups.Remove((place.Route.Id, place.Labels));
                }
            }
        }
    }

    public void Removed(IReadOnlyList<TrackedAlert> alerts)
    {
        lock (Lock)
            foreach (TrackedAlert alert in alerts)
                foreach (AggregationGroup group in GroupsOf(alert.Alert.Labels).ToList())
                {
                    // Only a follower still has it: the owner lets an alert go when its groups are done with it.
                    group.Drop(alert.Fingerprint);
                    if (!group.Running) RemoveIfDone(group);
                }
    }

    public bool Holds(TrackedAlert alert)
    {
        lock (Lock) return _routes is not null && GroupsOf(alert.Alert.Labels).Any(group => group.Contains(alert.Fingerprint));
    }

    /// <summary>All groups, for reading. The caller holds <see cref="Lock"/> while it looks into them.</summary>
    public IReadOnlyCollection<AggregationGroup> Groups => _groups.Values;

    /// <summary>
    /// Takes a group that has nothing left to tell out of the table; true when it is not there (any more). A reload may have put another in its
    /// place, which stays. The caller holds <see cref="Lock"/>.
    /// </summary>
    public bool RemoveIfDone(AggregationGroup group)
    {
        bool here = _groups.TryGetValue((group.Route.Id, group.Labels), out AggregationGroup? found) && ReferenceEquals(found, group);
        if (here && group.Count > 0) return false;
        if (here) _groups.Remove((group.Route.Id, group.Labels));
        return true;
    }

    /// <summary>The groups that an alert belongs to and that exist. The caller holds <see cref="Lock"/>.</summary>
    public IEnumerable<AggregationGroup> GroupsOf(LabelSet labels)
    {
        foreach (Route route in _routes?.Match(labels) ?? [])
            if (_groups.TryGetValue((route.Id, route.GroupBy.Select(labels)), out AggregationGroup? group))
                yield return group;
    }

    /// <param name="held">During a reload: what each group held before.</param>
    private void Place(
        TrackedAlert tracked, RouteTree routes, DateTimeOffset now, Dictionary<AggregationGroup, HashSet<ulong>>? held, List<StoredGroup> created)
    {
        Alert alert = tracked.Alert;
        bool ended = alert.IsResolvedAt(now);
        tracked.IsGrouped = true;
        foreach (Route route in routes.Match(alert.Labels))
        {
            LabelSet labels = route.GroupBy.Select(alert.Labels);
            if (_groups.TryGetValue((route.Id, labels), out AggregationGroup? group))
            {
                if (!(ended && held is not null && IsTold(group, tracked, held))) group.Put(tracked);
                continue;
            }
            group = Make(route, labels, alert, now, out bool isRestored);
            // An end that nobody was told the beginning of needs no group.
            if (ended && (!isRestored || IsTold(group, tracked))) continue;
            group.Put(tracked);
            _groups.Add((route.Id, labels), group);
            Scheduled(group);
            if (!isRestored) created.Add(group.ToStored());
        }
    }

    /// <summary>A group that went on knows what it had left to tell; one that was restored goes by its last flush and by what was told.</summary>
    private bool IsTold(AggregationGroup group, TrackedAlert alert, Dictionary<AggregationGroup, HashSet<ulong>> held) =>
        held.TryGetValue(group, out HashSet<ulong>? before) ? !before.Contains(alert.Fingerprint) : IsTold(group, alert);

    // The last flush came after the end, but whoever flushed may not have heard of it: another Notifier took it, or the process died between database and memory.
    private bool IsTold(AggregationGroup group, TrackedAlert tracked) =>
        group.LastFlush is { } last && tracked.Alert.EndsAt <= last && tracked.Alert.UpdatedAt <= last && !(_open ??= told.StillOpen()).Contains((group.Id, tracked.Fingerprint));

    private AggregationGroup Make(Route route, LabelSet labels, Alert first, DateTimeOffset now, out bool isRestored)
    {
        DateTimeOffset next = first.StartsAt + route.GroupWait < now ? now : now + route.GroupWait;
        var group = new AggregationGroup(route, labels, now, Later(next));
        isRestored = _restored.TryGetValue(group.Id, out StoredGroup? stored);
        if (!isRestored) return group;
        return new AggregationGroup(route, labels, stored!.CreatedAt, Later(stored.NextFlush)) { LastFlush = stored.LastFlush };
    }

    private DateTimeOffset Later(DateTimeOffset next) => next > NotBefore ? next : NotBefore;

    /// <summary>Groups that begin with alerts which another Notifier has stored: their timers run since then, not since we heard of it.</summary>
    private async Task AdoptAsync(List<StoredGroup> created)
    {
        if (created.Count == 0) return;
        bool owner = lease.IsHeld;
        using var time = new CancellationTokenSource(ReadTime, clock);
        try
        {
            Dictionary<string, StoredGroup> known = (await store.LoadAsync([.. created.Select(group => group.Id)], time.Token)).ToDictionary(group => group.Id);
            lock (Lock)
                foreach (StoredGroup mine in created)
                    // A row with a flush behind it is, for its owner, what is left of a group that ended.
                    if (known.TryGetValue(mine.Id, out StoredGroup? theirs) && !(owner && theirs.LastFlush is not null)
                        && _groups.TryGetValue((mine.RouteId, mine.Labels), out AggregationGroup? group) && !group.Running && group.NextFlush == mine.NextFlush)
                        Adopt(group, theirs);
            if (owner) await SaveAsync([.. created.Where(mine => !known.TryGetValue(mine.Id, out StoredGroup? theirs) || theirs.LastFlush is not null)], [], asOwner: true);
        }
        catch (Exception e)
        {
            GroupingLog.SaveFailed(logger, e);
        }
    }

    /// <summary>The caller holds <see cref="Lock"/>.</summary>
    private void Adopt(AggregationGroup group, StoredGroup stored)
    {
        group.CreatedAt = stored.CreatedAt;
        group.LastFlush = stored.LastFlush;
        if (group.NextFlush == stored.NextFlush) return;
        group.NextFlush = Later(stored.NextFlush);
        Scheduled(group);
    }

    // Rows are the owner's. Who follows it writes only what it was the first to hear, so that the timer is there before the alert is acknowledged.
    private async Task SaveAsync(List<StoredGroup> saved, List<StoredGroup> deleted, bool asOwner)
    {
        if (saved.Count == 0 && (deleted.Count == 0 || !asOwner)) return;
        try
        {
            await (asOwner ? store.SaveAsync(saved, deleted) : store.AddAsync(saved));
            changes.Publish(ChangeTopics.Groups);
        }
        catch (Exception e)
        {
            GroupingLog.SaveFailed(logger, e);
        }
    }
}
