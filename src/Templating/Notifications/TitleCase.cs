using System.Globalization;
using System.Text;

namespace Tocsin.Templating.Notifications;

/// <summary>Every word with a capital first letter and small ones behind it; a single apostrophe, dot or colon does not end a word.</summary>
internal static class TitleCase
{
    public static string Of(string text)
    {
        var result = new StringBuilder(text.Length);
        bool inWord = false;
        Rune[] runes = [.. text.EnumerateRunes()];
        for (int i = 0; i < runes.Length; i++)
        {
            Rune rune = runes[i];
            bool isCased = Rune.IsUpper(rune) || Rune.IsLower(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter;
            if (isCased) result.Append(inWord ? Rune.ToLowerInvariant(rune).ToString() : Capital(rune));
            else result.Append(rune.ToString());
            if (isCased) inWord = true;
            else if (inWord) inWord = Continues(runes, i);
        }
        return result.ToString();
    }

    private static bool Continues(Rune[] runes, int at)
    {
        Rune rune = runes[at];
        if (Rune.IsLetterOrDigit(rune) || rune.Value == '_' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ConnectorPunctuation)
            return true;
        // Two of them in a row do end a word.
        return IsMiddle(rune) && !(at > 0 && IsMiddle(runes[at - 1]));
    }

    /// <summary>Marks inside of words, as in "it's" and "example.com".</summary>
    private static bool IsMiddle(Rune rune) => rune.Value is '\'' or '.' or ':' or 0xB7 or 0x387 or 0x55F or 0x5F4 or 0x2018 or 0x2019 or 0x2024 or 0x2027
        or 0xFE13 or 0xFE52 or 0xFE55 or 0xFF07 or 0xFF0E or 0xFF1A;

    /// <summary>Letters whose capital is more than one letter, or a title letter of its own.</summary>
    private static string Capital(Rune rune) => rune.Value switch
    {
        0xDF => "Ss",
        0x149 => "\u02BCN",
        >= 0x1C4 and <= 0x1C6 => "\u01C5",
        >= 0x1C7 and <= 0x1C9 => "\u01C8",
        >= 0x1CA and <= 0x1CC => "\u01CB",
        >= 0x1F1 and <= 0x1F3 => "\u01F2",
        0xFB00 => "Ff",
        0xFB01 => "Fi",
        0xFB02 => "Fl",
        0xFB03 => "Ffi",
        0xFB04 => "Ffl",
        _ => Rune.ToUpperInvariant(rune).ToString(),
    };
}
