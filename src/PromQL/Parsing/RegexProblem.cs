namespace Tocsin.PromQL.Parsing;

/// <summary>Puts what is wrong with a pattern into RE2's words, which users know, and not into those of the engine behind it.</summary>
internal static class RegexProblem
{
    private const int MostShown = 200;

    /// <param name="message">What the matcher said.</param>
    public static string Describe(string pattern, string message)
    {
        string reason = Reason(pattern, message);
        if (reason.Length > MostShown) reason = reason[..MostShown] + "...`";
        return reason.StartsWith("regular expression longer", StringComparison.Ordinal) ? reason
            : "error parsing regexp: " + (reason.StartsWith("trailing backslash", StringComparison.Ordinal) ? reason + ": ``" : reason);
    }

    private static string Reason(string pattern, string message) =>
        message switch
        {
            _ when !message.StartsWith("invalid regular expression", StringComparison.Ordinal) => message,
            // An open class swallows what we put around the pattern.
            _ when OpenClass(pattern) is var at and >= 0 => $"missing closing ]: `{pattern[at..]}`",
            _ when message.Contains("NonBacktracking", StringComparison.Ordinal) => "expression too large",
            _ when message.Contains("Not enough )", StringComparison.Ordinal) => $"missing closing ): `{pattern}`",
            _ when message.Contains("Too many )", StringComparison.Ordinal) => $"unexpected ): `{pattern}`",
            _ when message.Contains("following nothing", StringComparison.Ordinal) => $"missing argument to repetition operator: `{FirstQuantifier(pattern)}`",
            _ when message.Contains("Nested quantifier", StringComparison.Ordinal) => $"invalid nested repetition operator: `{pattern}`",
            _ when message.Contains("range", StringComparison.Ordinal) => $"invalid character class range: `{pattern}`",
            _ => $"invalid escape sequence: `{pattern}`",
        };

    /// <summary>Where the class that is never closed begins, or -1.</summary>
    private static int OpenClass(string pattern)
    {
        int open = -1;
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\') i++;
            else if (pattern[i] == '[' && open < 0)
            {
                open = i;
                if (i + 1 < pattern.Length && pattern[i + 1] == '^') i++;
                if (i + 1 < pattern.Length && pattern[i + 1] == ']') i++;
            }
            else if (pattern[i] == ']') open = -1;
        }
        return open;
    }

    private static char FirstQuantifier(string pattern)
    {
        int at = pattern.AsSpan().IndexOfAny('*', '+', '?');
        return at < 0 ? '*' : pattern[at];
    }
}
