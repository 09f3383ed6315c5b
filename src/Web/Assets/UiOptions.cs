namespace Tocsin.Web.Assets;

/// <summary>Where the UI is served and how the browser reaches it.</summary>
internal sealed record UiOptions
{
    /// <param name="routePrefix">The prefix this process serves under: empty or "/" for none, else "/monitoring".</param>
    /// <param name="externalUrl">The address people type; its path goes into the page when a proxy adds or removes a prefix.</param>
    /// <exception cref="ArgumentException">A prefix that is no plain path.</exception>
    public UiOptions(string routePrefix = "", Uri? externalUrl = null)
    {
        RoutePrefix = Trim(routePrefix);
        BasePath = (externalUrl is null ? RoutePrefix : Trim(externalUrl.AbsolutePath)) + "/";
    }

    /// <summary>Empty, or a path that begins with a slash and does not end with one.</summary>
    public string RoutePrefix { get; }

    /// <summary>The path every link of the UI is relative to, as the browser sees it; ends with a slash.</summary>
    public string BasePath { get; }

    private static string Trim(string prefix)
    {
        var path = "/" + prefix.Trim('/');
        if (path == "/")
        {
            return "";
        }

        // Nothing else can be a path, a route and an attribute of the page at once without being quoted in three ways.
        return !path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '.' or '_' or '~')
            ? throw new ArgumentException($"'{prefix}' is not a path prefix; write it like /monitoring.", nameof(prefix))
            : path;
    }
}
