using Tocsin.Model.Labels;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// What the owner of the groups wrote about those of an alert, for who follows it: that one has written neither the log nor the failures nor the timers, and does not
/// hear when a group is over.
/// </summary>
// What was read before this Notifier took over must not come after what it read then.
internal sealed class OwnerNotes(
    INotifierConfig config, IShardLease lease, INotificationStore store, IGroupStore groupStore, NotificationLog log, FailureBook failures, GroupTable groups, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private int _takenOver;

    /// <summary>This Notifier is about to read everything, to become the owner itself.</summary>
    public void Close()
    {
        lock (_lock) _takenOver++;
    }

    public async Task ReadAsync(LabelSet labels, CancellationToken cancel)
    {
        if (lease.IsHeld) return;
        int takenOver = Volatile.Read(ref _takenOver);
        DateTimeOffset now = clock.GetUtcNow();
        AggregationGroup[] places = [.. config.Current.Routes.Match(labels).Select(route => new AggregationGroup(route, route.GroupBy.Select(labels), now, now))];
        string[] ids = [.. places.Select(place => place.Id)];
        IReadOnlyList<LogEntry> told = await store.LoadLogAsync(ids, cancel);
        IReadOnlyList<DeliveryFailure> failing = await store.LoadFailuresAsync(ids, cancel);
        IReadOnlyList<StoredGroup> stored = await groupStore.LoadAsync(ids, cancel);
        lock (_lock)
        {
            if (takenOver != _takenOver || lease.IsHeld) return;
            log.Follow(told);
            failures.Follow(ids, failing);
            groups.Follow(places, stored);
        }
    }
}
