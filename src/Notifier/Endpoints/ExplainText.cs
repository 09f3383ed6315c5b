using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>The answer in one sentence: what a person reads first.</summary>
internal sealed class ExplainText(GroupJudge judge, ISilences silences)
{
    public string Of(Explanation explanation, PathExplanation path)
    {
        if (Underway(explanation, path) is { Length: > 0 } underway) return underway;
        if (path.Last is { } last)
        {
            string then = Past(explanation, path, last);
            return path.IsFormer && explanation.Mode == ExplainMode.Live ? $"By a former configuration: {char.ToLowerInvariant(then[0])}{then[1..]}" : then;
        }
        if (path.Next is not { } next)
        {
            return explanation.Mode == ExplainMode.Past
                ? explanation.At < explanation.KeptSince
                    ? $"What was decided for {path.Receiver} then is not known any more: the history is kept since {WireTime.Text(explanation.KeptSince)}."
                    : $"No flush for {path.Receiver} had looked at it by then."
                : $"Nothing is due to {path.Receiver}: it has ended, and nobody there is waiting for its end.";
        }
        string when = $"{(explanation.Mode == ExplainMode.Hypothetical ? "It would be" : "It is")} looked at for {path.Receiver} at {WireTime.Text(next.At)}";
        if (Stopped(explanation, next) is { } held) return $"{when}, and not told: {held}.";
        IntegrationVerdict? send = next.Integrations.FirstOrDefault(verdict => verdict.Send);
        return send is not null ? $"{when}, and told: {send.Reason}." : $"{when}, and not told: {Reasons(next)}.";
    }

    /// <summary>What is being sent at this moment, or was answered so badly that it is tried again.</summary>
    private static string Underway(Explanation explanation, PathExplanation path) => string.Join(' ', explanation.Deliveries
        .Where(delivery => delivery.State == DeliveryState.Sending && delivery.GroupId == path.GroupId)
        .Select(delivery => $"On its way to {delivery.Receiver} ({delivery.Integration}): {Progress(explanation, path, delivery)}."));

    private static string Progress(Explanation explanation, PathExplanation path, Delivery delivery)
    {
        if (delivery.AttemptCount == 0) return $"no answer yet since {WireTime.Text(delivery.CreatedAt)}";
        string failed = delivery.AttemptCount == 1 ? "one attempt failed" : $"{delivery.AttemptCount} attempts failed";
        string next = delivery.NextTryAt is not { } at ? path.Group is { } group ? $"the next flush tries again at {WireTime.Text(group.NextFlush)}" : "nothing tries again by itself"
            : at > explanation.At ? $"next try at {WireTime.Text(at)}" : "it is being tried again";
        return $"{failed}, the last with: {delivery.Error}; {next}";
    }

    private string Past(Explanation explanation, PathExplanation path, FlushDecision last)
    {
        string? held = Stopped(explanation, last);
        // What a stage held back may have been told all the same: the end of what was opened.
        List<IntegrationVerdict> sent = [.. last.Integrations.Where(verdict => verdict.Send && (held is null || explanation.Deliveries.Any(delivery => delivery.Id == verdict.DeliveryId)))];
        Delivery? byHand = ByHand(explanation, path, last, _ => true);
        if (held is not null && sent.Count == 0 && byHand is null) return $"Not told to {path.Receiver}: {held}.{NextCheck(path)}";
        bool IsOwn(IntegrationVerdict verdict) => verdict.Receiver.Length == 0 || verdict.Receiver == path.Receiver;
        string at = WireTime.Text(last.At), though = held is null ? "" : $", though {held}";
        IntegrationVerdict? instead = sent.Find(verdict => !IsOwn(verdict) && verdict.Outcome is DeliveryState.Delivered);
        if (sent.Find(verdict => verdict.Outcome is not (DeliveryState.Delivered or null) && ByHand(explanation, path, last, one => IsOf(verdict, path, one)) is null) is { } failed)
        {
            string error = explanation.Deliveries.FirstOrDefault(delivery => delivery.Id == failed.DeliveryId)?.Error ?? failed.Reason;
            string inPlace = instead is null ? "" : $" {instead.Receiver} was told in its place.";
            return $"Not delivered to {(IsOwn(failed) ? path.Receiver : failed.Receiver)} ({failed.Integration}) at {at}: {error}.{inPlace}{NextCheck(path)}";
        }
        if (byHand is not null)
        {
            string who = byHand.RequestedBy.Length > 0 ? $" by {byHand.RequestedBy}" : "";
            return $"Told to {byHand.Receiver} ({byHand.Integration}) at {WireTime.Text(byHand.CreatedAt)}, tried again by hand{who}: {byHand.Reason}.{NextCheck(path)}";
        }
        if (sent.Find(IsOwn) is { } own) return $"Told to {path.Receiver} at {at}: {own.Reason}{though}.{NextCheck(path)}";
        if (instead is not null) return $"Told to {instead.Receiver}, in place of {path.Receiver}, at {at}: {instead.Reason}{though}.{NextCheck(path)}";
        DateTimeOffset? told = path.Told.Where(IsTold).Select(entry => (DateTimeOffset?)entry.At).Max();
        return $"Nothing new for {path.Receiver}{(told is { } then ? $", last told at {WireTime.Text(then)}" : "")}: {Reasons(last)}.{NextCheck(path)}";
    }

    /// <summary>The latest that a person got through after that decision.</summary>
    private static Delivery? ByHand(Explanation explanation, PathExplanation path, FlushDecision last, Func<Delivery, bool> which) => explanation.Deliveries.FirstOrDefault(one =>
        one is { Origin: DeliveryOrigin.Retry, State: DeliveryState.Delivered } && one.GroupId == path.GroupId && one.CreatedAt > last.At && which(one));

    private static bool IsOf(IntegrationVerdict verdict, PathExplanation path, Delivery delivery) =>
        (verdict.Receiver.Length > 0 ? verdict.Receiver : path.Receiver) == delivery.Receiver && verdict.Integration == delivery.Integration && verdict.Index == delivery.Index;

    /// <summary>Something of it is known to be out, and not only possible because a send was cut.</summary>
    public static bool IsTold(LogEntry entry) => entry.Firing.Count > 0 || entry.Resolved.Count > 0;

    private static string NextCheck(PathExplanation path) => path.Next is { } next ? $" Next look at {WireTime.Text(next.At)}." : "";

    private static string Reasons(FlushDecision decision) =>
        decision.Integrations.Count == 0 ? "no integration was asked" : string.Join("; ", decision.Integrations.Select(verdict => verdict.Reason).Distinct());

    private string? Stopped(Explanation explanation, FlushDecision decision)
    {
        foreach (ExplainedStep step in ExplainedStep.Of(decision, explanation.Fingerprint, judge.StageNames))
            if (step.Dropped is { } dropped)
                return step.Stage == SilenceStage.StageName ? Silenced(explanation, dropped) : $"{dropped.Why} ({string.Join(", ", dropped.By)})";
        return null;
    }

    private string Silenced(Explanation explanation, DroppedAlert dropped) =>
        Guid.TryParse(dropped.By.Count > 0 ? dropped.By[0] : "", out Guid id) && (explanation.SilencesThen.GetValueOrDefault(id) ?? silences.Find(id)) is { } silence
        ? $"silenced by {silence.CreatedBy} until {WireTime.Text(silence.EndsAt)} ({silence.Comment})"
        : "silenced by " + string.Join(", ", dropped.By);
}
