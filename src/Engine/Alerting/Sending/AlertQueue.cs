using Tocsin.Contracts.Bus;

namespace Tocsin.Engine.Alerting.Sending;

/// <summary>Alerts that wait for one target, oldest first. When it is full the oldest make room. Thread-safe.</summary>
internal sealed class AlertQueue(int capacity) : IDisposable
{
    private readonly Queue<BusAlert> _waiting = [];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _filled = new(0, 1);
    private bool _closed;

    public int Capacity => capacity;

    public int Count
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <returns>How many of the oldest were dropped.</returns>
    public int Add(IReadOnlyList<BusAlert> alerts)
    {
        int dropped = 0;
        lock (_lock)
        {
            foreach (BusAlert alert in alerts) _waiting.Enqueue(alert);
            for (; _waiting.Count > capacity; dropped++) _waiting.Dequeue();
            if (_filled.CurrentCount == 0) _filled.Release();
        }
        return dropped;
    }

    /// <summary>Nothing more is added; who waits gets the rest, and then nothing.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            if (_filled.CurrentCount == 0) _filled.Release();
        }
    }

    /// <summary>Waits for at least one alert and takes up to <paramref name="most"/>; none when the queue is closed and empty.</summary>
    public async ValueTask<List<BusAlert>> TakeAsync(int most, CancellationToken cancel)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_waiting.Count > 0 || _closed) return Take(most);
            }
            await _filled.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    public void Dispose() => _filled.Dispose();

    private List<BusAlert> Take(int most)
    {
        var taken = new List<BusAlert>(Math.Min(most, _waiting.Count));
        while (taken.Count < most && _waiting.TryDequeue(out BusAlert? alert)) taken.Add(alert);
        return taken;
    }
}
