using System.Text;
using System.Text.Unicode;
using Tocsin.Ingest.Scraping;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Ingest.Exposition;

/// <summary>OpenMetrics text 1.0.0 and 0.0.1: one space between parts, no empty lines, timestamps in seconds, exemplars, and <c># EOF</c> at the end.</summary>
internal sealed class OpenMetricsText() : TextPage(spaces: false)
{
    // Characters of all names and values; the format says so, and longer ones are left out.
    private const int MaxExemplarLength = 128;

    private readonly SeriesText _exemplar = new(spaces: false);
    private string? _later;
    private int _laterAt;
    private bool _ended;

    public override void Open(ReadOnlyMemory<byte> page)
    {
        base.Open(page);
        _later = null;
        _ended = false;
    }

    public override ExpositionEntry Next(ReadOnlySpan<byte> expected)
    {
        ReadOnlySpan<byte> page = Page.Span;
        if (_later is not null) return Wrong(_later, _laterAt);
        if (page.IsEmpty || (_ended && At >= page.Length)) return ExpositionEntry.End;
        if (_ended) return Wrong("unexpected data after # EOF", At);
        if (At >= page.Length) return Wrong("data does not end with # EOF", At);
        if (page[At] == '#') return Comment(page);
        if (page[At] != '{' && !SeriesText.StartsMetricName(page[At])) return Wrong("expected a valid start token", At);
        return Sample(page, expected) ? ExpositionEntry.Sample : ExpositionEntry.Error;
    }

    public override Exemplar? ReadExemplar(long sampleTimestamp)
    {
        ReadOnlySpan<byte> text = ExemplarText;
        if (_exemplar.ParseExemplar(text, 1) is not null) return null;
        ReadOnlySpan<byte> rest = text[_exemplar.End..];
        ReadOnlySpan<byte> value = Part(rest);
        if (FloatText.Parse(value, out double number) is not null) return null;
        rest = rest[(value.Length + 1)..];
        long timestamp = sampleTimestamp;
        if (!rest.IsEmpty && !TryTime(Part(rest), out timestamp)) return null;
        LabelSet labels = _exemplar.ExemplarLabels(text);
        return Length(labels) <= MaxExemplarLength ? new Exemplar(labels, number, timestamp) : null;
    }

    private static int Length(LabelSet labels)
    {
        int length = 0;
        foreach ((string name, string value) in labels.ToStrings()) length += name.EnumerateRunes().Count() + value.EnumerateRunes().Count();
        return length;
    }

    private bool Sample(ReadOnlySpan<byte> page, ReadOnlySpan<byte> expected)
    {
        int line = At;
        HasTimestamp = false;
        if (!TakeSeries(page, expected)) return false;
        ReadOnlySpan<byte> value = Part(page[At..]);
        if (value.IsEmpty) return Fail("expected value after metric", line);
        if (!TakeValue(page, value)) return false;
        At += value.Length + 1;
        if (At < page.Length && page[At] == ' ' && !IsExemplar(page) && !TakeTimestamp(page, line)) return false;
        if (At < page.Length && IsExemplar(page) && !TakeExemplar(page, line)) return false;
        if (At >= page.Length) return Fail("expected a line break", line);
        if (page[At] == '\n') At++;
        else (_later, _laterAt) = ("expected next entry", At);
        return true;
    }

    // A space with nothing behind it is an error of the next entry, as upstream counts it.
    private bool TakeTimestamp(ReadOnlySpan<byte> page, int line)
    {
        ReadOnlySpan<byte> text = Part(page[At..]);
        if (text.IsEmpty) return true;
        if (!TryTime(text, out long timestamp)) return Fail("invalid timestamp", line);
        (HasTimestamp, Timestamp) = (true, timestamp);
        At += text.Length + 1;
        return true;
    }

    private static bool IsExemplar(ReadOnlySpan<byte> rest, int at) => rest[at..].StartsWith(" # {"u8);

    private bool IsExemplar(ReadOnlySpan<byte> page) => IsExemplar(page, At);

    private bool TakeExemplar(ReadOnlySpan<byte> page, int line)
    {
        int start = At + 3;
        if (_exemplar.ParseExemplar(page, start + 1) is { } wrong) return Fail("exemplar: " + wrong, line);
        int at = _exemplar.End;
        ReadOnlySpan<byte> value = Part(page[at..]);
        if (value.IsEmpty || FloatText.Parse(value, out _) is not null) return Fail("expected value after exemplar labels", line);
        at += value.Length + 1;
        ReadOnlySpan<byte> time = Part(page[at..]);
        if (!time.IsEmpty)
        {
            if (!TryTime(time, out _)) return Fail("invalid exemplar timestamp", line);
            at += time.Length + 1;
        }
        ExemplarAt = (start, at - start);
        At = at;
        return true;
    }

    // The text behind exactly one space, up to the next space or the line's end; empty when there is none.
    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 2 || rest[0] != ' ') return default;
        int length = rest[1..].IndexOfAny((byte)' ', (byte)'\n');
        return length < 0 ? rest[1..] : rest.Slice(1, length);
    }

    private static bool TryTime(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (FloatText.Parse(text, out double seconds) is not null || !double.IsFinite(seconds) || Math.Abs(seconds) > long.MaxValue / 1000 / 2) return false;
        milliseconds = (long)(seconds * 1000);
        return true;
    }

    private ExpositionEntry Comment(ReadOnlySpan<byte> page)
    {
        int line = At;
        ReadOnlySpan<byte> rest = page[At..];
        if (rest.SequenceEqual("# EOF"u8) || rest.StartsWith("# EOF\n"u8))
        {
            _ended = true;
            At += Math.Min(rest.Length, 6);
            return At < page.Length ? Wrong("unexpected data after # EOF", At) : ExpositionEntry.End;
        }
        bool help = rest.StartsWith("# HELP "u8), type = rest.StartsWith("# TYPE "u8), unit = rest.StartsWith("# UNIT "u8);
        int length = rest.IndexOf((byte)'\n');
        if (!(help || type || unit) || length < 0) return Wrong("expected a valid start token", line);
        int end = At + length;
        At += 7;
        if (!TakeFamily(page[..end])) return ExpositionEntry.Error;
        if (At < end && page[At] != ' ') return Wrong("expected text after the metric name", line);
        TextAt = At < end ? (At + 1, end - At - 1) : (At, 0);
        At = end + 1;
        if (help) return Utf8.IsValid(RawText) ? ExpositionEntry.Help : Wrong("help text is not valid UTF-8", line);
        return type ? TypeEntry(line) : UnitEntry(line);
    }

    private ExpositionEntry TypeEntry(int line)
    {
        if (TypeOf(RawText) is not { } known) return Wrong($"invalid metric type \"{FloatText.Shown(RawText)}\"", line);
        SetType(known);
        return ExpositionEntry.Type;
    }

    private ExpositionEntry UnitEntry(int line)
    {
        ReadOnlySpan<byte> family = Family, unit = RawText;
        bool suffix = unit.IsEmpty || (family.Length > unit.Length + 1 && family.EndsWith(unit) && family[^(unit.Length + 1)] == '_');
        return suffix
            ? ExpositionEntry.Unit
            : Wrong($"unit {LabelText.Quote(FloatText.Shown(unit))} not a suffix of metric {LabelText.Quote(FloatText.Shown(family))}", line);
    }

    private ExpositionEntry Wrong(string what, int line)
    {
        Fail(what, line);
        return ExpositionEntry.Error;
    }

    private static MetricType? TypeOf(ReadOnlySpan<byte> text) => text.Length > 16 ? null : Encoding.UTF8.GetString(text) switch
    {
        "counter" => MetricType.Counter,
        "gauge" => MetricType.Gauge,
        "histogram" => MetricType.Histogram,
        "gaugehistogram" => MetricType.GaugeHistogram,
        "summary" => MetricType.Summary,
        "info" => MetricType.Info,
        "stateset" => MetricType.StateSet,
        "unknown" => MetricType.Unknown,
        _ => null,
    };
}
