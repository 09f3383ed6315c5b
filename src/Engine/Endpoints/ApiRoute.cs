using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Tocsin.Contracts.Api.Prometheus;

namespace Tocsin.Engine.Endpoints;

/// <summary>Maps handlers of the API: reads the parameters, turns errors into the envelope.</summary>
internal sealed class ApiRoute(IEndpointRouteBuilder routes, ILogger log)
{
    private static readonly string[] Reading = ["GET", "POST"];
    private static readonly string[] ReadingAndDeleting = ["GET", "POST", "DELETE"];
    private static readonly string[] GetOnly = ["GET"];

    /// <summary>GET, and POST with a form.</summary>
    public void Query(string path, Func<ApiRequest, CancellationToken, ValueTask<ApiAnswer>> handler) => Map(path, Reading, handler);

    /// <summary>GET and POST with a form; what DELETE asks for upstream knows, and cannot do.</summary>
    public void QueryNotDelete(string path, Func<ApiRequest, CancellationToken, ValueTask<ApiAnswer>> handler) =>
        Map(path, ReadingAndDeleting, (request, cancel) =>
            HttpMethods.IsDelete(request.Http.Request.Method) ? throw new ApiException(ApiErrorType.Internal, "not implemented") : handler(request, cancel));

    public void Get(string path, Func<ApiRequest, CancellationToken, ValueTask<ApiAnswer>> handler) => Map(path, GetOnly, handler);

    public void Get(string path, Func<ApiRequest, ApiAnswer> handler) => Map(path, GetOnly, (request, _) => ValueTask.FromResult(handler(request)));

    /// <summary>A path of upstream that we do not answer yet, and says so.</summary>
    public void NotImplemented(string path) => routes.MapMethods("/api/v1" + path, Reading, (HttpContext http) =>
        ApiAnswer.WriteErrorAsync(http, StatusCodes.Status501NotImplemented, ApiErrorType.Unavailable, $"/api/v1{path} is not implemented yet"));

    private void Map(string path, string[] methods, Func<ApiRequest, CancellationToken, ValueTask<ApiAnswer>> handler)
    {
        string allowed = string.Join(", ", methods.Append(HttpMethods.Options).Order(StringComparer.Ordinal));
        // Comes after all that name a method.
        routes.Map("/api/v1" + path, (HttpContext http) => RefuseAsync(http, allowed));
        routes.MapMethods("/api/v1" + path, methods, async (HttpContext http) =>
        {
            try
            {
                ApiRequest request = await ApiRequest.ReadAsync(http).ConfigureAwait(false);
                ApiAnswer answer = await handler(request, http.RequestAborted).ConfigureAwait(false);
                await answer.WriteAsync(http).ConfigureAwait(false);
            }
            catch (ApiException e)
            {
                await ApiAnswer.WriteErrorAsync(http, ApiEnvelope.StatusCode(e.Type), e.Type, e.Message).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
            {
                // The caller has gone; nobody reads an answer.
            }
            catch (Exception e) when (!http.Response.HasStarted)
            {
                EndpointLog.Broke(log, e, path);
                await ApiAnswer.WriteErrorAsync(http, 500, ApiErrorType.Internal, "internal error: " + e.Message).ConfigureAwait(false);
            }
        });
    }

    /// <summary>In the words of Go's own server.</summary>
    private static Task RefuseAsync(HttpContext http, string allowed)
    {
        http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        http.Response.Headers.Allow = allowed;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync("Method Not Allowed\n", http.RequestAborted);
    }
}

internal static partial class EndpointLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Answering /api/v1{Path} broke")]
    public static partial void Broke(ILogger log, Exception error, string path);
}
