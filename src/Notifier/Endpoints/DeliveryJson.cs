using System.Text.Json;
using Tocsin.Model.Alerts;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>A notification as our own API shows it.</summary>
internal static class DeliveryJson
{
    public const string Firing = "firing";
    public const string Resolved = "resolved";

    /// <summary>The properties of a list entry, inside an object that the caller opened.</summary>
    public static void WriteSummary(Utf8JsonWriter json, Delivery delivery)
    {
        json.WriteString("id"u8, delivery.Id);
        AlertJson.WriteTime(json, "at"u8, delivery.CreatedAt);
        json.WriteString("receiver"u8, delivery.Receiver);
        json.WriteString("integration"u8, delivery.Integration);
        json.WriteNumber("index"u8, delivery.Index);
        json.WriteString("groupId"u8, delivery.GroupId);
        json.WriteString("groupKey"u8, delivery.GroupKey);
        AlertJson.WriteLabels(json, "groupLabels"u8, delivery.GroupLabels);
        json.WriteString("status"u8, delivery.Firing.Count > 0 ? Firing : Resolved);
        json.WriteString("reason"u8, delivery.Reason);
        json.WriteString("result"u8, ResultOf(delivery.State));
        json.WriteNumber("attempts"u8, delivery.AttemptCount);
        if (delivery.Error.Length > 0) json.WriteString("error"u8, delivery.Error);
        else json.WriteNull("error"u8);
        HistoryJson.WriteTimeOrNull(json, "nextTryAt"u8, delivery.NextTryAt);
        if (delivery.FinishedAt is { } finished) json.WriteNumber("durationMs"u8, (long)(finished - delivery.CreatedAt).TotalMilliseconds);
        else json.WriteNull("durationMs"u8);
        json.WriteNumber("firing"u8, delivery.Firing.Count);
        json.WriteNumber("resolved"u8, delivery.Resolved.Count);
        json.WriteString("title"u8, delivery.Title);
        AlertJson.WriteLabels(json, "commonLabels"u8, delivery.CommonLabels);
        json.WriteString("state"u8, delivery.State switch
        {
            DeliveryState.Sending => "sending"u8,
            DeliveryState.Delivered => "delivered"u8,
            DeliveryState.Failed => "failed"u8,
            DeliveryState.Rejected => "rejected"u8,
            _ => "interrupted"u8,
        });
        json.WriteString("origin"u8, delivery.Origin switch
        {
            DeliveryOrigin.Flush => "flush"u8,
            DeliveryOrigin.Fallback => "fallback"u8,
            _ => "retry"u8,
        });
        if (delivery.RetryOf is { } retried) json.WriteString("retryOf"u8, retried);
        else json.WriteNull("retryOf"u8);
        json.WriteString("requestedBy"u8, delivery.RequestedBy);
    }

    public static void WriteContent(Utf8JsonWriter json, RenderedMessage? message)
    {
        if (message is null)
        {
            json.WriteNull("content"u8);
            return;
        }
        json.WriteStartObject("content"u8);
        json.WriteString("kind"u8, message.Kind);
        json.WriteStartArray("parts"u8);
        foreach (MessagePart part in message.Parts)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, part.Name);
            json.WriteString("contentType"u8, part.ContentType);
            json.WriteString("text"u8, part.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteAttempts(Utf8JsonWriter json, IReadOnlyList<DeliveryAttempt> attempts)
    {
        json.WriteStartArray("attemptLog"u8);
        foreach (DeliveryAttempt attempt in attempts)
        {
            json.WriteStartObject();
            AlertJson.WriteTime(json, "at"u8, attempt.At);
            json.WriteString("outcome"u8, attempt.Outcome switch
            {
                DeliveryOutcome.Delivered => "delivered"u8,
                DeliveryOutcome.Retry => "retry"u8,
                _ => "rejected"u8,
            });
            json.WriteString("detail"u8, attempt.Detail);
            json.WriteNumber("durationMs"u8, (long)attempt.Took.TotalMilliseconds);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void WriteAlert(Utf8JsonWriter json, AlertEvent alert, string status, DateTimeOffset? endsAt)
    {
        json.WriteStartObject();
        json.WriteString("fingerprint"u8, Fingerprint.Format(alert.Fingerprint));
        AlertJson.WriteLabels(json, "labels"u8, alert.Labels);
        AlertJson.WriteLabels(json, "annotations"u8, alert.Annotations);
        AlertJson.WriteTime(json, "startsAt"u8, alert.StartsAt);
        if (endsAt is { } end) AlertJson.WriteTime(json, "endsAt"u8, end);
        else json.WriteNull("endsAt"u8);
        json.WriteString("status"u8, status);
        json.WriteEndObject();
    }

    public static string ResultOf(DeliveryState state) => state switch
    {
        DeliveryState.Sending => "sending",
        DeliveryState.Delivered => "delivered",
        _ => "failed",
    };
}
