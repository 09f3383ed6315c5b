using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tocsin.Web.Assets;

/// <summary>
/// The routes of the UI. The page answers only the UI's own addresses: an unknown path under /api, /-/ or /metrics stays
/// with its owner, and a file that is not there is 404, never the page.
/// </summary>
internal static class UiEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    // Each stands for itself and all below it. src/Web/ui/src/app/App.tsx has the same list.
    private static readonly string[] Places =
    [
        "alerts", "silences", "notifications", "timeline", "routing", "receivers", "templates", "query", "rules", "targets",
        "service-discovery", "status", "config", "flags", "tsdb-status", "alertmanager-discovery", "audit", "settings",
    ];

    public static IEndpointRouteBuilder MapUi(this IEndpointRouteBuilder endpoints, UiOptions options) =>
        endpoints.MapUi(options, UiBundle.Load(typeof(UiEndpoints).Assembly));

    internal static IEndpointRouteBuilder MapUi(this IEndpointRouteBuilder endpoints, UiOptions options, UiBundle bundle)
    {
        var group = endpoints.MapGroup(options.RoutePrefix).ExcludeFromDescription();
        var page = bundle.Page is null ? null : new UiPage(bundle.Page, options.BasePath);
        RequestDelegate writePage = page is null ? UiPage.WriteMissingAsync : page.WriteAsync;
        group.MapMethods("/", Reading, writePage);
        foreach (var place in Places)
        {
            group.MapMethods($"/{place}/{{**rest}}", Reading, writePage);
        }

        foreach (var file in bundle.TopLevel)
        {
            group.MapMethods("/" + file, Reading, bundle.Find(file)!.WriteAsync);
        }

        group.MapMethods("/assets/{**file}", Reading, context => WriteFileAsync(context, bundle));
        // Prometheus' rules and old bookmarks point at /graph.
        group.MapMethods("/graph", Reading, context => Redirect(context, options.BasePath + "query" + context.Request.QueryString));
        if (options.RoutePrefix.Length > 0)
        {
            // A base of "/" means that a proxy adds the prefix: leading there would come back here for ever.
            var home = options.BasePath == "/" ? options.RoutePrefix + "/" : options.BasePath;
            endpoints.MapMethods("/", Reading, context => Redirect(context, home)).ExcludeFromDescription();
        }

        return endpoints;
    }

    private static Task WriteFileAsync(HttpContext context, UiBundle bundle)
    {
        if (bundle.Find("assets/" + context.GetRouteValue("file")) is { } asset)
        {
            return asset.WriteAsync(context);
        }

        // Right after an update an old page may ask for an old name: the answer must not be remembered.
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    private static Task Redirect(HttpContext context, string to)
    {
        context.Response.Redirect(to);
        return Task.CompletedTask;
    }
}
