using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>/api/tocsin/v1/history: transitions of alerts, and versions of silences.</summary>
internal sealed class HistoryEndpoint(INotificationHistory history, HistorySpan span, EndpointSettings settings)
{
    public Task AlertsAsync(HttpContext http) => PageAsync(http, HistoryFilters.Fingerprint | HistoryFilters.Labels | HistoryFilters.Kind, async query =>
    {
        HistoryPage<AlertEvent> page = await history.AlertEventsAsync(query, http.RequestAborted).ConfigureAwait(false);
        await ApiResponse.WritePageAsync(http, "events", page, span, HistoryJson.WriteEvent).ConfigureAwait(false);
    });

    public Task SilencesAsync(HttpContext http) => PageAsync(http, HistoryFilters.None, async query =>
    {
        HistoryPage<Silence> page = await history.SilenceVersionsAsync(query, http.RequestAborted).ConfigureAwait(false);
        await ApiResponse.WritePageAsync(http, "versions", page, span, HistoryJson.WriteVersion).ConfigureAwait(false);
    });

    private Task PageAsync(HttpContext http, HistoryFilters filters, Func<HistoryQuery, Task> answer) => DatabaseGuard.RunAsync(http, async () =>
    {
        if (HistoryRequest.Read(http.Request.Query, settings.Syntax, filters, out HistoryQuery query) is { } fault) await ApiResponse.RefuseAsync(http, fault).ConfigureAwait(false);
        else await answer(query).ConfigureAwait(false);
    });
}
