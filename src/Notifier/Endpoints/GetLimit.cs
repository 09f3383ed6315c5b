using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Tocsin.Contracts.Api.Alertmanager;

namespace Tocsin.Notifier.Endpoints;

/// <summary>Reads of large states are bounded in number; who comes when all places are taken is turned away at once, as upstream does.</summary>
internal sealed class GetLimit
{
    private static readonly KeyValuePair<string, object?> Get = new("method", "get");

    private readonly int _places;
    private readonly Counter<long> _turnedAway;
    private int _inside;

    public GetLimit(int places, IMeterFactory meters)
    {
        _places = places;
        Meter meter = meters.Create("Tocsin");
        _turnedAway = meter.CreateCounter<long>("alertmanager_http_concurrency_limit_exceeded_total", description: "Requests turned away because too many were being served.");
        _turnedAway.Add(0, Get);
        meter.CreateObservableGauge("alertmanager_http_requests_in_flight", () => new Measurement<int>(Math.Min(Volatile.Read(ref _inside), _places), Get), description: "Reads of API v2 that are being served.");
    }

    public RequestDelegate Around(RequestDelegate serve) => async http =>
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > _places)
            {
                _turnedAway.Add(1, Get);
                await ApiResponse.FaultAsync(http, new ApiFault(503, 503, $"Limit of concurrent GET requests reached ({_places}), try again later.")).ConfigureAwait(false);
            }
            else await serve(http).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    };
}
