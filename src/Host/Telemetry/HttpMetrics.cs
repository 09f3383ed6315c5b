using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Routing;

namespace Tocsin.Host.Telemetry;

/// <summary>Counts and times every request under the names that dashboards for Prometheus and Alertmanager use.</summary>
internal sealed class HttpMetrics
{
    private static readonly double[] PrometheusBounds = [.1, .2, .4, 1, 3, 8, 20, 60, 120];
    private static readonly double[] AlertmanagerBounds = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];
    private static readonly long[] SizeBounds = [100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _alertmanagerDuration;
    private readonly Histogram<long> _alertmanagerSize;

    public HttpMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MetricRegistry.MeterName);
        _requests = meter.CreateCounter<long>("prometheus_http_requests_total", null, "Counter of HTTP requests.");
        _duration = meter.CreateHistogram(
            "prometheus_http_request_duration_seconds", null, "Histogram of latencies for HTTP requests.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = PrometheusBounds });
        _alertmanagerDuration = meter.CreateHistogram(
            "alertmanager_http_request_duration_seconds", null, "Histogram of latencies for HTTP requests of the Alertmanager API.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = AlertmanagerBounds });
        _alertmanagerSize = meter.CreateHistogram(
            "alertmanager_http_response_size_bytes", null, "Histogram of response size for HTTP requests outside of the Alertmanager API.",
            advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = SizeBounds });
    }

    public async Task MeasureAsync(HttpContext context, RequestDelegate next)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            string handler = Handler(context);
            var handlerTag = new KeyValuePair<string, object?>("handler", handler);
            // Streams last as long as the page is open; their duration says nothing.
            if (context.Response.ContentType is not "text/event-stream") _duration.Record(seconds, handlerTag);
            _requests.Add(1, handlerTag, new("code", context.Response.StatusCode));
            if (AlertmanagerHas(handler)) Alertmanager(context, seconds, handlerTag);
        }
    }

    private void Alertmanager(HttpContext context, double seconds, KeyValuePair<string, object?> handler)
    {
        var method = new KeyValuePair<string, object?>("method", Method(context));
        _alertmanagerDuration.Record(seconds, new("code", context.Response.StatusCode), handler, method);
        // As there: of its API the sizes are not counted.
        if (!handler.Value!.ToString()!.StartsWith("/api", StringComparison.Ordinal)) _alertmanagerSize.Record(context.Response.ContentLength ?? 0, handler, method);
    }

    private static bool AlertmanagerHas(string handler) =>
        handler.StartsWith("/api/v2/", StringComparison.Ordinal) || handler.StartsWith("/-/", StringComparison.Ordinal) || handler == "/metrics";

    // The route's pattern, never the path: a scanner must not be able to make series.
    private static string Handler(HttpContext context)
    {
        if (context.GetEndpoint() is not RouteEndpoint { RoutePattern.RawText: { Length: > 0 } raw }) return "/";
        string path = raw.StartsWith('/') ? raw : "/" + raw;
        return path.Replace("{", ":", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
    }

    private static string Method(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) ? "get" : HttpMethods.IsPost(context.Request.Method) ? "post" : HttpMethods.IsDelete(context.Request.Method) ? "delete" : "other";
}
