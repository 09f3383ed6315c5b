using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Notifier.Intake;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>/api/v2/alerts and /api/v2/alerts/groups.</summary>
internal sealed class AlertsEndpoint(INotifierState state, INotifierConfig config, IAlertIntake intake, EndpointSettings settings)
{
    private static readonly string[] NotMuted = [];

    public Task ListAsync(HttpContext http)
    {
        if (Filter(http, out AlertFilter? filter) is { } fault) return ApiResponse.FaultAsync(http, fault);
        return ApiResponse.WriteListAsync(http, state.Alerts().Where(filter!.Matches), (json, view) => AlertJson.Write(json, view, NotMuted));
    }

    public Task GroupsAsync(HttpContext http)
    {
        if (Filter(http, out AlertFilter? filter) is { } fault) return ApiResponse.FaultAsync(http, fault);
        IEnumerable<(GroupView Group, List<AlertView> Alerts)> groups = state.Groups()
            .Where(group => filter!.MatchesReceiver(group.Receiver) && (filter.Muted || group.MutedBy.Count == 0))
            .Select(group => (group, group.Alerts.Where(filter!.MatchesInGroup).ToList()))
            .Where(pair => pair.Item2.Count > 0);
        return ApiResponse.WriteListAsync(http, groups, (json, pair) => WriteGroup(json, pair.Group, pair.Alerts));
    }

    public async Task PostAsync(HttpContext http)
    {
        RequestBody body = await RequestBody.ReadAsync(http, "alerts", settings.MaxAlertBytes).ConfigureAwait(false);
        var alerts = new List<PostedAlert>();
        ApiFault? fault = body.Fault ?? PostedAlertReader.Read(body.Bytes, alerts);
        if (fault is null)
        {
            IntakeResult result = await intake.AcceptAsync(alerts, http.RequestAborted).ConfigureAwait(false);
            if (result.Overloaded) fault = new ApiFault(503, 0, "the database is away and no more alerts can be kept until it is back; send them again");
            else if (result.Rejections.Count > 0) fault = ApiFault.Bad(string.Join('\n', result.Rejections.Select(rejection => rejection.Error)));
        }
        await (fault is null ? ApiResponse.EmptyAsync(http, StatusCodes.Status200OK) : ApiResponse.FaultAsync(http, fault)).ConfigureAwait(false);
    }

    private ApiFault? Filter(HttpContext http, out AlertFilter? filter) =>
        AlertFilter.Read(http.Request.Query, config.Current.Config, settings.Syntax, out filter);

    private static void WriteGroup(Utf8JsonWriter json, GroupView group, List<AlertView> alerts)
    {
        json.WriteStartObject();
        json.WriteStartArray("alerts"u8);
        foreach (AlertView alert in alerts) AlertJson.Write(json, alert, group.MutedBy);
        json.WriteEndArray();
        AlertJson.WriteLabels(json, "labels"u8, group.Labels);
        json.WriteStartObject("receiver"u8);
        json.WriteString("name"u8, group.Receiver);
        json.WriteEndObject();
        AlertJson.WriteLabels(json, "routeLabels"u8, group.RouteLabels);
        json.WriteEndObject();
    }
}
