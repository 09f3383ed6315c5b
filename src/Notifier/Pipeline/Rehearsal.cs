using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Pipeline;

/// <summary>What a flush would decide, by the very judges of the pipeline, with nothing sent and nothing written.</summary>
internal sealed class Rehearsal(GroupJudge judge, IntegrationJudge integrations, FallbackPlan fallbacks, TimeProvider clock)
{
    public FlushDecision Of(GroupFlush flush, NotifierModel model)
    {
        string receiver = flush.Route.Receiver;
        GroupJudgement judged = judge.Judge(flush, model);
        IReadOnlyList<IntegrationVerdict> verdicts = [];
        if (FlushPlan.AsksIntegrations(judged, model.Extras(receiver)))
        {
            DateTimeOffset now = clock.GetUtcNow();
            IReadOnlyList<IntegrationWork> works = FlushPlan.Of(flush, Guid.Empty, model, receiver, judged, LabelSet.Empty);
            verdicts = works.Count == 0
                ? FlushPlan.WithoutIntegrations(model, receiver)
                : [.. works.Concat(InPlace(flush, model, judged, works)).Select(work => IntegrationPipeline.Verdict(work.Receiver, integrations.Judge(work, now).Verdict, null, null))];
        }
        return FlushDecision.Of(Guid.Empty, flush, judged, verdicts, succeeded: true);
    }

    private IReadOnlyList<IntegrationWork> InPlace(GroupFlush flush, NotifierModel model, GroupJudgement judged, IReadOnlyList<IntegrationWork> works)
    {
        ReceiverExtras extras = model.Extras(flush.Route.Receiver);
        if (extras.FallbackReceiver is not { } other) return [];
        IReadOnlyList<IntegrationWork> fallback = FlushPlan.Of(flush, Guid.Empty, model, other, judged, LabelSet.Empty);
        return fallbacks.IsDue(works, extras) || fallbacks.HasToClose(fallback) ? fallback : [];
    }
}
