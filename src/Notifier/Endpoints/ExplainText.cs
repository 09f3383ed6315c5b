using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>The answer in one sentence: what a person reads first.</summary>
internal sealed class ExplainText(GroupJudge judge, ISilences silences)
{
    public string Of(Explanation explanation, PathExplanation path)
    {
        if (path.Last is { } last) return Past(explanation, path, last);
        if (path.Next is not { } next)
        {
            return explanation.Mode == ExplainMode.Past
                ? $"No flush for {path.Receiver} had looked at it by then."
                : $"Nothing is due to {path.Receiver}: it has ended, and nobody there is waiting for its end.";
        }
        string when = $"{(explanation.Mode == ExplainMode.Hypothetical ? "It would be" : "It is")} looked at for {path.Receiver} at {WireTime.Text(next.At)}";
        if (Stopped(explanation, next) is { } held) return $"{when}, and not told: {held}.";
        IntegrationVerdict? send = next.Integrations.FirstOrDefault(verdict => verdict.Send);
        return send is not null ? $"{when}, and told: {send.Reason}." : $"{when}, and not told: {Reasons(next)}.";
    }

    private string Past(Explanation explanation, PathExplanation path, FlushDecision last)
    {
        if (Stopped(explanation, last) is { } held) return $"Not told to {path.Receiver}: {held}.{NextCheck(path)}";
        IntegrationVerdict? failed = last.Integrations.FirstOrDefault(verdict => verdict.Send && verdict.Outcome is not (DeliveryState.Delivered or null));
        if (failed is not null)
        {
            string error = explanation.Deliveries.FirstOrDefault(delivery => delivery.Id == failed.DeliveryId)?.Error ?? failed.Reason;
            return $"Not delivered to {path.Receiver} ({failed.Integration}) at {WireTime.Text(last.At)}: {error}.{NextCheck(path)}";
        }
        IntegrationVerdict? sent = last.Integrations.FirstOrDefault(verdict => verdict.Send);
        if (sent is not null) return $"Told to {path.Receiver} at {WireTime.Text(last.At)}: {sent.Reason}.{NextCheck(path)}";
        DateTimeOffset? told = path.Told.Count > 0 ? path.Told.Max(entry => entry.At) : null;
        return $"Nothing new for {path.Receiver}{(told is { } at ? $", last told at {WireTime.Text(at)}" : "")}: {Reasons(last)}.{NextCheck(path)}";
    }

    private static string NextCheck(PathExplanation path) => path.Next is { } next ? $" Next look at {WireTime.Text(next.At)}." : "";

    private static string Reasons(FlushDecision decision) =>
        decision.Integrations.Count == 0 ? "no integration was asked" : string.Join("; ", decision.Integrations.Select(verdict => verdict.Reason).Distinct());

    private string? Stopped(Explanation explanation, FlushDecision decision)
    {
        foreach (ExplainedStep step in ExplainedStep.Of(decision, explanation.Fingerprint, judge.StageNames))
            if (step.Dropped is { } dropped)
                return step.Stage == SilenceStage.StageName ? Silenced(dropped) : $"{dropped.Why} ({string.Join(", ", dropped.By)})";
        return null;
    }

    private string Silenced(DroppedAlert dropped) => Guid.TryParse(dropped.By.Count > 0 ? dropped.By[0] : "", out Guid id) && silences.Find(id) is { } silence
        ? $"silenced by {silence.CreatedBy} until {WireTime.Text(silence.EndsAt)} ({silence.Comment})"
        : "silenced by " + string.Join(", ", dropped.By);
}
