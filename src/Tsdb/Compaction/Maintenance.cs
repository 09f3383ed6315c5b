using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Compaction;

/// <summary>What one round of maintenance did. <see cref="Checkpoint"/> is null when none was due.</summary>
internal sealed record MaintenanceReport(TruncationReport Dropped, CheckpointReport? Checkpoint);

/// <summary>Applies the retention from time to time. One round at a time; a failing round is reported and the next one tries again.</summary>
internal sealed class Maintenance(DurableHead head, TimeProvider clock, Action<Exception> failed) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly Lock _round = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start()
    {
        // Made here and not in the task, so that a clock moved by hand finds it waiting.
        var timer = new PeriodicTimer(Interval, clock);
        _loop = Task.Run(() => RunAsync(timer));
    }

    /// <exception cref="IOException">The checkpoint failed; the head is up to date all the same.</exception>
    public MaintenanceReport DropBefore(long minTime)
    {
        lock (_round)
        {
            (TruncationReport dropped, CheckpointReport? checkpoint) = head.DropBefore(minTime);
            return new MaintenanceReport(dropped, checkpoint);
        }
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
            DropBefore(head.Head.RetentionFloor);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failed(e);
        }
    }
}
