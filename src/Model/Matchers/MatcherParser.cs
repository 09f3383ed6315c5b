namespace Tocsin.Model.Matchers;

/// <summary>Which language matchers are read in.</summary>
public enum MatcherSyntax
{
    /// <summary>UTF-8, with the classic reading where the two differ, and a warning that says so.</summary>
    Fallback,

    Classic,

    Utf8Strict,
}

/// <summary>What came of reading matchers: the matchers, or why there are none. Expected to fail, so a value.</summary>
/// <param name="Matchers">In the order written; null exactly when <paramref name="Error"/> is not.</param>
/// <param name="Warning">Read, but not as the UTF-8 language has it; says how to write it instead.</param>
public readonly record struct MatcherParseResult(IReadOnlyList<Matcher>? Matchers, string? Error, string? Warning = null)
{
    internal static MatcherParseResult Failed(string error) => new(null, error);
}

/// <summary>Reads matchers of alertmanager.yml, of API filters and of silences (reference: the matcher syntax of Alertmanager).</summary>
public static class MatcherParser
{
    /// <summary>Text longer than this is refused before it is looked at.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Reads a list: <c>{a="b",c=~"d"}</c>, braces optional, a trailing comma allowed, an empty list too.</summary>
    public static MatcherParseResult ParseList(string text, MatcherSyntax syntax) => text.Length > MaxLength
        ? TooLong
        : syntax switch
        {
            MatcherSyntax.Classic => ClassicMatcherParser.ParseList(text),
            MatcherSyntax.Utf8Strict => Utf8MatcherParser.ParseList(text),
            _ => Choose(Utf8MatcherParser.ParseList(text), ClassicMatcherParser.ParseList(text), text),
        };

    /// <summary>Reads exactly one matcher; braces are an error outside classic mode.</summary>
    public static MatcherParseResult ParseOne(string text, MatcherSyntax syntax)
    {
        if (text.Length > MaxLength) return TooLong;
        if (syntax == MatcherSyntax.Classic) return ClassicMatcherParser.ParseOne(text);
        if (text.StartsWith('{') || text.EndsWith('}')) return MatcherParseResult.Failed("unexpected open or close brace: " + text);
        MatcherParseResult utf8 = Utf8MatcherParser.ParseList(text);
        if (utf8.Matchers is { Count: not 1 } found)
            utf8 = MatcherParseResult.Failed(found.Count == 0 ? "no matchers" : $"expected 1 matcher, found {found.Count}");
        return syntax == MatcherSyntax.Utf8Strict ? utf8 : Choose(utf8, ClassicMatcherParser.ParseOne(text), text);
    }

    private static MatcherParseResult TooLong => MatcherParseResult.Failed($"matchers longer than {MaxLength} characters");

    private static MatcherParseResult Choose(MatcherParseResult utf8, MatcherParseResult classic, string text)
    {
        if (classic.Matchers is null) return utf8.Matchers is null ? classic : utf8;
        if (utf8.Matchers is null)
        {
            string suggestion = string.Join(',', classic.Matchers);
            return classic with { Warning = $"{text} is read in the classic way, because the UTF-8 syntax refuses it ({utf8.Error}); write {suggestion}" };
        }
        if (utf8.Matchers.SequenceEqual(classic.Matchers)) return utf8;
        return classic with
        {
            Warning = $"{text} means {string.Join(',', classic.Matchers)} in the classic syntax, which is used, and {string.Join(',', utf8.Matchers)} in the UTF-8 one",
        };
    }
}
