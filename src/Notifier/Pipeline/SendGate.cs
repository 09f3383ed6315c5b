using System.Collections.Concurrent;

namespace Tocsin.Notifier.Pipeline;

/// <summary>One send at a time for one integration and group: a flush waits for a retry by hand, and that is refused while a flush sends. Thread-safe.</summary>
internal sealed class SendGate
{
    private readonly ConcurrentDictionary<LogKey, TaskCompletionSource> _busy = new();

    public bool TryEnter(LogKey key) => _busy.TryAdd(key, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public async ValueTask EnterAsync(LogKey key)
    {
        while (!TryEnter(key))
            if (_busy.TryGetValue(key, out TaskCompletionSource? other))
                await other.Task;
    }

    public void Leave(LogKey key)
    {
        if (_busy.TryRemove(key, out TaskCompletionSource? mine)) mine.SetResult();
    }
}
