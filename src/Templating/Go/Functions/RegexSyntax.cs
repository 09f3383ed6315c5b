namespace Tocsin.Templating.Go.Functions;

/// <summary>Finds the commonest mistakes in an expression and says them in Go's words, which end up in alerts that people search for.</summary>
internal static class RegexSyntax
{
    /// <summary>Null when nothing was found; the engine may still refuse the expression.</summary>
    public static string? Problem(string pattern)
    {
        int open = 0;
        bool canRepeat = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    if (++i >= pattern.Length) return "trailing backslash at end of expression: ``";
                    canRepeat = true;
                    break;
                case '[':
                    int end = ClassEnd(pattern, i);
                    if (end < 0) return $"missing closing ]: `{pattern[i..]}`";
                    i = end;
                    canRepeat = true;
                    break;
                case '(':
                    open++;
                    canRepeat = false;
                    // The question mark of (?i) and its like is no repetition.
                    if (i + 1 < pattern.Length && pattern[i + 1] == '?') i++;
                    break;
                case ')':
                    if (--open < 0) return $"unexpected ): `{pattern}`";
                    canRepeat = true;
                    break;
                case '*' or '+' or '?':
                    if (!canRepeat) return $"missing argument to repetition operator: `{pattern[i]}`";
                    break;
                case '|':
                    canRepeat = false;
                    break;
                default:
                    canRepeat = true;
                    break;
            }
        }
        return open > 0 ? $"missing closing ): `{pattern}`" : null;
    }

    private static int ClassEnd(string pattern, int start)
    {
        int i = start + 1;
        if (i < pattern.Length && pattern[i] == '^') i++;
        // A bracket right at the beginning is a member.
        if (i < pattern.Length && pattern[i] == ']') i++;
        for (; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\') i++;
            else if (pattern[i] == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':')
            {
                int named = pattern.IndexOf(":]", i, StringComparison.Ordinal);
                if (named > 0) i = named + 1;
            }
            else if (pattern[i] == ']') return i;
        }
        return -1;
    }
}
