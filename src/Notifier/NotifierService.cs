using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tocsin.Contracts.Configuration;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Persistence;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier;

/// <summary>The life of the Notifier: load what a former life left, go on from there, and end so that nothing is in the air.</summary>
internal sealed class NotifierService(
    NotifierOptions options, NotifierConfiguration configuration, DatabaseWriter writer, IShardLease lease, AlertIntake intake, SilenceBook silences,
    Inhibitor inhibitor, GroupTable groups, IGroupStore groupStore, Dispatcher dispatcher, ReplicaWatch replicas, NotificationLog log, INotificationStore notifications, InterruptedSends interrupted,
    FailureBook failures, DeliveryAlarm alarm, DecisionRecorder decisions, OwnerNotes notes, NotifierStateReader state, RetentionJob retention, HouseAlarm house, NotificationMetrics metrics, TimeProvider clock, ILogger<NotifierService> logger) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan MaintenanceEvery = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private int _disposed;
    private ITimer? _maintenance;
    private Task _maintaining = Task.CompletedTask;

    /// <exception cref="InvalidOperationException">The configuration has errors; the message lists them.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var problems = new ConfigProblems();
        NotifierModel? model = configuration.Load(problems);
        foreach (string warning in problems.Warnings.Select(warning => warning.ToString())) NotifierLog.Warning(logger, warning);
        if (model is null) throw new InvalidOperationException(string.Join(Environment.NewLine, problems.Errors));
        intake.ResolveTimeout = model.Config.Global.ResolveTimeout;
        await writer.StartAsync(cancellationToken);
        if (lease is PostgresLease shared) await shared.StartAsync(cancellationToken);
        lease.Acquired += TakeOverAsync;
        await LoadLogAsync(lease.IsHeld, cancellationToken);
        await silences.LoadAsync(cancellationToken);
        groups.NotBefore = clock.GetUtcNow() + options.DispatchStartDelay;
        groups.Restore(await groupStore.LoadAsync(cancellationToken));
        intake.Observe(inhibitor);
        intake.Observe(groups);
        await intake.StartAsync(cancellationToken);
        configuration.Apply(model);
        if (lease is PostgresLease) replicas.Start();
        _maintenance = clock.CreateTimer(_ => Maintain(), null, MaintenanceEvery, MaintenanceEvery);
        house.Start();
        state.Ready = true;
        NotifierLog.Started(logger, options.InstanceId, lease.IsHeld);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StopWithin);
        await dispatcher.StopAsync(patience.Token);
        if (lease is not PostgresLease shared) return;
        using var goodbye = new CancellationTokenSource(StopWithin, clock);
        await shared.LeaveAsync(goodbye.Token);
        await replicas.LeaveAsync(goodbye.Token);
    }

    public async ValueTask DisposeAsync()
    {
        // The container knows it twice, as itself and as a hosted service, and disposes of both.
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        if (_maintenance is not null) await _maintenance.DisposeAsync();
        await _stop.CancelAsync();
        await _maintaining;
        _stop.Dispose();
    }

    /// <summary>The owner went away: its log, timers and alerts are read before anything is flushed here.</summary>
    private async Task TakeOverAsync(CancellationToken cancel)
    {
        notes.Close();
        decisions.Reset();
        await LoadLogAsync(markInterrupted: true, cancel);
        await silences.LoadAsync(cancel);
        await intake.ReloadAsync(cancel);
        groups.TakeOver(await groupStore.LoadAsync(cancel));
    }

    private async Task LoadLogAsync(bool markInterrupted, CancellationToken cancel)
    {
        log.Load(await notifications.LoadLogAsync(cancel));
        if (markInterrupted && await interrupted.SettleAsync(cancel) is > 0 and int cut) NotifierLog.Interrupted(logger, cut);
        IReadOnlyList<DeliveryFailure> failing = await notifications.LoadFailuresAsync(cancel);
        failures.Load(failing);
        alarm.Load(failing);
    }

    private void Maintain()
    {
        // Much to remove may take longer than the time between two rounds.
        if (_maintaining.IsCompleted) _maintaining = MaintainAsync();
    }

    private async Task MaintainAsync()
    {
        try
        {
            long start = clock.GetTimestamp();
            log.Collect(clock.GetUtcNow());
            metrics.LogCollected(clock.GetElapsedTime(start));
            failures.Collect(clock.GetUtcNow() - (configuration.CurrentOrNull?.Config.Tocsin.HistoryRetention ?? options.DataRetention));
            decisions.Collect();
            await silences.CollectAsync(_stop.Token, stored: lease.IsHeld);
            if (!lease.IsHeld) return;
            await retention.RunAsync(_stop.Token);
        }
        catch (Exception e)
        {
            if (!_stop.IsCancellationRequested) NotifierLog.MaintenanceFailed(logger, e);
        }
    }
}
