namespace Tocsin.Host.Lifecycle;

/// <summary>Serves everything under a prefix and nothing outside of it; the bare root leads there.</summary>
internal static class RoutePrefix
{
    public static void UseRoutePrefix(this WebApplication app, string prefix)
    {
        if (prefix.Length == 0) return;
        app.Use(async (context, next) =>
        {
            if (context.Request.Path.StartsWithSegments(prefix))
            {
                await next(context);
                return;
            }
            if (context.Request.Path == "/") context.Response.Redirect(prefix + "/");
            else context.Response.StatusCode = StatusCodes.Status404NotFound;
        });
        app.UsePathBase(prefix);
    }
}
