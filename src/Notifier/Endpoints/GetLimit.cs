using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Alertmanager;

namespace Tocsin.Notifier.Endpoints;

/// <summary>Reads of large states are bounded in number; who comes when all places are taken is turned away at once, as upstream does.</summary>
internal sealed class GetLimit(int places, Counter<long> turnedAway)
{
    private int _inside;

    public RequestDelegate Around(RequestDelegate serve) => async http =>
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > places)
            {
                turnedAway.Add(1, new KeyValuePair<string, object?>("method", "get"));
                await ApiResponse.FaultAsync(http, new ApiFault(503, 503, $"Limit of concurrent GET requests reached ({places}), try again later.")).ConfigureAwait(false);
            }
            else await serve(http).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    };
}
