using System.Security.Cryptography;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Grouping;

/// <summary>The alerts of one route that share the values of its group_by labels, and their timer.</summary>
// Everything that can change is guarded by the lock of the GroupTable that holds it.
internal sealed class AggregationGroup
{
    private readonly Dictionary<ulong, TrackedAlert> _alerts = [];

    public AggregationGroup(Route route, LabelSet labels, DateTimeOffset createdAt, DateTimeOffset nextFlush)
    {
        Route = route;
        Labels = labels;
        Id = IdOf(route.Id, labels);
        Key = route.GroupKey(labels);
        CreatedAt = createdAt;
        NextFlush = nextFlush;
    }

    /// <summary>Of route id and labels: the same after a restart.</summary>
    public string Id { get; }

    /// <summary>The classic text.</summary>
    public string Key { get; }

    public LabelSet Labels { get; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>A reload gives the route anew; its id stays.</summary>
    public Route Route { get; set; }

    public DateTimeOffset NextFlush { get; set; }

    /// <summary>The tick of the last flush that succeeded.</summary>
    public DateTimeOffset? LastFlush { get; set; }

    public bool Running { get; set; }

    /// <summary>A tick that came while a flush was running.</summary>
    public DateTimeOffset? MissedTick { get; set; }

    public int Count => _alerts.Count;

    public IEnumerable<TrackedAlert> Alerts => _alerts.Values;

    public void Put(TrackedAlert alert) => _alerts[alert.Fingerprint] = alert;

    public bool Contains(ulong fingerprint) => _alerts.ContainsKey(fingerprint);

    public void Drop(ulong fingerprint) => _alerts.Remove(fingerprint);

    /// <summary>For a reload: what it held, so that it can be filled anew.</summary>
    public HashSet<ulong> Empty()
    {
        HashSet<ulong> held = [.. _alerts.Keys];
        _alerts.Clear();
        return held;
    }

    public FlushAlert[] Snapshot(DateTimeOffset now)
    {
        var snapshot = new FlushAlert[_alerts.Count];
        int i = 0;
        foreach (TrackedAlert tracked in _alerts.Values)
        {
            Model.Alerts.Alert alert = tracked.Alert;
            snapshot[i++] = new(tracked.Fingerprint, alert, alert.IsResolvedAt(now));
        }
        Array.Sort(snapshot, FlushOrder.Instance);
        return snapshot;
    }

    /// <summary>What had ended in the snapshot, and was not heard of again since, has been told.</summary>
    public void Forget(IReadOnlyList<FlushAlert> told)
    {
        foreach (FlushAlert one in told)
            if (one.Resolved && _alerts.TryGetValue(one.Fingerprint, out TrackedAlert? tracked) && tracked.Alert.UpdatedAt == one.Alert.UpdatedAt)
                _alerts.Remove(one.Fingerprint);
    }

    public StoredGroup ToStored() => new()
    {
        Id = Id,
        RouteId = Route.Id,
        GroupKey = Key,
        Labels = Labels,
        CreatedAt = CreatedAt,
        NextFlush = NextFlush,
        LastFlush = LastFlush,
    };

    private static string IdOf(string routeId, LabelSet labels) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(routeId + "\n" + labels)).AsSpan(0, 16));
}
