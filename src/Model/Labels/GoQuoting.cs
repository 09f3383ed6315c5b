using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tocsin.Model.Labels;

/// <summary>String literals as Go's strconv writes them; <see cref="GoStringLiteral"/> reads them.</summary>
public static class GoQuoting
{
    // Printable ASCII but for the quotes and the backslash: most texts are made of nothing else.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', 0x7f - ' ').Select(code => (char)code).Where(c => c is not ('"' or '\'' or '\\'))]);

    public static string Quote(string text, char quote = '"', bool asciiOnly = false)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain)) return $"{quote}{text}{quote}";
        var result = new StringBuilder(text.Length + 2).Append(quote);
        foreach (Rune rune in text.EnumerateRunes()) Append(result, rune, quote, asciiOnly);
        return result.Append(quote).ToString();
    }

    /// <summary>Letters, marks, numbers, punctuation and symbols; of the spaces only that of ASCII.</summary>
    public static bool IsPrintable(Rune rune)
    {
        if (rune.Value == ' ') return true;
        return Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
    }

    private static void Append(StringBuilder result, Rune rune, char quote, bool asciiOnly)
    {
        switch (rune.Value)
        {
            case var v when v == quote || v == '\\': result.Append('\\').Append((char)v); break;
            case '\a': result.Append("\\a"); break;
            case '\b': result.Append("\\b"); break;
            case '\f': result.Append("\\f"); break;
            case '\n': result.Append("\\n"); break;
            case '\r': result.Append("\\r"); break;
            case '\t': result.Append("\\t"); break;
            case '\v': result.Append("\\v"); break;
            case < ' ' or 0x7F: result.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"); break;
            case var v when v < 0x80 || (!asciiOnly && IsPrintable(rune)): result.Append(rune.ToString()); break;
            case <= 0xFFFF: result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"); break;
            default: result.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"); break;
        }
    }
}
