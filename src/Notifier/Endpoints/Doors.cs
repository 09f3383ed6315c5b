using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Contracts.Api.Alertmanager;

namespace Tocsin.Notifier.Endpoints;

/// <summary>
/// What stands around API v2: pages of any origin may read and post, a path or method that is not there is told in the API's own words, and version 1 is gone.
/// </summary>
internal static class Doors
{
    private const string Gone =
        """{"status":"deprecated","error":"The Alertmanager v1 API was deprecated in version 0.16.0 and is removed as of version 0.27.0 - please use the equivalent route in the v2 API"}""";

    private static readonly (string Path, string[] Methods)[] Paths =
    [
        ("/api/v2/alerts", ["GET", "POST"]),
        ("/api/v2/alerts/groups", ["GET"]),
        ("/api/v2/receivers", ["GET"]),
        ("/api/v2/silences", ["GET", "POST"]),
        ("/api/v2/silence/", ["DELETE", "GET"]),
        ("/api/v2/status", ["GET"]),
    ];

    private static readonly string[] Version1 = ["/api/v1/alerts", "/api/v1/alerts/groups", "/api/v1/receivers", "/api/v1/silences", "/api/v1/silence/{id}", "/api/v1/status"];

    /// <summary>Methods that a page of another origin may use: those that CORS calls simple, and nothing that deletes.</summary>
    private static readonly string[] Shared = ["GET", "POST", "HEAD"];

    /// <summary>An endpoint that pages of any origin may read.</summary>
    public static RequestDelegate Open(RequestDelegate serve) => http =>
    {
        Share(http);
        return serve(http);
    };

    public static void MapDoors(this IEndpointRouteBuilder endpoints)
    {
        endpoints.Map("/api/v2/{**rest}", (RequestDelegate)ElseAsync);
        // Prometheus has an API of this version too: where it is served, it comes first.
        foreach (string path in Version1) endpoints.Map(path, (RequestDelegate)GoneAsync).Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = 1000);
    }

    private static Task ElseAsync(HttpContext http)
    {
        string path = http.Request.Path.Value ?? "", method = http.Request.Method;
        if (method == "OPTIONS" && http.Request.Headers.AccessControlRequestMethod is { Count: > 0 } wanted) return PreflightAsync(http, wanted.ToString());
        Share(http);
        string[]? methods = Paths.FirstOrDefault(known => path == known.Path || (known.Path.EndsWith('/') && path.StartsWith(known.Path, StringComparison.Ordinal))).Methods;
        if (methods is null || methods.Contains(method)) return ApiResponse.FaultAsync(http, new ApiFault(404, 404, $"path {path} was not found"));
        http.Response.Headers.Allow = string.Join(',', methods);
        return ApiResponse.FaultAsync(http, new ApiFault(405, 405, $"method {method} is not allowed, but [{string.Join(',', methods)}] are"));
    }

    private static Task PreflightAsync(HttpContext http, string wanted)
    {
        IHeaderDictionary headers = http.Response.Headers;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        headers.Vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
        if (http.Request.Headers.Origin.Count == 0 || !Shared.Contains(wanted)) return Task.CompletedTask;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = wanted;
        // Simple headers only: a page may not send a password along.
        string asked = http.Request.Headers.AccessControlRequestHeaders.ToString();
        if (asked.Split(',', StringSplitOptions.TrimEntries).All(IsSimple)) headers.AccessControlAllowHeaders = asked;
        return Task.CompletedTask;
    }

    private static bool IsSimple(string header) => header.ToLowerInvariant() is "" or "accept" or "content-type" or "x-requested-with" or "origin";

    private static void Share(HttpContext http)
    {
        http.Response.Headers.Vary = "Origin";
        if (http.Request.Headers.Origin.Count > 0) http.Response.Headers.AccessControlAllowOrigin = "*";
    }

    private static Task GoneAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status410Gone;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(Gone, http.RequestAborted);
    }
}
