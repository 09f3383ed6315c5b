namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// What a life left that was cut between send and record: nobody knows whether those messages went out. What still fires is sent again, once; what has
/// ended since is closed, as if its beginning had been told.
/// </summary>
internal sealed class InterruptedSends(NotificationLog log, LogStamp stamp, INotificationStore store, TimeProvider clock)
{
    /// <summary>The log is loaded, and nothing is flushed yet. Returns how many there were.</summary>
    public async Task<int> SettleAsync(CancellationToken cancel)
    {
        IReadOnlyList<Delivery> cut = await store.LoadSendingAsync(cancel);
        if (cut.Count == 0) return 0;
        DateTimeOffset now = clock.GetUtcNow();
        var entries = new Dictionary<LogKey, LogEntry>();
        foreach (Delivery delivery in cut)
        {
            if (delivery.Firing.Count == 0) continue;
            LogEntry entry = stamp.OfCut(delivery, log);
            log.Put(entry);
            entries[entry.Key] = entry;
        }
        await store.InterruptAsync([.. cut.Select(delivery => delivery with { State = DeliveryState.Interrupted, FinishedAt = now })], [.. entries.Values]);
        return cut.Count;
    }
}
