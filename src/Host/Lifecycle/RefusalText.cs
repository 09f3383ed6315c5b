namespace Tocsin.Host.Lifecycle;

/// <summary>A path that nobody serves, or not by that method, says so in the words of Go's server, which Grafana looks for.</summary>
internal static class RefusalText
{
    public static void UseRefusalText(this WebApplication app) => app.Use(async (http, next) =>
    {
        await next(http);
        HttpResponse answer = http.Response;
        if (answer.HasStarted || answer.ContentType is not null) return;
        string? text = answer.StatusCode switch
        {
            StatusCodes.Status404NotFound when http.GetEndpoint() is null => "404 page not found\n",
            StatusCodes.Status405MethodNotAllowed => "Method Not Allowed\n",
            _ => null,
        };
        if (text is null) return;
        answer.Headers.XContentTypeOptions = "nosniff";
        answer.ContentType = "text/plain; charset=utf-8";
        await answer.WriteAsync(text, http.RequestAborted);
    });
}
