using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Tocsin.Engine.Querying;

/// <summary>
/// Which characters upstream escapes in JSON: labels are written as they are, with only what JSON itself demands; every other text also without
/// <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c> and the two line separators of Unicode, so that it may stand in HTML.
/// </summary>
internal sealed unsafe class UpstreamJson : JavaScriptEncoder
{
    public static readonly UpstreamJson Text = new(Html, Separators);
    public static readonly UpstreamJson Labels = new("", "");

    /// <summary>As labels, but with escapes for the line separators: what Go writes to its logs.</summary>
    public static readonly UpstreamJson Log = new("", Separators);

    public static readonly JsonWriterOptions Writer = new() { Encoder = Text, SkipValidation = true };

    private const string Demanded = "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f";
    private const string Html = "<>&";
    private const string Separators = "\u2028\u2029";

    // The first byte of both separators, and of much else.
    private const byte SeparatorStart = 0xe2;

    private static readonly SearchValues<byte> HtmlBytes = SearchValues.Create([.. Encoding.ASCII.GetBytes(Html), SeparatorStart]);
    private readonly SearchValues<char> _chars;
    private readonly SearchValues<byte> _bytes;
    private readonly bool _withSeparators;

    private UpstreamJson(string more, string separators)
    {
        _withSeparators = separators.Length > 0;
        _chars = SearchValues.Create(Demanded + more + separators);
        byte[] ascii = Encoding.ASCII.GetBytes(Demanded + more);
        _bytes = SearchValues.Create(_withSeparators ? [.. ascii, SeparatorStart] : ascii);
    }

    public override int MaxOutputCharactersPerInputCharacter => 6;

    /// <summary>Whether labels and other texts differ in how this is written.</summary>
    public static bool MayNeedHtmlEscapes(ReadOnlySpan<byte> text) => text.ContainsAny(HtmlBytes);

    public override bool WillEncode(int unicodeScalar) => unicodeScalar <= char.MaxValue && _chars.Contains((char)unicodeScalar);

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var chars = new ReadOnlySpan<char>(text, textLength);
        int found = chars.IndexOfAny(_chars), end = found < 0 ? textLength : found;
        for (int i = chars[..end].IndexOfAnyInRange('\ud800', '\udfff'); i >= 0 && i < end; i++)
        {
            if (!char.IsSurrogate(chars[i])) continue;
            // Half a character becomes the sign for what cannot be read.
            if (i + 1 >= textLength || !char.IsSurrogatePair(chars[i], chars[i + 1])) return i;
            i++;
        }
        return found;
    }

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
    {
        int found = 0;
        while (true)
        {
            int next = utf8Text[found..].IndexOfAny(_bytes);
            if (next < 0)
            {
                found = -1;
                break;
            }
            found += next;
            if (utf8Text[found] != SeparatorStart || (utf8Text[found..] is [_, 0x80, 0xa8 or 0xa9, ..])) break;
            found++;
        }
        ReadOnlySpan<byte> plain = found < 0 ? utf8Text : utf8Text[..found];
        int wide = plain.IndexOfAnyInRange((byte)0x80, byte.MaxValue);
        return wide < 0 || Utf8.IsValid(plain[wide..]) ? found : wide;
    }

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var into = new Span<char>(buffer, bufferLength);
        char shortForm = unicodeScalar switch { '"' => '"', '\\' => '\\', '\n' => 'n', '\r' => 'r', '\t' => 't', _ => '\0' };
        if (shortForm != '\0')
        {
            numberOfCharactersWritten = 2;
            return Write(into, ['\\', shortForm]);
        }
        if (!WillEncode(unicodeScalar)) return new Rune(unicodeScalar).TryEncodeToUtf16(into, out numberOfCharactersWritten);
        numberOfCharactersWritten = 6;
        return into.Length >= 6 && Write(into, "\\u") && unicodeScalar.TryFormat(into[2..], out _, "x4");
    }

    private static bool Write(Span<char> into, ReadOnlySpan<char> text) => text.TryCopyTo(into);
}
