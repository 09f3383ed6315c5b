using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Ingest.Exposition;

/// <summary>
/// Reads <c>name{label="value",...}</c> and <c>{"name","label"="value"}</c>, keeping offsets only. Labels are made from them when somebody asks.
/// </summary>
internal sealed class SeriesText(bool spaces)
{
    private static readonly SearchValues<byte> MetricChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:"u8);
    private static readonly SearchValues<byte> LabelChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);

    private readonly List<Slot> _slots = [];
    private (int Start, int Length, bool Quoted) _name;
    private int _at;

    /// <summary>Where the series text ends.</summary>
    public int End => _at;

    public static bool StartsMetricName(byte c) => char.IsAsciiLetter((char)c) || c is (byte)'_' or (byte)':';

    /// <summary>The length of the bare metric name at the start; 0: there is none.</summary>
    public static int MetricNameLength(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !StartsMetricName(text[0])) return 0;
        int end = text.IndexOfAnyExcept(MetricChars);
        return end < 0 ? text.Length : end;
    }

    /// <summary>The length of a quoted text with its quotes; 0: it does not end.</summary>
    public static int QuotedLength(ReadOnlySpan<byte> text)
    {
        int at = 1;
        while (true)
        {
            int step = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (step < 0) return 0;
            at += step;
            if (text[at] == '"') return at + 1;
            at += 2;
            if (at >= text.Length) return 0;
        }
    }

    /// <summary>Parses the series at <paramref name="start"/>; null, or what is wrong.</summary>
    public string? Parse(ReadOnlySpan<byte> page, int start)
    {
        _slots.Clear();
        _at = start;
        int length = MetricNameLength(page[start..]);
        _name = (start, length, false);
        _at += length;
        int brace = spaces ? SkipSpaces(page, _at) : _at;
        if (brace < page.Length && page[brace] == '{')
        {
            _at = brace + 1;
            if (Labels(page) is { } wrong) return wrong;
        }
        return _name.Length > 0 ? null : "metric name not set";
    }

    /// <summary>The labels, the metric name among them; null, or what is wrong with them.</summary>
    /// <param name="bound">The label whose value is a bound to be normalised; empty: none.</param>
    public string? Read(ReadOnlySpan<byte> page, LabelSetBuilder into, ReadOnlySpan<byte> bound)
    {
        into.Clear();
        Span<byte> small = stackalloc byte[512];
        ReadOnlySpan<byte> metric = Plain(page.Slice(_name.Start, _name.Length), _name.Quoted, small);
        if (!Utf8.IsValid(metric)) return "invalid UTF-8 metric name";
        into.Set(LabelNames.MetricNameUtf8, metric);
        foreach (Slot slot in CollectionsMarshal.AsSpan(_slots))
        {
            ReadOnlySpan<byte> name = page.Slice(slot.Name, slot.NameLength);
            if (slot.Quoted) name = Unescape(name);
            if (!into.Get(name).IsEmpty) return $"label name \"{Encoding.UTF8.GetString(name)}\" is not unique: invalid sample";
            ReadOnlySpan<byte> value = Plain(page.Slice(slot.Value, slot.ValueLength), slot.Escaped, small);
            into.Set(name, !bound.IsEmpty && name.SequenceEqual(bound) ? BoundText.Normalize(value) : value);
        }
        return null;
    }

    public bool Names(ReadOnlySpan<byte> page, ReadOnlySpan<byte> label)
    {
        foreach (Slot slot in CollectionsMarshal.AsSpan(_slots))
            if (page.Slice(slot.Name, slot.NameLength).SequenceEqual(label))
                return true;
        return false;
    }

    /// <summary>Parses the labels of an exemplar, from behind its brace.</summary>
    public string? ParseExemplar(ReadOnlySpan<byte> text, int start)
    {
        _slots.Clear();
        _name = (0, 1, false);
        _at = start;
        return Labels(text);
    }

    public LabelSet ExemplarLabels(ReadOnlySpan<byte> text)
    {
        var labels = new LabelSetBuilder();
        foreach (Slot slot in CollectionsMarshal.AsSpan(_slots))
            labels.Set(Unescape(text.Slice(slot.Name, slot.NameLength)), Unescape(text.Slice(slot.Value, slot.ValueLength)));
        return labels.Build();
    }

    /// <summary>Takes the escapes of a quoted text away: backslash, quote and line break; any other backslash stands for itself.</summary>
    public static byte[] Unescape(ReadOnlySpan<byte> text)
    {
        byte[] plain = new byte[text.Length];
        return plain.AsSpan(0, Unescape(text, plain)).ToArray();
    }

    private static int Unescape(ReadOnlySpan<byte> text, Span<byte> plain)
    {
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte next = text[i] == '\\' && i + 1 < text.Length ? text[i + 1] : (byte)0;
            if (next is (byte)'\\' or (byte)'"' or (byte)'n')
            {
                plain[length++] = next == 'n' ? (byte)'\n' : next;
                i++;
            }
            else plain[length++] = text[i];
        }
        return length;
    }

    private static ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> text, bool escaped, Span<byte> buffer)
    {
        if (!escaped || !text.Contains((byte)'\\')) return text;
        return text.Length <= buffer.Length ? buffer[..Unescape(text, buffer)] : Unescape(text);
    }

    // From behind the opening brace to behind the closing one.
    private string? Labels(ReadOnlySpan<byte> page)
    {
        Space(page);
        while (true)
        {
            if (At(page, '}')) return null;
            int start = _at;
            bool quoted = _at < page.Length && page[_at] == '"';
            int length = quoted ? QuotedLength(page[_at..]) : LabelNameLength(page[_at..]);
            if (length == 0) return "expected label name";
            _at += length;
            Space(page);
            if (quoted && _at < page.Length && page[_at] is (byte)',' or (byte)'}')
            {
                if (_name.Length > 0) return "metric name already set";
                _name = (start + 1, length - 2, true);
                if (_name.Length == 0) return "metric name not set";
                if (!At(page, ',')) continue;
                Space(page);
                continue;
            }
            if (!At(page, '=')) return "expected equal";
            if (Value(page, quoted ? start + 1 : start, quoted ? length - 2 : length, quoted) is { } wrong) return wrong;
            Space(page);
            if (At(page, ',')) Space(page);
            else if (!spaces && !(_at < page.Length && page[_at] == '}')) return "expected comma or brace close";
        }
    }

    private string? Value(ReadOnlySpan<byte> page, int name, int nameLength, bool quoted)
    {
        Space(page);
        int length = _at < page.Length && page[_at] == '"' ? QuotedLength(page[_at..]) : 0;
        if (length == 0) return "expected label value";
        ReadOnlySpan<byte> value = page.Slice(_at + 1, length - 2);
        if (!Utf8.IsValid(value) || !Utf8.IsValid(page.Slice(name, nameLength))) return $"invalid UTF-8 label value: {FloatText.Shown(value)}";
        if (nameLength == 0) return "invalid label name \"\"";
        _slots.Add(new Slot(name, nameLength, quoted, _at + 1, length - 2, value.Contains((byte)'\\')));
        _at += length;
        return null;
    }

    private static int LabelNameLength(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || char.IsAsciiDigit((char)text[0])) return 0;
        int end = text.IndexOfAnyExcept(LabelChars);
        return end < 0 ? text.Length : end;
    }

    private bool At(ReadOnlySpan<byte> page, char c)
    {
        if (_at >= page.Length || page[_at] != c) return false;
        _at++;
        return true;
    }

    private void Space(ReadOnlySpan<byte> page)
    {
        if (spaces) _at = SkipSpaces(page, _at);
    }

    internal static int SkipSpaces(ReadOnlySpan<byte> page, int at)
    {
        while (at < page.Length && page[at] is (byte)' ' or (byte)'\t') at++;
        return at;
    }

    private readonly record struct Slot(int Name, int NameLength, bool Quoted, int Value, int ValueLength, bool Escaped);
}
