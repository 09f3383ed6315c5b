using Tocsin.Notifier.Intake;

namespace Tocsin.Notifier.Pipeline;

/// <summary>One thing that happened to an alert: exactly one of the three.</summary>
internal sealed record TimelineEntry(Guid Id, DateTimeOffset At)
{
    public AlertEvent? Event { get; init; }

    public FlushDecision? Decision { get; init; }

    /// <summary>What the decision sent told of this alert, even of one that a stage held back: its end, where what was opened is closed.</summary>
    public bool Told { get; init; }

    public Delivery? Delivery { get; init; }
}

/// <summary>Transitions, verdicts and notifications of one alert in one list, the latest first.</summary>
// All three have ids that begin with their time, so one cursor pages through them together.
internal sealed class AlertTimeline(INotificationHistory history)
{
    public async Task<HistoryPage<TimelineEntry>> ReadAsync(HistoryQuery query, CancellationToken cancel)
    {
        ulong fingerprint = query.Fingerprint ?? throw new ArgumentException("a timeline is of one alert", nameof(query));
        var events = await history.AlertEventsAsync(query, cancel);
        var deliveries = await history.DeliveriesAsync(query, cancel);
        var decisions = await history.DecisionsAsync(query, cancel);
        var entries = new List<TimelineEntry>(events.Items.Select(one => new TimelineEntry(one.Id, one.At) { Event = one }));
        entries.AddRange(deliveries.Items.Select(one => new TimelineEntry(one.Id, one.CreatedAt) { Delivery = one }));
        entries.AddRange(decisions.Items.Where(one => one.Alerts.Contains(fingerprint)).Select(one => new TimelineEntry(one.Id, one.At)
        {
            Decision = one,
            Told = one.Integrations.Any(verdict => deliveries.Items.Any(delivery => delivery.Id == verdict.DeliveryId)),
        }));
        entries.Sort((left, right) => Compare(right.Id, left.Id));
        // What a list has not shown yet begins at its own cursor: nothing below the latest of these is known completely.
        List<Guid> ends = [.. new[] { events.Next, deliveries.Next, decisions.Next }.OfType<string>().Select(Guid.Parse)];
        if (ends.Count > 0)
        {
            Guid end = ends.MaxBy(Key, StringComparer.Ordinal);
            entries.RemoveAll(entry => Compare(entry.Id, end) < 0);
            if (entries.Count <= query.Limit) return new(entries, end.ToString());
        }
        if (entries.Count <= query.Limit) return new(entries, null);
        return new([.. entries.Take(query.Limit)], entries[query.Limit - 1].Id.ToString());
    }

    // The text of an id sorts as its bytes do.
    private static string Key(Guid id) => id.ToString("N");

    private static int Compare(Guid left, Guid right) => string.CompareOrdinal(Key(left), Key(right));
}
