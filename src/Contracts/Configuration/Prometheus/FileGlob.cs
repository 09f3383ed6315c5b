using System.IO.Enumeration;

namespace Tocsin.Contracts.Configuration.Prometheus;

/// <summary>Lists the files that a pattern with <c>*</c>, <c>?</c> or <c>[set]</c> in any path element names.</summary>
public static class FileGlob
{
    private const int MaxFiles = 10_000;

    public static bool HasWildcard(string path) => path.AsSpan().IndexOfAny('*', '?', '[') >= 0;

    /// <summary>The files, sorted by name. A pattern without wildcards is given back as it is, whether the file exists or not.</summary>
    public static IReadOnlyList<string> Expand(string pattern)
    {
        if (!HasWildcard(pattern)) return [pattern];
        string root = Path.GetPathRoot(pattern) ?? "";
        IEnumerable<string> found = [root.Length == 0 ? "." : root];
        string[] parts = pattern[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++) found = Step(found, parts[i], last: i == parts.Length - 1);
        return [.. found.Take(MaxFiles).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Step(IEnumerable<string> folders, string part, bool last) =>
        HasWildcard(part)
            ? folders.Where(Directory.Exists).SelectMany(folder => last ? Directory.EnumerateFiles(folder) : Directory.EnumerateDirectories(folder))
                .Where(path => Matches(part, Path.GetFileName(path)))
            : folders.Select(folder => Path.Combine(folder, part)).Where(path => last ? File.Exists(path) : Directory.Exists(path));

    /// <summary>Whether a file name matches one element of a pattern.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        if (!pattern.Contains('[')) return FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
        if (pattern.IsEmpty) return name.IsEmpty;
        if (pattern[0] == '*')
        {
            for (int skip = 0; skip <= name.Length; skip++)
                if (Matches(pattern[1..], name[skip..]))
                    return true;
            return false;
        }
        if (name.IsEmpty) return false;
        if (pattern[0] != '[') return (pattern[0] == '?' || pattern[0] == name[0]) && Matches(pattern[1..], name[1..]);
        int close = pattern[1..].IndexOf(']');
        return close > 0 && InSet(pattern.Slice(1, close), name[0]) && Matches(pattern[(close + 2)..], name[1..]);
    }

    private static bool InSet(ReadOnlySpan<char> set, char c)
    {
        bool negated = set[0] == '^';
        if (negated) set = set[1..];
        bool found = false;
        for (int i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                found |= c >= set[i] && c <= set[i + 2];
                i += 2;
            }
            else found |= c == set[i];
        }
        return found != negated;
    }
}
