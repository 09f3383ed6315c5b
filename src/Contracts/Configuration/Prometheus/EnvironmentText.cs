using System.Text;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Expands <c>$NAME</c> and <c>${NAME}</c>; <c>$$</c> is a dollar sign, what is not defined is empty.</summary>
internal static class EnvironmentText
{
    public static string Expand(string text, Func<string, string?> lookup)
    {
        if (!text.Contains('$', StringComparison.Ordinal)) return text;
        var result = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length) result.Append(text[i]);
            else if (text[i + 1] == '$')
            {
                result.Append('$');
                i++;
            }
            else i = Variable(text, i + 1, lookup, result);
        }
        return result.ToString();
    }

    // Gives back the index of the last character it used.
    private static int Variable(string text, int start, Func<string, string?> lookup, StringBuilder result)
    {
        if (text[start] == '{')
        {
            int close = text.IndexOf('}', start);
            if (close < 0) return start;
            result.Append(lookup(text[(start + 1)..close]));
            return close;
        }
        int end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) end++;
        if (end == start) result.Append('$');
        else result.Append(lookup(text[start..end]));
        return end - 1;
    }
}
