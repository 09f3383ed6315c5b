using System.Text.Json;
using Tocsin.Model.Alerts;
using Tocsin.Model.Matchers;
using Tocsin.Notifier.Grouping;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Endpoints;

/// <summary>An explanation as our own API shows it.</summary>
internal sealed class ExplainJson(GroupJudge judge, ISilences silences, INotifierState state)
{
    private readonly ExplainText _text = new(judge, silences);

    public void Write(Utf8JsonWriter json, Explanation explanation, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("mode"u8, explanation.Mode switch { ExplainMode.Live => "live"u8, ExplainMode.Past => "past"u8, _ => "hypothetical"u8 });
        AlertJson.WriteTime(json, "at"u8, explanation.At);
        AlertJson.WriteTime(json, "serverTime"u8, now);
        WriteAlert(json, explanation);
        json.WriteStartArray("routes"u8);
        foreach (RouteVisit visit in explanation.Visits) WriteVisit(json, explanation, visit);
        json.WriteEndArray();
        json.WriteStartArray("receivers"u8);
        foreach (PathExplanation path in explanation.Paths) WritePath(json, explanation, path);
        json.WriteEndArray();
        json.WriteStartArray("notifications"u8);
        foreach (Delivery delivery in explanation.Deliveries)
        {
            json.WriteStartObject();
            DeliveryJson.WriteSummary(json, delivery);
            DeliveryJson.WriteAttempts(json, delivery.Attempts);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("events"u8);
        foreach (Intake.AlertEvent one in explanation.Events) HistoryJson.WriteEvent(json, one);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAlert(Utf8JsonWriter json, Explanation explanation)
    {
        Alert alert = explanation.Alert;
        json.WriteStartObject("alert"u8);
        AlertJson.WriteFingerprint(json, explanation.Fingerprint);
        AlertJson.WriteLabels(json, "labels"u8, alert.Labels);
        AlertJson.WriteLabels(json, "annotations"u8, alert.Annotations);
        json.WriteBoolean("firing"u8, explanation.Firing);
        AlertJson.WriteTime(json, "startsAt"u8, alert.StartsAt);
        HistoryJson.WriteTimeOrNull(json, "endsAt"u8, explanation.Firing ? null : alert.EndsAt);
        json.WriteString("generatorURL"u8, alert.GeneratorUrl);
        json.WriteEndObject();
    }

    private static void WriteVisit(Utf8JsonWriter json, Explanation explanation, RouteVisit visit)
    {
        Route route = visit.Route;
        json.WriteStartObject();
        json.WriteString("id"u8, route.Id);
        json.WriteString("field"u8, route.Field);
        json.WriteString("receiver"u8, route.Receiver);
        AlertJson.WriteTexts(json, "matchers"u8, route.Matchers.Select(matcher => matcher.ToString()));
        json.WriteBoolean("continue"u8, route.Continue);
        json.WriteBoolean("matched"u8, visit.Matched);
        json.WriteBoolean("target"u8, explanation.Paths.Any(path => ReferenceEquals(path.Route, route)));
        if (visit.Refusal(explanation.Alert.Labels) is { } refusal)
        {
            json.WriteStartObject("failed"u8);
            json.WriteString("matcher"u8, refusal.ToString());
            json.WriteString("label"u8, refusal.Name);
            json.WriteString("value"u8, explanation.Alert.Labels.Get(refusal.Name));
            json.WriteEndObject();
        }
        else json.WriteNull("failed"u8);
        json.WriteEndObject();
    }

    private void WritePath(Utf8JsonWriter json, Explanation explanation, PathExplanation path)
    {
        json.WriteStartObject();
        json.WriteString("receiver"u8, path.Receiver);
        json.WriteString("sentence"u8, _text.Of(explanation, path));
        json.WriteString("routeId"u8, path.RouteId);
        json.WriteBoolean("configured"u8, path.Route is not null);
        json.WriteStartObject("group"u8);
        json.WriteString("id"u8, path.GroupId);
        json.WriteString("key"u8, path.GroupKey);
        AlertJson.WriteLabels(json, "labels"u8, path.GroupLabels);
        if (explanation.Mode == ExplainMode.Past)
        {
            // The timers are those of now, and say nothing of then.
            json.WriteNull("exists"u8);
            json.WriteNull("alerts"u8);
        }
        else
        {
            json.WriteBoolean("exists"u8, path.Group is not null);
            json.WriteNumber("alerts"u8, path.Group?.Alerts ?? 0);
        }
        HistoryJson.WriteTimeOrNull(json, "createdAt"u8, path.Group?.CreatedAt);
        HistoryJson.WriteTimeOrNull(json, "nextFlushAt"u8, path.Group?.NextFlush);
        HistoryJson.WriteTimeOrNull(json, "lastFlushAt"u8, path.Group?.LastFlush);
        if (path.Route is { } route)
        {
            json.WriteNumber("groupWaitSeconds"u8, route.GroupWait.TotalSeconds);
            json.WriteNumber("groupIntervalSeconds"u8, route.GroupInterval.TotalSeconds);
            json.WriteNumber("repeatIntervalSeconds"u8, route.RepeatInterval.TotalSeconds);
        }
        json.WriteEndObject();
        WriteDecision(json, "last"u8, explanation, path, path.Last);
        WriteDecision(json, "next"u8, explanation, path, path.Next);
        json.WriteEndObject();
    }

    private void WriteDecision(Utf8JsonWriter json, ReadOnlySpan<byte> key, Explanation explanation, PathExplanation path, FlushDecision? decision)
    {
        if (decision is null)
        {
            json.WriteNull(key);
            return;
        }
        bool stored = ReferenceEquals(decision, path.Last);
        json.WriteStartObject(key);
        AlertJson.WriteTime(json, "at"u8, decision.At);
        if (stored) HistoryJson.WriteTimeOrNull(json, "confirmedAt"u8, path.ConfirmedAt);
        json.WriteNumber("alerts"u8, decision.AlertCount);
        WriteSteps(json, explanation, ExplainedStep.Of(decision, explanation.Fingerprint, judge.StageNames));
        json.WriteStartArray("integrations"u8);
        foreach (IntegrationVerdict verdict in decision.Integrations) WriteIntegration(json, path, verdict);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteSteps(Utf8JsonWriter json, Explanation explanation, IReadOnlyList<ExplainedStep> steps)
    {
        json.WriteStartArray("steps"u8);
        foreach (ExplainedStep step in steps)
        {
            json.WriteStartObject();
            json.WriteString("stage"u8, step.Stage);
            json.WriteString("outcome"u8, step.Outcome switch
            {
                StepOutcome.Passed => "passed"u8,
                StepOutcome.Stopped => "stopped"u8,
                StepOutcome.NotReached => "notReached"u8,
                _ => "notKept"u8,
            });
            json.WriteString("why"u8, step.Dropped?.Why ?? "");
            json.WriteStartArray("by"u8);
            foreach (string by in step.Dropped?.By ?? []) WriteCause(json, explanation, step.Stage, by);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteCause(Utf8JsonWriter json, Explanation explanation, string stage, string by)
    {
        json.WriteStartObject();
        if (stage == SilenceStage.StageName)
        {
            json.WriteString("silence"u8, by);
            if (Guid.TryParse(by, out Guid id) && (explanation.SilencesThen.GetValueOrDefault(id) ?? silences.Find(id)) is { } silence)
            {
                json.WriteString("createdBy"u8, silence.CreatedBy);
                json.WriteString("comment"u8, silence.Comment);
                AlertJson.WriteTime(json, "endsAt"u8, silence.EndsAt);
                AlertJson.WriteTexts(json, "matchers"u8, silence.Matchers.Select(matcher => matcher.ToString()));
            }
        }
        else if (stage == InhibitStage.StageName)
        {
            json.WriteString("alert"u8, by);
            if (Fingerprint.TryParse(by, out ulong source) && (explanation.SourcesThen.GetValueOrDefault(source) ?? state.Alert(source)?.Alert.Labels) is { } labels)
                AlertJson.WriteLabels(json, "labels"u8, labels);
        }
        else json.WriteString("interval"u8, by);
        json.WriteEndObject();
    }

    private static void WriteIntegration(Utf8JsonWriter json, PathExplanation path, IntegrationVerdict verdict)
    {
        json.WriteStartObject();
        json.WriteString("receiver"u8, verdict.Receiver.Length > 0 ? verdict.Receiver : path.Receiver);
        json.WriteString("integration"u8, verdict.Integration);
        json.WriteNumber("index"u8, verdict.Index);
        json.WriteBoolean("send"u8, verdict.Send);
        json.WriteString("reason"u8, verdict.Reason);
        if (verdict.Outcome is { } outcome) json.WriteString("result"u8, DeliveryJson.ResultOf(outcome));
        else json.WriteNull("result"u8);
        if (verdict.DeliveryId is { } id) json.WriteString("notification"u8, id);
        else json.WriteNull("notification"u8);
        LogEntry? told = path.Told.FirstOrDefault(entry =>
            entry.Key.Receiver == verdict.Receiver && entry.Key.Integration == verdict.Integration && entry.Key.Index == verdict.Index);
        HistoryJson.WriteTimeOrNull(json, "lastToldAt"u8, told is not null && ExplainText.IsTold(told) ? told.At : null);
        HistoryJson.WriteTimeOrNull(json, "repeatsAfter"u8, told is { Firing.Count: > 0 } && path.Route is { } route ? told.At + route.RepeatInterval : null);
        json.WriteEndObject();
    }
}
