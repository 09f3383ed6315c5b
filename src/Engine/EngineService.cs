using Microsoft.Extensions.Hosting;
using Tocsin.Engine.Alerting.Sending;
using Tocsin.Engine.Persistence;
using Tocsin.Engine.Rules;

namespace Tocsin.Engine;

/// <summary>
/// The Engine's clockwork beside the rule groups: writes what waits for the database, prunes the history; ends groups, then sending, then writing on a stop.
/// Groups start with the first applied configuration.
/// </summary>
internal sealed class EngineService(RuleManager rules, AlertOutlets outlets, DbAlertStateStore states, DbAlertHistory history, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private const int BeatsPerPrune = 3600;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await rules.DisposeAsync().ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await outlets.DisposeAsync().ConfigureAwait(false);
        await states.FlushAsync(cancellationToken).ConfigureAwait(false);
        await history.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, clock);
        try
        {
            for (int beat = 1; await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false); beat++)
            {
                await states.FlushAsync(stoppingToken).ConfigureAwait(false);
                await history.FlushAsync(stoppingToken).ConfigureAwait(false);
                if (beat % BeatsPerPrune == 0) await history.PruneAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }
}
