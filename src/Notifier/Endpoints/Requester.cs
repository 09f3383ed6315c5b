using Microsoft.AspNetCore.Http;

namespace Tocsin.Notifier.Endpoints;

/// <summary>Who sends a request: the name they signed in with here, else the one that a proxy in front of us passes on.</summary>
internal static class Requester
{
    private const int MaxLength = 200;

    /// <summary>Empty when nobody says.</summary>
    public static string Of(HttpContext http)
    {
        string name = http.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } known } ? known : http.Request.Headers["X-Forwarded-User"].ToString();
        return name.Length > MaxLength ? name[..MaxLength] : name;
    }
}
