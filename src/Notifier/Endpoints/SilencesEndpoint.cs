using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Contracts.Api.Alertmanager;
using Tocsin.Model.Matchers;
using Tocsin.Notifier.Muting;
using Tocsin.Notifier.Pipeline;

namespace Tocsin.Notifier.Endpoints;

/// <summary>/api/v2/silences and /api/v2/silence/{id}, and what our own API adds: the preview and the versions.</summary>
internal sealed class SilencesEndpoint(ISilences silences, INotifierState state, EndpointSettings settings, TimeProvider clock)
{
    public Task ListAsync(HttpContext http)
    {
        IQueryCollection query = http.Request.Query;
        if (AlertFilter.ReadMatchers(query["filter"], settings.Syntax, out List<Matcher> wanted) is { } fault) return ApiResponse.FaultAsync(http, fault);
        DateTimeOffset now = clock.GetUtcNow();
        bool active = AlertFilter.Flag(query, "active"), pending = AlertFilter.Flag(query, "pending"), expired = AlertFilter.Flag(query, "expired");
        ILookup<SilenceState, Silence> found = silences.All()
            .Where(silence => wanted.TrueForAll(matcher => silence.Matchers.Contains(matcher)))
            .ToLookup(silence => silence.StateAt(now));
        var sorted = new List<Silence>();
        // What ends next stands first; of what has ended, the latest.
        if (active) sorted.AddRange(found[SilenceState.Active].OrderBy(silence => silence.EndsAt).ThenBy(silence => silence.Id));
        if (pending) sorted.AddRange(found[SilenceState.Pending].OrderBy(silence => silence.StartsAt).ThenBy(silence => silence.Id));
        if (expired) sorted.AddRange(found[SilenceState.Expired].OrderByDescending(silence => silence.EndsAt).ThenBy(silence => silence.Id));
        return ApiResponse.WriteListAsync(http, sorted, (json, silence) => SilenceJson.Write(json, silence, now));
    }

    public async Task PostAsync(HttpContext http)
    {
        RequestBody body = await RequestBody.ReadAsync(http, "silence", settings.MaxSilenceBytes).ConfigureAwait(false);
        SilenceRequest? request = null;
        ApiFault? fault = body.Fault ?? SilenceRequestReader.Read(body.Bytes!, clock.GetUtcNow(), out request);
        if (fault is null)
        {
            SilenceResult result = await silences.SetAsync(request! with { ChangedBy = Requester.Of(http) }, http.RequestAborted).ConfigureAwait(false);
            if (result.Outcome == SilenceOutcome.Stored)
            {
                await ApiResponse.WriteAsync(http, StatusCodes.Status200OK, json =>
                {
                    json.WriteStartObject();
                    json.WriteString("silenceID"u8, result.Id);
                    json.WriteEndObject();
                }).ConfigureAwait(false);
                return;
            }
            fault = FaultOf(result);
        }
        await ApiResponse.FaultAsync(http, fault).ConfigureAwait(false);
    }

    public Task GetAsync(HttpContext http)
    {
        if (Id(http) is not { } id) return BadIdAsync(http);
        if (silences.Find(id) is not { } silence) return ApiResponse.EmptyAsync(http, StatusCodes.Status404NotFound);
        return ApiResponse.WriteAsync(http, StatusCodes.Status200OK, json => SilenceJson.Write(json, silence, clock.GetUtcNow()));
    }

    public async Task DeleteAsync(HttpContext http)
    {
        if (Id(http) is not { } id)
        {
            await BadIdAsync(http).ConfigureAwait(false);
            return;
        }
        SilenceResult result = await silences.ExpireAsync(id, http.RequestAborted, Requester.Of(http)).ConfigureAwait(false);
        await (result.Outcome switch
        {
            SilenceOutcome.Stored => ApiResponse.EmptyAsync(http, StatusCodes.Status200OK),
            SilenceOutcome.UnknownId => ApiResponse.EmptyAsync(http, StatusCodes.Status404NotFound),
            _ => ApiResponse.FaultAsync(http, ApiFault.Failed(result.Error)),
        }).ConfigureAwait(false);
    }

    /// <summary>The alerts that a silence with these matchers would hide now.</summary>
    public async Task PreviewAsync(HttpContext http)
    {
        RequestBody body = await RequestBody.ReadAsync(http, "matchers", settings.MaxSilenceBytes).ConfigureAwait(false);
        List<Matcher> matchers = [];
        ApiFault? fault = body.Fault is { } bad ? bad : SilenceRequestReader.ReadMatchers(body.Bytes!, out matchers);
        if (fault is not null)
        {
            await ApiResponse.RefuseAsync(http, fault).ConfigureAwait(false);
            return;
        }
        await ApiResponse.WriteAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("alerts"u8);
            foreach (AlertView view in state.Alerts())
                if (Matcher.MatchesAll(matchers, view.Alert.Labels))
                    AlertJson.Write(json, view, []);
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>Every version of a silence, oldest first.</summary>
    public Task HistoryAsync(HttpContext http) => DatabaseGuard.RunAsync(http, async () =>
    {
        if (Id(http) is not { } id)
        {
            await ApiResponse.RefuseAsync(http, BadId(http)).ConfigureAwait(false);
            return;
        }
        IReadOnlyList<Silence> versions = await silences.VersionsAsync(id, http.RequestAborted).ConfigureAwait(false);
        if (versions.Count == 0)
        {
            await ApiResponse.RefuseAsync(http, ApiFault.NotFound("silence not found")).ConfigureAwait(false);
            return;
        }
        await ApiResponse.WriteAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("versions"u8);
            foreach (Silence version in versions) SilenceJson.Write(json, version, clock.GetUtcNow());
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    });

    private static Guid? Id(HttpContext http) => Guid.TryParseExact(http.GetRouteValue("id") as string, "D", out Guid id) ? id : null;

    private static Task BadIdAsync(HttpContext http) => ApiResponse.FaultAsync(http, BadId(http));

    private static ApiFault BadId(HttpContext http) => ApiFault.NotOfType("silenceID", "path", "uuid", http.GetRouteValue("id") as string ?? "");

    private static ApiFault FaultOf(SilenceResult result) => result.Outcome switch
    {
        SilenceOutcome.UnknownId => ApiFault.NotFound("silence not found"),
        SilenceOutcome.Unavailable => ApiFault.Failed(result.Error),
        _ => ApiFault.Bad(result.Error),
    };
}
