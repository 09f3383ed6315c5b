using System.Text;

namespace Tocsin.Notifier.Receivers.Rendering;

/// <summary>Services count characters or bytes of UTF-8, not UTF-16 units.</summary>
internal static class RuneText
{
    private const string Ellipsis = "…";

    /// <summary>At most <paramref name="max"/> characters; what was cut ends in an ellipsis.</summary>
    public static string Truncate(string text, int max)
    {
        if (text.Length <= max) return text;
        int runes = 0, keep = 0;
        for (int i = 0; i < text.Length; i += char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1)
        {
            if (++runes == max) keep = i;
            if (runes > max) return string.Concat(text.AsSpan(0, keep), Ellipsis);
        }
        return text;
    }

    /// <summary>At most <paramref name="max"/> bytes of UTF-8, never part of a character.</summary>
    /// <param name="marked">Whether what was cut ends in an ellipsis.</param>
    public static string TruncateBytes(string text, int max, bool marked = true)
    {
        if (Encoding.UTF8.GetByteCount(text) <= max) return text;
        int room = max - (marked ? Encoding.UTF8.GetByteCount(Ellipsis) : 0), keep = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0) break;
            keep += rune.Utf16SequenceLength;
        }
        return marked ? string.Concat(text.AsSpan(0, keep), Ellipsis) : text[..keep];
    }
}
