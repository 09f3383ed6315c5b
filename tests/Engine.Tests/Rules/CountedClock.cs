using Microsoft.Extensions.Time.Testing;

namespace Tocsin.Engine.Tests.Rules;

/// <summary>A clock that the test turns, and that knows how many timers were set: a loop on its own thread has to wait before the clock moves.</summary>
internal sealed class CountedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly SemaphoreSlim _set = new(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        _set.Release();
        return timer;
    }

    /// <summary>Completes when one more timer is set than at the last call.</summary>
    public Task TimerSetAsync(CancellationToken cancel) => _set.WaitAsync(cancel);
}
