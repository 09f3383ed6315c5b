using Microsoft.Extensions.Logging;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;

namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// From the alerts of a group to people. For the group: inhibit, active time, mute time, silence. Then, for each integration of the receiver by
/// itself: deduplicate, deliver, record.
/// </summary>
internal sealed class NotificationPipeline(
    Inhibitor inhibitor, ISilences silences, INotifierConfig config, IntegrationPipeline integrations, INotificationStore store,
    NotificationMetrics metrics, ILogger<NotificationPipeline> logger) : IGroupFlusher
{
    private const int MaxAlertsKept = 200;

    private readonly IStage[] _stages =
    [
        new InhibitStage(inhibitor),
        new ActiveTimeStage(),
        new MuteTimeStage(),
        new SilenceStage(silences),
    ];

    public async Task<bool> FlushAsync(GroupFlush flush, CancellationToken cancel)
    {
        NotifierModel model = config.Current;
        Guid flushId = Guid.CreateVersion7(flush.Now);
        IReadOnlyList<FlushAlert> alerts = Judge(flush, model, out List<StageVerdict> stages);
        foreach (StageVerdict verdict in stages)
            metrics.Suppressed(_stages.First(stage => stage.Name == verdict.Stage).Metric, verdict.Dropped.Count);
        IntegrationResult[] results = alerts.Count == 0 ? [] : await NotifyAsync(flush, flushId, model, alerts, cancel);
        bool ok = results.All(result => result.Ok) && (alerts.Count == 0 || results.Length > 0);
        await DecideAsync(new FlushDecision
        {
            Id = flushId,
            GroupId = flush.GroupId,
            GroupKey = flush.GroupKey,
            RouteId = flush.Route.Id,
            Receiver = flush.Route.Receiver,
            At = flush.Now,
            AlertCount = flush.Alerts.Count,
            Alerts = [.. flush.Alerts.Take(MaxAlertsKept).Select(alert => alert.Fingerprint)],
            Stages = [.. stages.Select(stage => stage with { Dropped = [.. stage.Dropped.Take(MaxAlertsKept)] })],
            Integrations = [.. results.Select(result => result.Verdict)],
            Succeeded = ok,
        });
        return ok;
    }

    /// <summary>The stages of the group, one after the other; changes nothing, so that it also answers "what if".</summary>
    public IReadOnlyList<FlushAlert> Judge(GroupFlush flush, NotifierModel model, out List<StageVerdict> verdicts)
    {
        verdicts = [];
        IReadOnlyList<FlushAlert> alerts = flush.Alerts;
        foreach (IStage stage in _stages)
        {
            if (alerts.Count == 0) break;
            StageResult result = stage.Judge(flush, model, alerts);
            if (result.Dropped.Count > 0) verdicts.Add(new(stage.Name, result.Dropped));
            alerts = result.Kept;
        }
        return alerts;
    }

    private async Task<IntegrationResult[]> NotifyAsync(
        GroupFlush flush, Guid flushId, NotifierModel model, IReadOnlyList<FlushAlert> alerts, CancellationToken cancel)
    {
        IReadOnlyList<IReceiver> receivers = model.Receivers(flush.Route.Receiver);
        if (receivers.Count == 0)
        {
            // A receiver without integrations is the way to say "tell nobody"; one that is not there at all went with a reload.
            bool configured = model.Config.Receivers.Any(receiver => receiver.Name == flush.Route.Receiver);
            if (!configured) PipelineLog.NoReceiver(logger, flush.GroupKey, flush.Route.Receiver);
            return configured ? [new(true, new("none", 0, Send: false, "the receiver has no integrations", null, null))] : [];
        }
        LabelSet routeLabels = RouteLabels(flush, model, alerts, cancel);
        return await Task.WhenAll(receivers.Select(receiver =>
            Task.Run(() => integrations.RunAsync(new(flush, flushId, alerts, routeLabels, receiver), cancel), CancellationToken.None)));
    }

    private LabelSet RouteLabels(GroupFlush flush, NotifierModel model, IReadOnlyList<FlushAlert> alerts, CancellationToken cancel)
    {
        try
        {
            return RouteLabelText.Render(flush.Route, flush.GroupKey, flush.Labels, model, alerts, flush.Now, cancel);
        }
        catch (FormatException e)
        {
            PipelineLog.RouteLabelsFailed(logger, flush.Route.Id, e.Message);
            return LabelSet.Empty;
        }
    }

    private async Task DecideAsync(FlushDecision decision)
    {
        try
        {
            await store.WriteDecisionAsync(decision);
        }
        catch (Exception e)
        {
            PipelineLog.NotStored(logger, e);
        }
    }
}
