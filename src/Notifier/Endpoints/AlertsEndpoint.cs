using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>/api/v2/alerts and /api/v2/alerts/groups.</summary>
internal sealed class AlertsEndpoint(AlertListing listing, INotifierConfig config, IAlertIntake intake, LabelSetCache cache, EndpointSettings settings)
{
    public Task ListAsync(HttpContext http) =>
        Filter(http, out AlertFilter? filter) is { } fault ? ApiResponse.FaultAsync(http, fault) : listing.WriteAlertsAsync(http, filter!);

    public Task GroupsAsync(HttpContext http) =>
        Filter(http, out AlertFilter? filter) is { } fault ? ApiResponse.FaultAsync(http, fault) : listing.WriteGroupsAsync(http, filter!);

    public async Task PostAsync(HttpContext http)
    {
        var alerts = new List<PostedAlert>(64);
        ApiFault? fault = await ReadAsync(http, alerts).ConfigureAwait(false);
        if (fault is null)
        {
            IntakeResult result = await intake.AcceptAsync(alerts, http.RequestAborted).ConfigureAwait(false);
            if (result.Overloaded) fault = new ApiFault(503, 0, "the database is away and no more alerts can be kept until it is back; send them again");
            else if (result.Rejections.Count > 0) fault = ApiFault.Bad(Shown.Errors([.. result.Rejections.Select(rejection => rejection.Error)]));
        }
        await (fault is null ? ApiResponse.EmptyAsync(http, StatusCodes.Status200OK) : ApiResponse.FaultAsync(http, fault)).ConfigureAwait(false);
    }

    private async ValueTask<ApiFault?> ReadAsync(HttpContext http, List<PostedAlert> alerts)
    {
        using PooledBody body = await RequestBody.ReadPooledAsync(http, "alerts", settings.MaxAlertBytes).ConfigureAwait(false);
        return body.Fault ?? PostedAlertReader.Read(body.Bytes, alerts, cache);
    }

    private ApiFault? Filter(HttpContext http, out AlertFilter? filter) =>
        AlertFilter.Read(http.Request.Query, config.Current.Config, settings.Syntax, out filter);
}
