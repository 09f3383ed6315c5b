using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Ingest.Scraping;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Ingest.Exposition;

/// <summary>Chooses the format by the Content-Type, as strictly as upstream: without a known one and without a fallback the page is refused.</summary>
internal sealed class ExpositionReader : IExpositionReader
{
    private readonly PrometheusText _prometheus = new();
    private readonly OpenMetricsText _openMetrics = new();
    private readonly ProtobufPage _protobuf = new();
    private IExpositionPage _page;

    public ExpositionReader() => _page = _prometheus;

    public bool AsExpected => _page.AsExpected;

    public ReadOnlySpan<byte> Series => _page.Series;

    public double Value => _page.Value;

    public NativeHistogram? Histogram => _page.Histogram;

    public bool HasTimestamp => _page.HasTimestamp;

    public long Timestamp => _page.Timestamp;

    public ReadOnlySpan<byte> ExemplarText => _page.ExemplarText;

    public ReadOnlySpan<byte> Family => _page.Family;

    public MetricType Type => _page.Type;

    public ReadOnlySpan<byte> RawText => _page.RawText;

    public string Error => _page.Error;

    public string? Open(string? contentType, ScrapeConfig config, ReadOnlyMemory<byte> page)
    {
        string media = (contentType ?? "").Split(';', 2)[0].Trim();
        ScrapeProtocol? protocol = media.ToLowerInvariant() switch
        {
            "text/plain" => ScrapeProtocol.PrometheusText004,
            "application/openmetrics-text" => ScrapeProtocol.OpenMetricsText100,
            "application/vnd.google.protobuf" => ScrapeProtocol.PrometheusProto,
            _ => config.FallbackProtocol,
        };
        if (protocol is null) return Refusal(contentType, media);
        if (protocol == ScrapeProtocol.PrometheusProto)
        {
            _protobuf.Open(page, new HistogramWishes(config));
            _page = _protobuf;
            return null;
        }
        TextPage text = protocol is ScrapeProtocol.OpenMetricsText001 or ScrapeProtocol.OpenMetricsText100 ? _openMetrics : _prometheus;
        text.Open(page);
        _page = text;
        return null;
    }

    public ExpositionEntry Next(ReadOnlySpan<byte> expected) => _page.Next(expected);

    public string? ReadLabels(LabelSetBuilder into) => _page.ReadLabels(into);

    public bool NamesLabel(ReadOnlySpan<byte> name) => _page.NamesLabel(name);

    public string ReadText() => _page.ReadText();

    public Exemplar? ReadExemplar(long sampleTimestamp) => _page.ReadExemplar(sampleTimestamp);

    private static string Refusal(string? contentType, string media) => string.IsNullOrWhiteSpace(contentType)
        ? "non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target"
        : $"received unsupported Content-Type {LabelText.Quote(media)} and no fallback_scrape_protocol specified for target";
}
