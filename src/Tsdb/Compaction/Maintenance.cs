namespace Tocsin.Tsdb.Compaction;

/// <summary>Runs compaction and retention every minute. A failing round is reported, and the next one tries again.</summary>
internal sealed class Maintenance(Compactor compactor, TimeProvider clock, Action<string> told, Action<Exception> failed) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start()
    {
        // Made here and not in the task, so that a clock moved by hand finds it waiting.
        var timer = new PeriodicTimer(Interval, clock);
        _loop = Task.Run(() => RunAsync(timer));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(PeriodicTimer timer)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false)) RunRound();
            }
            catch (OperationCanceledException)
            {
                // The store is being closed.
            }
        }
    }

    private void RunRound()
    {
        try
        {
            compactor.Run(told, _stop.Token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            failed(e);
        }
    }
}
