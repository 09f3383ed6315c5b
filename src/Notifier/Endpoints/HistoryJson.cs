using System.Text.Json;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>Entries of histories as our own API shows them.</summary>
internal static class HistoryJson
{
    public static void WriteTimeOrNull(Utf8JsonWriter json, ReadOnlySpan<byte> key, DateTimeOffset? time)
    {
        if (time is { } known) AlertJson.WriteTime(json, key, known);
        else json.WriteNull(key);
    }

    public static void WriteEvent(Utf8JsonWriter json, AlertEvent one)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, one.Id);
        AlertJson.WriteTime(json, "at"u8, one.At);
        json.WriteString("kind"u8, one.Kind switch
        {
            AlertEventKind.Fired => "fired"u8,
            AlertEventKind.Resolved => "resolved"u8,
            _ => "changed"u8,
        });
        AlertJson.WriteFingerprint(json, one.Fingerprint);
        AlertJson.WriteTime(json, "startsAt"u8, one.StartsAt);
        WriteTimeOrNull(json, "endsAt"u8, one.Kind == AlertEventKind.Resolved ? one.EndsAt : null);
        AlertJson.WriteLabels(json, "labels"u8, one.Labels);
        AlertJson.WriteLabels(json, "annotations"u8, one.Annotations);
        json.WriteString("generatorURL"u8, one.GeneratorUrl);
        json.WriteEndObject();
    }

    /// <summary>A version of a silence: who made it, when, and what it did.</summary>
    public static void WriteVersion(Utf8JsonWriter json, Silence version)
    {
        json.WriteStartObject();
        AlertJson.WriteTime(json, "at"u8, version.UpdatedAt);
        json.WriteNumber("version"u8, version.Version);
        json.WriteString("change"u8, version.Version == 1 ? "created"u8 : version.EndsAt <= version.UpdatedAt ? "expired"u8 : "changed"u8);
        json.WriteString("by"u8, version.ChangedBy);
        json.WritePropertyName("silence"u8);
        SilenceJson.Write(json, version, version.UpdatedAt);
        json.WriteEndObject();
    }

    public static void WriteFailure(Utf8JsonWriter json, DeliveryFailure failure, bool triedAgain)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, failure.DeliveryId);
        json.WriteString("receiver"u8, failure.Key.Receiver);
        json.WriteString("integration"u8, failure.Key.Integration);
        json.WriteNumber("index"u8, failure.Key.Index);
        json.WriteString("groupId"u8, failure.Key.GroupId);
        json.WriteString("groupKey"u8, failure.GroupKey);
        AlertJson.WriteLabels(json, "groupLabels"u8, failure.GroupLabels);
        json.WriteNumber("failures"u8, failure.Count);
        AlertJson.WriteTime(json, "since"u8, failure.Since);
        AlertJson.WriteTime(json, "lastAt"u8, failure.LastAt);
        json.WriteBoolean("triedAgain"u8, triedAgain);
        json.WriteString("error"u8, failure.Error);
        json.WriteEndObject();
    }

    public static void WriteTimeline(Utf8JsonWriter json, TimelineEntry entry, ulong fingerprint, IEnumerable<string> stages)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, entry.Id);
        AlertJson.WriteTime(json, "at"u8, entry.At);
        if (entry.Event is { } one)
        {
            json.WriteString("type"u8, "transition"u8);
            json.WritePropertyName("transition"u8);
            WriteEvent(json, one);
        }
        else if (entry.Delivery is { } delivery)
        {
            json.WriteString("type"u8, "notification"u8);
            json.WriteStartObject("notification"u8);
            DeliveryJson.WriteSummary(json, delivery);
            json.WriteEndObject();
        }
        else if (entry.Decision is { } decision)
        {
            json.WriteString("type"u8, "decision"u8);
            WriteDecision(json, decision, entry.Told, fingerprint, stages);
        }
        json.WriteEndObject();
    }

    private static void WriteDecision(Utf8JsonWriter json, FlushDecision decision, bool told, ulong fingerprint, IEnumerable<string> stages)
    {
        ExplainedStep stopped = ExplainedStep.Of(decision, fingerprint, stages).FirstOrDefault(step => step.Dropped is not null);
        json.WriteStartObject("decision"u8);
        json.WriteString("receiver"u8, decision.Receiver);
        json.WriteString("groupId"u8, decision.GroupId);
        json.WriteString("stage"u8, stopped.Stage ?? "");
        json.WriteString("why"u8, stopped.Dropped?.Why ?? string.Join("; ", decision.Integrations.Select(verdict => verdict.Reason).Distinct()));
        AlertJson.WriteTexts(json, "by"u8, stopped.Dropped?.By ?? []);
        json.WriteBoolean("sent"u8, told || (stopped.Dropped is null && decision.Integrations.Any(verdict => verdict.Send)));
        json.WriteEndObject();
    }
}
