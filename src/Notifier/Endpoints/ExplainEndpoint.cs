using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>"Why was I (not) told": of an alert, now or then, and of labels that somebody expected.</summary>
internal sealed class ExplainEndpoint(Explainer explainer, ExplainJson writer, EndpointSettings settings, TimeProvider clock)
{
    public Task AlertAsync(HttpContext http) => DatabaseGuard.RunAsync(http, async () =>
    {
        DateTimeOffset? at = null;
        ApiFault? fault = null;
        if (!Fingerprint.TryParse(http.GetRouteValue("fingerprint") as string ?? "", out ulong fingerprint)) fault = ApiFault.Bad("fingerprint must be 16 hexadecimal digits");
        fault ??= HistoryRequest.ReadTime(http.Request.Query, "at", out at);
        if (at > clock.GetUtcNow()) fault ??= ApiFault.Bad("at must not be in the future; what comes next is part of every answer about now");
        if (fault is null)
        {
            Explanation? explanation = await (at is { } then
                ? explainer.PastAsync(fingerprint, then, http.RequestAborted)
                : explainer.LiveAsync(fingerprint, http.RequestAborted)).ConfigureAwait(false);
            if (explanation is not null)
            {
                await AnswerAsync(http, explanation).ConfigureAwait(false);
                return;
            }
            fault = ApiFault.NotFound("no such alert: it never came in, or longer ago than the history is kept");
        }
        await ApiResponse.RefuseAsync(http, fault).ConfigureAwait(false);
    });

    public Task LabelsAsync(HttpContext http) => DatabaseGuard.RunAsync(http, async () =>
    {
        RequestBody body = await RequestBody.ReadAsync(http, "labels", settings.MaxSilenceBytes).ConfigureAwait(false);
        LabelSet labels = LabelSet.Empty, annotations = LabelSet.Empty;
        DateTimeOffset? at = null;
        ApiFault? fault = body.Fault is { } bad ? bad : Read(body.Bytes!, out labels, out annotations, out at);
        if (fault is null && AlertValidator.Check(Posted(labels, annotations), settings.Syntax == Model.Matchers.MatcherSyntax.Classic) is { } invalid) fault = ApiFault.Bad(invalid);
        if (fault is null) await AnswerAsync(http, await explainer.HypotheticalAsync(labels, annotations, at, http.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
        else await ApiResponse.RefuseAsync(http, fault).ConfigureAwait(false);
    });

    private Alert Posted(LabelSet labels, LabelSet annotations)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return new Alert { Labels = labels, Annotations = annotations, StartsAt = now, EndsAt = now, UpdatedAt = now };
    }

    private Task AnswerAsync(HttpContext http, Explanation explanation) =>
        ApiResponse.WriteAsync(http, StatusCodes.Status200OK, json => writer.Write(json, explanation, clock.GetUtcNow()));

    private static ApiFault? Read(byte[] body, out LabelSet labels, out LabelSet annotations, out DateTimeOffset? at)
    {
        labels = annotations = LabelSet.Empty;
        at = null;
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("labels", out JsonElement given)) return ApiFault.Required("labels");
            labels = Labels(given);
            if (root.TryGetProperty("annotations", out JsonElement notes)) annotations = Labels(notes);
            if (!root.TryGetProperty("at", out JsonElement when) || when.ValueKind == JsonValueKind.Null) return null;
            string text = when.GetString() ?? "";
            return WireTime.TryParse(text, out at) && at is not null ? HistoryRequest.Far("at", at) : ApiFault.Bad($"at: \"{text}\" is no time; write it as 2026-01-02T15:04:05Z");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return ApiFault.Bad("the body must be an object with labels, a map of texts, and may have annotations and at");
        }
    }

    private static LabelSet Labels(JsonElement map)
    {
        var builder = new LabelSetBuilder();
        foreach (JsonProperty entry in map.EnumerateObject()) builder.Set(entry.Name, entry.Value.GetString() ?? "");
        return builder.Build();
    }
}
