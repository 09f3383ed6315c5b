using System.Globalization;
using System.Text;
using Tocsin.Contracts.Configuration.Prometheus;

namespace Tocsin.Ingest.Scraping;

/// <summary>Says which formats we would rather have, best first. Only protobuf carries native histograms: it is asked for by those who want them.</summary>
internal static class AcceptHeader
{
    private const int FirstWeight = 6;
    private static readonly ScrapeProtocol[] Default =
        [ScrapeProtocol.OpenMetricsText100, ScrapeProtocol.OpenMetricsText001, ScrapeProtocol.PrometheusText100, ScrapeProtocol.PrometheusText004];

    public static string For(ScrapeDefaults scrape)
    {
        var text = new StringBuilder();
        int weight = FirstWeight;
        foreach (ScrapeProtocol protocol in scrape.Protocols.Count > 0 ? scrape.Protocols : scrape.NativeHistograms ? [ScrapeProtocol.PrometheusProto, .. Default] : Default)
        {
            text.Append(Media(protocol));
            if (protocol is ScrapeProtocol.OpenMetricsText100 or ScrapeProtocol.PrometheusText100) text.Append(";escaping=").Append(Name(scrape.Escaping));
            text.Append(CultureInfo.InvariantCulture, $";q=0.{weight--},");
        }
        return text.Append(CultureInfo.InvariantCulture, $"*/*;q=0.{weight}").ToString();
    }

    private static string Media(ScrapeProtocol protocol) => protocol switch
    {
        ScrapeProtocol.PrometheusProto => "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
        ScrapeProtocol.OpenMetricsText100 => "application/openmetrics-text;version=1.0.0",
        ScrapeProtocol.OpenMetricsText001 => "application/openmetrics-text;version=0.0.1",
        ScrapeProtocol.PrometheusText100 => "text/plain;version=1.0.0",
        _ => "text/plain;version=0.0.4",
    };

    private static string Name(NameEscaping escaping) => escaping switch
    {
        NameEscaping.Underscores => "underscores",
        NameEscaping.Dots => "dots",
        NameEscaping.Values => "values",
        _ => "allow-utf-8",
    };
}
