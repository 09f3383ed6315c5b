using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tocsin.Notifier.Pipeline;
using Tocsin.Notifier.Routing;

namespace Tocsin.Notifier.Endpoints;

/// <summary>/api/tocsin/v1/routing/tree: the routing tree as it is applied, with what every node inherited.</summary>
internal sealed class RoutingEndpoint(INotifierConfig config)
{
    public Task TreeAsync(HttpContext http) => ApiResponse.WriteAsync(http, StatusCodes.Status200OK, json => Write(json, config.Current.Routes.Root));

    private static void Write(Utf8JsonWriter json, Route route)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, route.Id);
        json.WriteString("field"u8, route.Field);
        json.WriteString("receiver"u8, route.Receiver);
        AlertJson.WriteTexts(json, "matchers"u8, route.Matchers.Select(matcher => matcher.ToString()));
        json.WriteBoolean("continue"u8, route.Continue);
        AlertJson.WriteTexts(json, "groupBy"u8, route.GroupBy.IsAll ? ["..."] : route.GroupBy.Names);
        json.WriteNumber("groupWaitSeconds"u8, route.GroupWait.TotalSeconds);
        json.WriteNumber("groupIntervalSeconds"u8, route.GroupInterval.TotalSeconds);
        json.WriteNumber("repeatIntervalSeconds"u8, route.RepeatInterval.TotalSeconds);
        AlertJson.WriteTexts(json, "muteTimeIntervals"u8, route.MuteTimeIntervals);
        AlertJson.WriteTexts(json, "activeTimeIntervals"u8, route.ActiveTimeIntervals);
        json.WriteStartArray("routes"u8);
        foreach (Route child in route.Routes) Write(json, child);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
