namespace Tocsin.Notifier.Grouping;

/// <summary>
/// One timer for all groups: a heap of ticks, and a single clock timer set to the earliest. Ticks that are no longer a group's next one are
/// skipped when they come up.
/// </summary>
// Guarded by the lock of the GroupTable.
internal sealed class FlushTimer(TimeProvider clock, Action due) : IDisposable
{
    private readonly PriorityQueue<AggregationGroup, DateTimeOffset> _ticks = new();
    private ITimer? _timer;
    private DateTimeOffset _armedFor = DateTimeOffset.MaxValue;

    public void Add(AggregationGroup group)
    {
        _ticks.Enqueue(group, group.NextFlush);
        Arm();
    }

    /// <summary>Takes one group whose tick has come.</summary>
    public bool TryTakeDue(DateTimeOffset now, out AggregationGroup group)
    {
        while (_ticks.TryPeek(out group!, out DateTimeOffset tick) && tick <= now)
        {
            _ticks.Dequeue();
            if (group.NextFlush == tick && group.Count > 0) return true;
        }
        return false;
    }

    /// <summary>Sets the clock timer to the earliest tick.</summary>
    public void Arm()
    {
        if (!_ticks.TryPeek(out _, out DateTimeOffset earliest)) return;
        DateTimeOffset now = clock.GetUtcNow();
        if (earliest >= _armedFor && _armedFor > now) return;
        _armedFor = earliest;
        TimeSpan wait = earliest - now;
        _timer ??= clock.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // Timers have a longest wait; waking early only looks and sets itself again.
        _timer.Change(wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < TimeSpan.FromDays(1) ? wait : TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
    }

    /// <summary>The clock timer has fired.</summary>
    public void Fired() => _armedFor = DateTimeOffset.MaxValue;

    public void Dispose() => _timer?.Dispose();
}
