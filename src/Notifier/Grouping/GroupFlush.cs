using System.Text;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Grouping;

/// <summary>An alert with its verdict at the moment of the flush: one that fires stays firing until the flush is over.</summary>
internal sealed record FlushAlert(ulong Fingerprint, Alert Alert, bool Resolved);

/// <summary>One flush of one group.</summary>
/// <param name="Alerts">By job, instance, then labels.</param>
/// <param name="Now">The tick, which the stages take for now.</param>
internal sealed record GroupFlush(string GroupId, string GroupKey, Route Route, LabelSet Labels, IReadOnlyList<FlushAlert> Alerts, DateTimeOffset Now)
{
    /// <summary>Which moment's alerts these are. The same, unless a tick is looked at before it comes: nobody knows yet what will have ended by then.</summary>
    public DateTimeOffset AlertsAt { get; init; } = Now;

    /// <summary>When its time is over, by the wall clock.</summary>
    public DateTimeOffset EndsAt { get; init; } = DateTimeOffset.MaxValue;
}

/// <summary>What a flush does. Implemented by the pipeline.</summary>
internal interface IGroupFlusher
{
    /// <summary>True when nothing failed, which includes that everything was muted or nothing was to be said. Does not throw.</summary>
    Task<bool> FlushAsync(GroupFlush flush, CancellationToken cancel);
}

/// <summary>The order in which messages, and lists of groups, list alerts: by job, then by instance, those without one last, then by their labels.</summary>
internal sealed class FlushOrder : IComparer<FlushAlert>
{
    public static readonly FlushOrder Instance = new();

    private static readonly byte[] Job = Encoding.UTF8.GetBytes(LabelNames.Job);
    private static readonly byte[] Instances = Encoding.UTF8.GetBytes(LabelNames.Instance);

    public int Compare(FlushAlert? x, FlushAlert? y) => Compare(x!.Alert.Labels, y!.Alert.Labels);

    public static int Compare(LabelSet left, LabelSet right)
    {
        int order = Compare(left.Get(Job), right.Get(Job));
        if (order == 0) order = Compare(left.Get(Instances), right.Get(Instances));
        return order != 0 ? order : LabelOrder.Instance.Compare(left, right);
    }

    private static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.IsEmpty || right.IsEmpty ? left.IsEmpty.CompareTo(right.IsEmpty) : left.SequenceCompareTo(right);
}
