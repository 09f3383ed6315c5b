using Tocsin.Model.Labels;
using Tocsin.Notifier.Grouping;

namespace Tocsin.Notifier.Pipeline;

/// <summary>What a flush would decide, by the very judges of the pipeline, with nothing sent and nothing written.</summary>
internal sealed class Rehearsal(GroupJudge judge, IntegrationJudge integrations, TimeProvider clock)
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
                : [.. works.Select(work => IntegrationPipeline.Verdict(work.Receiver, integrations.Judge(work, now).Verdict, null, null))];
        }
        return FlushDecision.Of(Guid.Empty, flush, judged, verdicts, succeeded: true);
    }
}
