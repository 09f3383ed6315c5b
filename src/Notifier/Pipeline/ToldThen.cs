namespace Tocsin.Notifier.Pipeline;

/// <summary>What integrations had last been told by a moment of the past. The log remembers the last time only; the times before it are in the history.</summary>
internal sealed class ToldThen(INotificationHistory history)
{
    private const int MaxRead = 100;
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    /// <param name="path">Its <see cref="PathExplanation.Told"/> has nothing that came later.</param>
    public async Task<PathExplanation> OfAsync(PathExplanation path, DateTimeOffset at, CancellationToken cancel)
    {
        var query = new HistoryQuery { GroupId = path.GroupId, Fate = DeliveryFate.Delivered, Until = at, Limit = MaxRead };
        var told = path.Told.ToDictionary(entry => entry.Key);
        foreach (Delivery delivery in (await history.DeliveriesAsync(query, cancel)).Items)
            if (delivery.FinishedAt is { } finished && finished <= at && !told.ContainsKey(delivery.Key))
                told.Add(delivery.Key, new(delivery.Key, delivery.GroupKey, delivery.Firing, delivery.Resolved, finished, DateTimeOffset.MaxValue, Nothing));
        return path with { Told = [.. told.Values] };
    }
}
