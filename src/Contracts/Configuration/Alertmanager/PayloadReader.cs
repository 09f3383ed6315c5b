using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tocsin.Contracts.Configuration.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Contracts.Configuration.Alertmanager;

/// <summary>Bodies of the user's own, from the configuration or from what a template came to.</summary>
public static class PayloadReader
{
    private const int MaxDepth = 32;
    private const long MaxRenderedNodes = 100_000;
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789+-.eE");

    internal static PayloadNode Read(YamlValue value)
    {
        if (value.IsMap && value.AsMap() is { } map) return new PayloadMap([.. map.Entries().Select(entry => KeyValuePair.Create(entry.Key, Read(entry.Value)))]);
        if (value.IsSequence) return new PayloadList([.. value.AsList().Select(Read)]);
        return Scalar(value.IsNull ? "null" : value.AsString(), value.IsPlain);
    }

    /// <summary>Whether a text is nothing when it is read as YAML.</summary>
    public static bool IsNothing(string text) => text.Trim() is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>What a text is when it is read as YAML; null when that is a text again, or nothing.</summary>
    public static PayloadNode? Structure(string text)
    {
        // Most texts are words, and most structures JSON that a template wrote: neither needs the parser.
        if (IsWords(text)) return Scalar(text, plain: true) is PayloadLiteral literal and not { Json: "null" } ? literal : null;
        if (text.Length > 1 && text[0] is '{' or '[' && Json(text) is { } json) return json;
        try
        {
            var stream = new YamlStream();
            stream.Load(new BoundedParser(new Parser(new StringReader(text)), MaxDepth));
            if (stream.Documents.Count != 1 || YamlFile.IsNull(stream.Documents[0].RootNode)) return null;
            // The text may be an alert's.
            AliasBounds.Check(stream.Documents[0].RootNode, MaxDepth, MaxRenderedNodes);
            PayloadNode node = Read(stream.Documents[0].RootNode, MaxDepth);
            return node is PayloadText ? null : node;
        }
        // The parser has other exceptions as well for what it does not expect.
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    // One line that begins and goes on like a plain scalar: no indicator, no "key: value", no comment.
    private static bool IsWords(string text) =>
        text.Length > 0 && (char.IsAsciiLetterOrDigit(text[0]) || text[0] == '/') && text[^1] is not (':' or ' ')
        && !text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.Contains(": ", StringComparison.Ordinal) && !text.Contains(" #", StringComparison.Ordinal);

    private static PayloadNode? Json(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Read(document.RootElement);
        }
        // A text with half a character is none either.
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static PayloadNode Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new PayloadMap([.. element.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, Read(entry.Value)))]),
        JsonValueKind.Array => new PayloadList([.. element.EnumerateArray().Select(Read)]),
        JsonValueKind.String => new PayloadText(element.GetString()!),
        _ => Scalar(element.GetRawText(), plain: true),
    };

    private static PayloadNode Read(YamlNode node, int depth)
    {
        if (depth == 0) throw new YamlException("nested too deep");
        return node switch
        {
            YamlMappingNode map => new PayloadMap(
                [.. map.Children.Select(entry => KeyValuePair.Create((entry.Key as YamlScalarNode)?.Value ?? "", Read(entry.Value, depth - 1)))]),
            YamlSequenceNode list => new PayloadList([.. list.Children.Select(item => Read(item, depth - 1))]),
            _ when YamlFile.IsNull(node) => new PayloadLiteral("null"),
            YamlScalarNode scalar => Scalar(scalar.Value ?? "", scalar.Style == ScalarStyle.Plain),
            _ => throw new YamlException("unknown node"),
        };
    }

    // A plain scalar that YAML takes as a number or a truth value stays one in the JSON; whoever wants text quotes it.
    private static PayloadNode Scalar(string text, bool plain)
    {
        if (!plain) return new PayloadText(text);
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return new PayloadLiteral("null");
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y":
                return new PayloadLiteral("true");
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N":
                return new PayloadLiteral("false");
        }
        if (Whole(text.Replace("_", "", StringComparison.Ordinal)) is { } whole) return new PayloadLiteral(whole.ToString(CultureInfo.InvariantCulture));
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong large)) return new PayloadLiteral(large.ToString(CultureInfo.InvariantCulture));
        bool number = text.AsSpan().IndexOfAnyExcept(NumberCharacters) < 0
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value);
        return number ? new PayloadLiteral(Number(double.Parse(text, CultureInfo.InvariantCulture))) : new PayloadText(text);
    }

    // As Go writes it: plain digits from a millionth to a sextillion, else the shortest exponent.
    private static string Number(double value)
    {
        double size = Math.Abs(value);
        if (size is 0 or (>= 1e-6 and < 1e21)) return value.ToString("0.################################################", CultureInfo.InvariantCulture) is var plain
            && double.Parse(plain, CultureInfo.InvariantCulture) == value ? plain : value.ToString("R", CultureInfo.InvariantCulture);
        return value.ToString("R", CultureInfo.InvariantCulture).Replace("E-0", "e-", StringComparison.Ordinal).Replace("E", "e", StringComparison.Ordinal);
    }

    // As in YAML 1.1: a leading zero is octal, 0x and 0b say the base.
    private static long? Whole(string text)
    {
        bool negative = text.StartsWith('-');
        ReadOnlySpan<char> digits = negative || text.StartsWith('+') ? text.AsSpan(1) : text;
        if (digits.IsEmpty || !char.IsAsciiDigit(digits[0])) return null;
        (int numberBase, int skip) = digits.Length > 1 && digits[0] == '0'
            ? char.ToLowerInvariant(digits[1]) switch { 'x' => (16, 2), 'b' => (2, 2), 'o' => (8, 2), _ => (8, 1) }
            : (10, 0);
        long value = 0;
        foreach (char c in digits[skip..])
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : numberBase;
            if (digit >= numberBase || value > (long.MaxValue - digit) / numberBase) return null;
            value = value * numberBase + digit;
        }
        return digits.Length == skip ? null : negative ? -value : value;
    }
}
