using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Alertmanager;

namespace Tocsin.Notifier.Endpoints;

/// <summary>Answers that come from the database say so when it is away.</summary>
internal static class DatabaseGuard
{
    public static async Task RunAsync(HttpContext http, Func<Task> serve)
    {
        try
        {
            await serve().ConfigureAwait(false);
        }
        catch (Exception e) when (!http.Response.HasStarted && IsOfDatabase(e))
        {
            await ApiResponse.RefuseAsync(http, new ApiFault(503, 0, "the history cannot be read: the database does not answer")).ConfigureAwait(false);
        }
    }

    // EF wraps what it takes for a passing failure.
    private static bool IsOfDatabase(Exception e) => e is DbException or TimeoutException || (e is InvalidOperationException && e.InnerException is DbException or TimeoutException);
}
