using System.Buffers;

namespace Tocsin.Model.Matchers;

/// <summary>Recognises patterns that are only literals joined by <c>|</c>, the most common ones in selectors.</summary>
internal static class LiteralAlternation
{
    private static readonly SearchValues<char> Special = SearchValues.Create(@"\.+*?()[]{}^$");
    private const int MaxLiterals = 256;

    /// <summary>The literals, or null when the pattern holds anything else.</summary>
    public static string[]? Split(string pattern)
    {
        if (pattern.AsSpan().IndexOfAny(Special) >= 0) return null;
        string[] parts = pattern.Split('|');
        return parts.Length <= MaxLiterals ? parts : null;
    }
}
