using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;
using Tocsin.Ingest.Scraping;
using Tocsin.Model.Samples;

namespace Tocsin.Ingest.Exposition;

/// <summary>The Prometheus text format, versions 0.0.4 and 1.0.0 (which adds quoted UTF-8 names).</summary>
internal sealed class PrometheusText() : TextPage(spaces: true)
{
    private static readonly SearchValues<byte> ValueEnd = SearchValues.Create(" \t\n{"u8);

    public override ExpositionEntry Next(ReadOnlySpan<byte> expected)
    {
        ReadOnlySpan<byte> page = Page.Span;
        while (true)
        {
            At = SeriesText.SkipSpaces(page, At);
            if (At >= page.Length) return ExpositionEntry.End;
            byte first = page[At];
            if (first == '\n') At++;
            else if (first == '#')
            {
                if (Comment(page) is { } entry) return entry;
            }
            else if (first == '{' || SeriesText.StartsMetricName(first)) return Sample(page, expected) ? ExpositionEntry.Sample : ExpositionEntry.Error;
            else
            {
                Fail("expected a valid start token", At);
                return ExpositionEntry.Error;
            }
        }
    }

    private bool Sample(ReadOnlySpan<byte> page, ReadOnlySpan<byte> expected)
    {
        int line = At;
        if (!TakeSeries(page, expected)) return false;
        At = SeriesText.SkipSpaces(page, At);
        int length = page[At..].IndexOfAny(ValueEnd);
        if (length < 0) length = page.Length - At;
        if (length == 0) return Fail("expected value after metric", line);
        if (!TakeValue(page, page.Slice(At, length))) return false;
        At = SeriesText.SkipSpaces(page, At + length);
        return TakeTimestamp(page, line) && TakeLineEnd(page, line);
    }

    private bool TakeTimestamp(ReadOnlySpan<byte> page, int line)
    {
        HasTimestamp = At < page.Length && char.IsAsciiDigit((char)page[At]);
        if (!HasTimestamp) return true;
        if (!Utf8Parser.TryParse(page[At..], out long timestamp, out int used)) return Fail("timestamp out of range", line);
        Timestamp = timestamp;
        At = SeriesText.SkipSpaces(page, At + used);
        return true;
    }

    private bool TakeLineEnd(ReadOnlySpan<byte> page, int line)
    {
        if (At >= page.Length) return true;
        if (page[At] != '\n') return Fail(HasTimestamp ? "expected next entry after timestamp" : "expected timestamp or new record", line);
        At++;
        return true;
    }

    // Null: a plain comment, which is skipped.
    private ExpositionEntry? Comment(ReadOnlySpan<byte> page)
    {
        int line = At;
        int length = page[At..].IndexOf((byte)'\n');
        int end = length < 0 ? page.Length : At + length;
        int word = SeriesText.SkipSpaces(page, At + 1);
        ReadOnlySpan<byte> rest = page[word..Math.Max(word, end)];
        bool help = rest.StartsWith("HELP"u8), type = rest.StartsWith("TYPE"u8);
        if (word == At + 1 || !(help || type) || rest.Length < 5 || rest[4] is not ((byte)' ' or (byte)'\t'))
        {
            At = Math.Min(end + 1, page.Length);
            return null;
        }
        At = SeriesText.SkipSpaces(page, word + 4);
        if (!TakeFamily(page[..end])) return ExpositionEntry.Error;
        TextAt = At < end ? (At + 1, end - At - 1) : (At, 0);
        At = Math.Min(end + 1, page.Length);
        if (help) return Utf8.IsValid(RawText) ? ExpositionEntry.Help : Wrong("help text is not valid UTF-8", line);
        return TypeOf(RawText) is { } known ? Known(known) : Wrong($"invalid metric type \"{FloatText.Shown(RawText)}\"", line);
    }

    private ExpositionEntry Known(MetricType type)
    {
        SetType(type);
        return ExpositionEntry.Type;
    }

    private ExpositionEntry Wrong(string what, int line)
    {
        Fail(what, line);
        return ExpositionEntry.Error;
    }

    private static MetricType? TypeOf(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("counter"u8)) return MetricType.Counter;
        if (text.SequenceEqual("gauge"u8)) return MetricType.Gauge;
        if (text.SequenceEqual("histogram"u8)) return MetricType.Histogram;
        if (text.SequenceEqual("summary"u8)) return MetricType.Summary;
        return text.SequenceEqual("untyped"u8) ? MetricType.Unknown : null;
    }
}
