namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// The time in which one sender, and nobody else, sends for one integration and group. Others may ask it not to wait any longer, and hear what its next
/// attempt came to.
/// </summary>
internal sealed class SendTurn(LogKey key)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<Delivery?> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LogKey Key => key;

    public Task Over => _over.Task;

    /// <summary>For others: the next attempt is made at once. What it came to, as stored; null when the turn ended without any.</summary>
    public Task<Delivery?> HurryAsync()
    {
        lock (_lock)
        {
            _hurry.TrySetResult();
            return _next.Task;
        }
    }

    /// <summary>For the sender: waits until the next attempt is due, or somebody does not want to wait.</summary>
    /// <exception cref="OperationCanceledException">There is no time left.</exception>
    public async Task WaitAsync(TimeSpan delay, TimeProvider clock, CancellationToken cancel)
    {
        Task hurry;
        lock (_lock) hurry = _hurry.Task;
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(hurry, Task.Delay(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, clock, wake.Token));
        await wake.CancelAsync();
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>For the sender: an attempt is over, and what it came to is stored.</summary>
    public void Tell(Delivery delivery)
    {
        TaskCompletionSource<Delivery?> asked;
        lock (_lock)
        {
            asked = _next;
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            // Who was in a hurry has the answer; the attempt after it waits as usual.
            if (_hurry.Task.IsCompleted) _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        asked.SetResult(delivery);
    }

    public void End()
    {
        lock (_lock) _next.TrySetResult(null);
        _over.SetResult();
    }
}
