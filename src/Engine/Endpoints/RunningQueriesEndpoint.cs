using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Contracts.Api.Prometheus;
using Tocsin.Engine.Querying;

namespace Tocsin.Engine.Endpoints;

/// <summary><c>/api/tocsin/v1/queries</c>: what runs now, longest first; <c>DELETE .../ID</c> ends one, whose caller gets "canceled".</summary>
internal sealed class RunningQueriesEndpoint(RunningQueries running, TimeProvider clock)
{
    private const string Path = "/api/tocsin/v1/queries";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (RequestDelegate)ListAsync);
        routes.MapDelete(Path + "/{id:long}", (RequestDelegate)EndAsync);
    }

    private Task ListAsync(HttpContext http)
    {
        DateTimeOffset now = clock.GetUtcNow();
        IReadOnlyList<RunningQuery> all = running.All;
        return new ApiAnswer(json =>
        {
            json.WriteStartArray();
            foreach (RunningQuery query in all)
            {
                json.WriteStartObject();
                json.WriteNumber("id"u8, query.Id);
                json.WriteString("query"u8, query.Call.Query);
                json.WriteString("since"u8, RuleJson.Time(query.Since.ToUnixTimeMilliseconds()));
                json.WriteNumber("seconds"u8, Math.Round((now - query.Since).TotalSeconds, 3));
                json.WriteString("start"u8, RuleJson.Time(query.Call.Start));
                json.WriteString("end"u8, RuleJson.Time(query.Call.End));
                json.WriteNumber("step"u8, query.Call.Step / 1000.0);
                if (query.Call.Origin.RuleGroup is { } group) json.WriteString("rule_group"u8, query.Call.Origin.RuleFile + ";" + group);
                if (query.Call.Origin.Client is { Length: > 0 } client) json.WriteString("client"u8, client);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }).WriteAsync(http);
    }

    private Task EndAsync(HttpContext http)
    {
        long id = long.Parse((string)http.GetRouteValue("id")!, CultureInfo.InvariantCulture);
        return running.Cancel(id)
            ? new ApiAnswer(json => json.WriteNullValue()).WriteAsync(http)
            : ApiAnswer.WriteErrorAsync(http, StatusCodes.Status404NotFound, ApiErrorType.NotFound, $"no query {id} is running");
    }
}
