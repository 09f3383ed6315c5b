using Microsoft.Extensions.Logging;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Pipeline;

/// <summary>
/// From the alerts of a group to people. For the group: inhibit, active time, mute time, silence. Then, for each integration of the receiver by
/// itself: deduplicate, deliver, record; and for those of the fallback receiver while an integration fails.
/// </summary>
internal sealed class NotificationPipeline(
    GroupJudge judge, INotifierConfig config, IntegrationPipeline integrations, FallbackPlan fallbacks, DecisionRecorder decisions,
    NotificationMetrics metrics, TimeProvider clock, ILogger<NotificationPipeline> logger) : IGroupFlusher
{
    private static readonly TimeSpan FallbackTime = TimeSpan.FromSeconds(10);

    public async Task<bool> FlushAsync(GroupFlush flush, CancellationToken cancel)
    {
        NotifierModel model = config.Current;
        Guid flushId = Guid.CreateVersion7(flush.Now);
        GroupJudgement judged = judge.Judge(flush, model);
        foreach (StageVerdict verdict in judged.Stages) metrics.Suppressed(judge.MetricOf(verdict.Stage), verdict.Dropped.Count);
        bool ok = true;
        IReadOnlyList<IntegrationVerdict> verdicts = [];
        if (FlushPlan.AsksIntegrations(judged, model.Extras(flush.Route.Receiver)))
            (ok, verdicts) = await NotifyAsync(flush, flushId, model, judged, cancel);
        await decisions.RecordAsync(FlushDecision.Of(flushId, flush, judged, verdicts, ok), flush.Alerts);
        return ok;
    }

    private async Task<(bool Ok, IReadOnlyList<IntegrationVerdict> Verdicts)> NotifyAsync(
        GroupFlush flush, Guid flushId, NotifierModel model, GroupJudgement judged, CancellationToken cancel)
    {
        string receiver = flush.Route.Receiver;
        LabelSet routeLabels = RouteLabels(flush, model, judged.Passed, cancel);
        IReadOnlyList<IntegrationWork> works = FlushPlan.Of(flush, flushId, model, receiver, judged, routeLabels);
        if (works.Count == 0)
        {
            IReadOnlyList<IntegrationVerdict> none = FlushPlan.WithoutIntegrations(model, receiver);
            if (none.Count == 0) PipelineLog.NoReceiver(logger, flush.GroupKey, receiver);
            return (none.Count > 0, none);
        }
        ReceiverExtras extras = model.Extras(receiver);
        IReadOnlyList<IntegrationWork> fallback = extras.FallbackReceiver is { } other
            ? [.. FlushPlan.Of(flush, flushId, model, other, judged, routeLabels).Select(work => work with { Origin = DeliveryOrigin.Fallback })]
            : [];
        bool due = fallbacks.IsDue(works, extras);
        Task<IntegrationResult[]> primary = RunAsync(works, cancel);
        Task<IntegrationResult[]> instead = due ? RunAsync(fallback, cancel) : Task.FromResult<IntegrationResult[]>([]);
        IntegrationResult[] results = await primary;
        List<IntegrationVerdict> verdicts = [.. results.Concat(await instead).Select(result => result.Verdict)];
        if (!due && (fallbacks.IsDue(works, extras) || fallbacks.HasToClose(fallback)))
        {
            // The receiver may have used up the time of the flush; whoever stands in for it has some of its own.
            DateTimeOffset ends = clock.GetUtcNow() + FallbackTime;
            using var time = new CancellationTokenSource(FallbackTime, clock);
            verdicts.AddRange((await RunAsync([.. fallback.Select(work => work with { HasOwnTime = true, EndsAt = ends })], time.Token)).Select(result => result.Verdict));
        }
        return (results.All(result => result.Ok), verdicts);
    }

    private Task<IntegrationResult[]> RunAsync(IReadOnlyList<IntegrationWork> works, CancellationToken cancel) =>
        Task.WhenAll(works.Select(work => Task.Run(() => integrations.RunAsync(work, cancel), CancellationToken.None)));

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
}
