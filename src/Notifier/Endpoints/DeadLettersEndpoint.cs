using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>/api/tocsin/v1/dead-letters: what was not delivered and not made good since; to be tried again, or put away.</summary>
internal sealed class DeadLettersEndpoint(INotificationHistory history, DeadLetterDesk desk, TriedAgain tried, HistorySpan span, EndpointSettings settings)
{
    private const int MaxAtOnce = 100;

    public Task ListAsync(HttpContext http) => DatabaseGuard.RunAsync(http, async () =>
    {
        if (HistoryRequest.Read(http.Request.Query, settings.Syntax, HistoryFilters.Receiver | HistoryFilters.Integration, out HistoryQuery query) is { } fault)
        {
            await ApiResponse.RefuseAsync(http, fault).ConfigureAwait(false);
            return;
        }
        HistoryPage<DeliveryFailure> page = await history.FailuresAsync(query, http.RequestAborted).ConfigureAwait(false);
        IReadOnlySet<LogKey> again = await tried.OfAsync(page.Items, http.RequestAborted).ConfigureAwait(false);
        await ApiResponse.WritePageAsync(http, "deadLetters", page, span, (json, failure) => HistoryJson.WriteFailure(json, failure, again.Contains(failure.Key))).ConfigureAwait(false);
    });

    public Task RetryAsync(HttpContext http) => DatabaseGuard.RunAsync(http, async () =>
    {
        RedeliveryResult result = Guid.TryParse(http.GetRouteValue("id") as string, out Guid id)
            ? (await desk.RetryAsync([id], Requester.Of(http), http.RequestAborted).ConfigureAwait(false))[0]
            : new RedeliveryResult(Guid.Empty, RedeliveryOutcome.Unknown);
        int status = StatusOf(result.Outcome, StatusCodes.Status200OK);
        if (status == StatusCodes.Status200OK) await ApiResponse.WriteAsync(http, status, json => Write(json, result)).ConfigureAwait(false);
        else await ApiResponse.RefuseAsync(http, new ApiFault(status, 0, Why(result.Outcome))).ConfigureAwait(false);
    });

    /// <summary>Those that are named, or all of a receiver, the latest first.</summary>
    public Task RetryManyAsync(HttpContext http) => DatabaseGuard.RunAsync(http, async () =>
    {
        RequestBody body = await RequestBody.ReadAsync(http, "ids", settings.MaxSilenceBytes).ConfigureAwait(false);
        var ids = new List<Guid>();
        string? receiver = null;
        ApiFault? fault = body.Fault is { } bad ? bad : Read(body.Bytes!, ids, out receiver);
        if (fault is not null)
        {
            await ApiResponse.RefuseAsync(http, fault).ConfigureAwait(false);
            return;
        }
        if (receiver is not null)
        {
            HistoryPage<DeliveryFailure> page = await history.FailuresAsync(new HistoryQuery { Receiver = receiver, Limit = MaxAtOnce }, http.RequestAborted).ConfigureAwait(false);
            ids.AddRange(page.Items.Select(failure => failure.DeliveryId));
        }
        IReadOnlyList<RedeliveryResult> results = await desk.RetryAsync(ids, Requester.Of(http), http.RequestAborted).ConfigureAwait(false);
        await ApiResponse.WriteAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results"u8);
            foreach (RedeliveryResult result in results) Write(json, result);
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    });

    public async Task DismissAsync(HttpContext http)
    {
        RedeliveryOutcome outcome = Guid.TryParse(http.GetRouteValue("id") as string, out Guid id)
            ? await desk.DismissAsync(id, http.RequestAborted).ConfigureAwait(false)
            : RedeliveryOutcome.Unknown;
        int status = StatusOf(outcome, StatusCodes.Status204NoContent);
        if (status == StatusCodes.Status204NoContent) await ApiResponse.EmptyAsync(http, status).ConfigureAwait(false);
        else await ApiResponse.RefuseAsync(http, new ApiFault(status, 0, Why(outcome))).ConfigureAwait(false);
    }

    private static int StatusOf(RedeliveryOutcome outcome, int done) => outcome switch
    {
        RedeliveryOutcome.Tried => done,
        RedeliveryOutcome.Unknown => StatusCodes.Status404NotFound,
        RedeliveryOutcome.NotOwner => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status409Conflict,
    };

    private static ApiFault? Read(byte[] body, List<Guid> ids, out string? receiver)
    {
        receiver = null;
        ApiFault wrong = ApiFault.Bad($"the body must be {{\"ids\": [...]}} with 1 to {MaxAtOnce} ids, or {{\"receiver\": \"name\"}}");
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 4 });
            if (document.RootElement.ValueKind != JsonValueKind.Object) return wrong;
            if (document.RootElement.TryGetProperty("receiver", out _) && document.RootElement.TryGetProperty("ids", out _)) return wrong;
            if (document.RootElement.TryGetProperty("receiver", out JsonElement name) && name.GetString() is { Length: > 0 } named)
            {
                receiver = named;
                return null;
            }
            if (!document.RootElement.TryGetProperty("ids", out JsonElement list) || list.GetArrayLength() is < 1 or > MaxAtOnce) return wrong;
            foreach (JsonElement id in list.EnumerateArray())
                if (id.TryGetGuid(out Guid read)) ids.Add(read);
                else return wrong;
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return wrong;
        }
    }

    private static void Write(Utf8JsonWriter json, RedeliveryResult result)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, result.Id);
        bool delivered = result.Delivery?.State == DeliveryState.Delivered;
        json.WriteString("result"u8, delivered ? "delivered"u8 : result.Delivery is not null ? "failed"u8 : "notTried"u8);
        string error = result.Delivery is { } sent ? sent.Error : Why(result.Outcome);
        if (error.Length > 0) json.WriteString("error"u8, error);
        else json.WriteNull("error"u8);
        if (result.Delivery is { } delivery)
        {
            json.WriteStartObject("notification"u8);
            DeliveryJson.WriteSummary(json, delivery);
            DeliveryJson.WriteAttempts(json, delivery.Attempts);
            json.WriteEndObject();
        }
        else json.WriteNull("notification"u8);
        json.WriteEndObject();
    }

    private static string Why(RedeliveryOutcome outcome) => outcome switch
    {
        RedeliveryOutcome.Unknown => "no such dead letter: it was delivered, tried again or put away meanwhile",
        RedeliveryOutcome.NotOwner => "only the Notifier that owns the groups sends, and it did not answer: try again in a few seconds",
        RedeliveryOutcome.Busy => "it is being sent at this moment, and no answer has come yet: look at its notification in a minute",
        RedeliveryOutcome.NoReceiver => "the configuration has no such integration any more",
        RedeliveryOutcome.NothingToSay => "all its alerts have ended, and the receiver does not want to hear of ends",
        _ => "",
    };
}
