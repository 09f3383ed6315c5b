using System.Collections.Concurrent;
using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Pipeline;

/// <summary>What is not delivered at present, in memory: loaded at the start, written together with each result. Thread-safe.</summary>
internal sealed class FailureBook
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<LogKey, DeliveryFailure> _failures = new();

    public void Load(IReadOnlyList<DeliveryFailure> failures)
    {
        _failures.Clear();
        foreach (DeliveryFailure failure in failures) _failures[failure.Key] = failure;
    }

    /// <summary>What the owner knows of some groups, for who follows it.</summary>
    public void Follow(IReadOnlyList<string> groupIds, IReadOnlyList<DeliveryFailure> failures)
    {
        foreach ((LogKey key, _) in _failures)
            if (groupIds.Contains(key.GroupId))
                _failures.TryRemove(key, out _);
        foreach (DeliveryFailure failure in failures) _failures[failure.Key] = failure;
    }

    public DeliveryFailure? Find(LogKey key) => _failures.GetValueOrDefault(key);

    public DeliveryFailure? Find(Guid deliveryId)
    {
        foreach ((_, DeliveryFailure failure) in _failures)
            if (failure.DeliveryId == deliveryId)
                return failure;
        return null;
    }

    public DeliveryFailure Add(LogKey key, Delivery delivery, GroupFlush flush, DateTimeOffset now)
    {
        DeliveryFailure? before = Find(key);
        var failure = new DeliveryFailure(
            key,
            delivery.GroupKey,
            delivery.RouteId,
            delivery.GroupLabels,
            (before?.Count ?? 0) + 1,
            before?.Since ?? delivery.CreatedAt,
            now,
            now + 2 * flush.Route.GroupInterval + Grace,
            delivery.Id,
            delivery.Error);
        return _failures[key] = failure;
    }

    /// <summary>A retry by hand failed too: no flush stands behind it.</summary>
    public void Put(DeliveryFailure failure) => _failures[failure.Key] = failure;

    /// <summary>What was there; null when nothing failed.</summary>
    public DeliveryFailure? Remove(LogKey key) => _failures.TryRemove(key, out DeliveryFailure? failure) ? failure : null;

    /// <summary>Forgets what is older than it is kept.</summary>
    public void Collect(DateTimeOffset oldest)
    {
        foreach ((LogKey key, DeliveryFailure failure) in _failures)
            if (failure.LastAt < oldest)
                _failures.TryRemove(KeyValuePair.Create(key, failure));
    }
}
