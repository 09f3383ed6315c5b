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
    private readonly GroupMembers _members = new();

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

    public int Count => _members.Count;

    /// <summary>In the order of messages. It is asked for under the lock and may be read without it.</summary>
    public ReadOnlyMemory<TrackedAlert> Alerts() => _members.InOrder();

    public bool HasEnded(DateTimeOffset now) => _members.All.All(alert => alert.Alert.IsResolvedAt(now));

    public void Put(TrackedAlert alert) => _members.Put(alert);

    public bool Contains(ulong fingerprint) => _members.Contains(fingerprint);

    public void Drop(ulong fingerprint) => _members.Remove(fingerprint);

    /// <summary>For a reload: what it held, so that it can be filled anew.</summary>
    public HashSet<ulong> Empty()
    {
        HashSet<ulong> held = [.. _members.Fingerprints];
        _members.Clear();
        return held;
    }

    public FlushAlert[] Snapshot(DateTimeOffset now)
    {
        ReadOnlySpan<TrackedAlert> alerts = Alerts().Span;
        var snapshot = new FlushAlert[alerts.Length];
        for (int i = 0; i < alerts.Length; i++)
        {
            Model.Alerts.Alert alert = alerts[i].Alert;
            snapshot[i] = new(alerts[i].Fingerprint, alert, alert.IsResolvedAt(now));
        }
        return snapshot;
    }

    /// <summary>What had ended in the snapshot, and was not heard of again since, has been told.</summary>
    public void Forget(IReadOnlyList<FlushAlert> told)
    {
        foreach (FlushAlert one in told)
            if (one.Resolved && _members.Find(one.Fingerprint) is { } tracked && tracked.Alert.UpdatedAt == one.Alert.UpdatedAt)
                _members.Remove(one.Fingerprint);
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
