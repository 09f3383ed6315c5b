using System.Text.RegularExpressions;

namespace Tocsin.Model.Relabeling;

/// <summary>
/// Counts groups as RE2 does, from left to right. .NET counts the unnamed ones first, so the two differ in patterns that mix both.
/// </summary>
internal sealed class RegexGroups
{
    // Per group of the pattern: its name, or null with its number among the unnamed ones.
    private readonly List<(string? Name, int Unnamed)> _groups = [(null, 0)];

    public RegexGroups(string pattern)
    {
        int unnamed = 0;
        bool inClass = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\') i = pattern.AsSpan(i).StartsWith(@"\Q") ? EndOfLiteral(pattern, i) : i + 1;
            else if (inClass) inClass = c != ']';
            else if (c == '[') inClass = OpensClass(pattern, ref i);
            else if (c == '(')
            {
                ReadOnlySpan<char> rest = pattern.AsSpan(i + 1);
                if (!rest.StartsWith("?")) _groups.Add((null, ++unnamed));
                else if (rest.StartsWith("?P<") || rest.StartsWith("?<"))
                {
                    int open = rest.IndexOf('<'), close = rest.IndexOf('>');
                    if (close > open) _groups.Add((rest[(open + 1)..close].ToString(), 0));
                }
            }
        }
    }

    public Group? ByNumber(Match match, int number)
    {
        if (number >= _groups.Count) return null;
        (string? name, int unnamed) = _groups[number];
        return name is null ? match.Groups[unnamed] : match.Groups[name];
    }

    public Group? ByName(Match match, string name)
    {
        foreach ((string? known, int _) in _groups)
            if (known == name)
                return match.Groups[name];
        return null;
    }

    private static int EndOfLiteral(string pattern, int i)
    {
        int end = pattern.IndexOf(@"\E", i, StringComparison.Ordinal);
        return end < 0 ? pattern.Length : end + 1;
    }

    private static bool OpensClass(string pattern, ref int i)
    {
        if (i + 1 < pattern.Length && pattern[i + 1] == '^') i++;
        if (i + 1 < pattern.Length && pattern[i + 1] == ']') i++;
        return true;
    }
}
