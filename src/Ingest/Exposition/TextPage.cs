using System.Text;
using Tocsin.Ingest.Scraping;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Ingest.Exposition;

/// <summary>What the two text formats have in common: the page, the place in it, and the entry that was read last.</summary>
internal abstract class TextPage(bool spaces) : IExpositionPage
{
    private protected readonly SeriesText SeriesParser = new(spaces);
    private protected ReadOnlyMemory<byte> Page;
    private protected int At;

    public bool AsExpected { get; private set; }

    public ReadOnlySpan<byte> Series => Page.Span.Slice(SeriesAt.Start, SeriesAt.Length);

    public double Value { get; private protected set; }

    public NativeHistogram? Histogram => null;

    public bool HasTimestamp { get; private protected set; }

    public long Timestamp { get; private protected set; }

    public ReadOnlySpan<byte> ExemplarText => Page.Span.Slice(ExemplarAt.Start, ExemplarAt.Length);

    public ReadOnlySpan<byte> Family => FamilyEscaped ? SeriesText.Unescape(Page.Span.Slice(FamilyAt.Start, FamilyAt.Length)) : Page.Span.Slice(FamilyAt.Start, FamilyAt.Length);

    public MetricType Type { get; private protected set; }

    public ReadOnlySpan<byte> RawText => Page.Span.Slice(TextAt.Start, TextAt.Length);

    public string Error { get; private protected set; } = "";

    private protected (int Start, int Length) SeriesAt, ExemplarAt, FamilyAt, TextAt;
    private protected bool FamilyEscaped;
    private MetricType _type;

    public virtual void Open(ReadOnlyMemory<byte> page)
    {
        Page = page;
        At = 0;
        _type = MetricType.Unknown;
        Error = "";
    }

    public abstract ExpositionEntry Next(ReadOnlySpan<byte> expected);

    public string? ReadLabels(LabelSetBuilder into) => SeriesParser.Read(Page.Span, into, _type switch
    {
        MetricType.Histogram => "le"u8,
        MetricType.Summary => "quantile"u8,
        _ => default,
    });

    public bool NamesLabel(ReadOnlySpan<byte> name) => SeriesParser.Names(Page.Span, name);

    public string ReadText() => Encoding.UTF8.GetString(SeriesText.Unescape(RawText));

    public virtual Exemplar? ReadExemplar(long sampleTimestamp) => null;

    /// <summary>Reads the series at the place: only compares when it is the expected one. False: the error is set.</summary>
    private protected bool TakeSeries(ReadOnlySpan<byte> page, ReadOnlySpan<byte> expected)
    {
        int start = At;
        ExemplarAt = default;
        AsExpected = IsExpected(page, expected);
        if (AsExpected)
        {
            SeriesAt = (start, expected.Length);
            At = start + expected.Length;
            return true;
        }
        if (SeriesParser.Parse(page, start) is { } wrong) return Fail(wrong, start);
        At = SeriesParser.End;
        SeriesAt = (start, At - start);
        return true;
    }

    /// <summary>Reads the name behind HELP, TYPE or UNIT. False: the error is set.</summary>
    private protected bool TakeFamily(ReadOnlySpan<byte> page)
    {
        int start = At;
        bool quoted = At < page.Length && page[At] == '"';
        int length = quoted ? SeriesText.QuotedLength(page[At..]) : SeriesText.MetricNameLength(page[At..]);
        if (length == 0 || (quoted && length == 2)) return Fail("expected metric name after the keyword", start);
        FamilyAt = quoted ? (start + 1, length - 2) : (start, length);
        FamilyEscaped = quoted && page.Slice(start, length).Contains((byte)'\\');
        At += length;
        return true;
    }

    private protected void SetType(MetricType type)
    {
        Type = type;
        _type = type;
    }

    private protected bool TakeValue(ReadOnlySpan<byte> page, ReadOnlySpan<byte> text)
    {
        string? wrong = FloatText.Parse(text, out double value);
        Value = value;
        return wrong is null || Fail(wrong, At);
    }

    private protected bool Fail(string what, int around)
    {
        ReadOnlySpan<byte> line = Page.Span[Math.Min(around, Page.Length)..];
        int end = line.IndexOf((byte)'\n');
        Error = $"{what} while parsing: {LabelText.Quote(FloatText.Shown(end < 0 ? line : line[..end]))}";
        return false;
    }

    // The expected text must end where a series text can end: a bare name also before a brace it does not have would be another series.
    private bool IsExpected(ReadOnlySpan<byte> page, ReadOnlySpan<byte> expected)
    {
        if (expected.IsEmpty || !page[At..].StartsWith(expected)) return false;
        int next = At + expected.Length;
        if (next >= page.Length || page[next] is not ((byte)' ' or (byte)'\t')) return false;
        if (expected[^1] == '}') return true;
        next = SeriesText.SkipSpaces(page, next);
        return next < page.Length && page[next] != '{';
    }
}
