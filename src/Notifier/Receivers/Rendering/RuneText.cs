namespace Tocsin.Notifier.Receivers.Rendering;

/// <summary>Services count characters, not UTF-16 units.</summary>
internal static class RuneText
{
    /// <summary>At most <paramref name="max"/> characters; what was cut ends in an ellipsis.</summary>
    public static string Truncate(string text, int max)
    {
        if (text.Length <= max) return text;
        int runes = 0, keep = 0;
        for (int i = 0; i < text.Length; i += char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1)
        {
            if (++runes == max) keep = i;
            if (runes > max) return string.Concat(text.AsSpan(0, keep), "…");
        }
        return text;
    }
}
