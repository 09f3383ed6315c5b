namespace Tocsin.Host.Lifecycle;

/// <summary>A path that nobody serves says so in the words that Grafana looks for.</summary>
internal static class NotFoundText
{
    public static void UseNotFoundText(this WebApplication app) => app.Use(async (http, next) =>
    {
        await next(http);
        if (http.Response.StatusCode != StatusCodes.Status404NotFound || http.Response.HasStarted || http.GetEndpoint() is not null) return;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync("404 page not found\n", http.RequestAborted);
    });
}
