using System.Text;
using Tocsin.Model.Matchers;

namespace Tocsin.Host.Lifecycle;

/// <summary>Lets pages of other origins read <c>/api/v1</c>, and answers their preflight, in upstream's words.</summary>
internal sealed class ApiOrigins(RequestDelegate next, AnchoredRegex allowed)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/api/v1")) return next(http);
        IHeaderDictionary headers = http.Response.Headers;
        headers.Vary = "Origin";
        string origin = http.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && allowed.IsMatch(Encoding.UTF8.GetBytes(origin)))
        {
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
            headers.AccessControlAllowHeaders = "Accept, Authorization, Content-Type, Origin";
            headers.AccessControlExposeHeaders = "Date";
        }
        if (!HttpMethods.IsOptions(http.Request.Method)) return next(http);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
