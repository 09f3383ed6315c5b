using System.Text;
using System.Text.RegularExpressions;

namespace Tocsin.Model.Matchers;

/// <summary>
/// A fully anchored regular expression in RE2's language, on .NET's non-backtracking engine. Patterns that are a literal or an alternation of
/// literals, or literals with gaps between them, never reach the engine. Thread-safe.
/// </summary>
public sealed class AnchoredRegex
{
    private const int MaxPatternLength = 64 * 1024;

    private readonly Lazy<Regex> _regex;
    private readonly GlobPattern? _glob;
    private readonly bool _dotIsAll;

    /// <param name="dotIsAll">Whether a dot stands for a line feed, too: it does for Prometheus, and does not for Alertmanager.</param>
    /// <exception cref="FormatException">Not valid in RE2, or larger than we accept; says why in Go's words.</exception>
    public AnchoredRegex(string pattern, bool dotIsAll = true)
    {
        Pattern = pattern;
        _dotIsAll = dotIsAll;
        if (pattern.Length > MaxPatternLength) throw new FormatException($"regular expression longer than {MaxPatternLength} characters");
        // The older form of matchers in configuration files brings its own anchors.
        string inner = pattern.StartsWith("^(?:", StringComparison.Ordinal) && pattern.EndsWith(")$", StringComparison.Ordinal) ? pattern[4..^2] : pattern;
        string[]? literals = LiteralAlternation.Split(inner);
        if (literals is not null) Literals = Array.ConvertAll(literals, text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text));
        else _glob = GlobPattern.Parse(inner);
        _regex = new Lazy<Regex>(() => Re2Pattern.Compile((dotIsAll ? @"\A(?s:" : @"\A(?:") + Re2Pattern.Translate(pattern) + @")\z"));
        // Compiled now where it will be needed, so that a wrong pattern is found here.
        if (Literals is not null || _glob is not null) return;
        if (Re2Syntax.Problem(pattern, out _, out _) is { } problem) throw new FormatException("error parsing regexp: " + problem);
        try
        {
            _ = _regex.Value;
        }
        catch (FormatException e)
        {
            throw new FormatException("error parsing regexp: " + e.Message, e);
        }
    }

    /// <summary>As written, without anchors.</summary>
    public string Pattern { get; }

    /// <summary>What is wrong with a pattern as Alertmanager says it, which anchors first and reads then.</summary>
    public static string AnchoredProblem(string pattern, FormatException refused) =>
        Re2Syntax.Problem("^(?:" + pattern + ")$", out _, out _) is { } problem ? "error parsing regexp: " + problem : refused.Message;

    /// <summary>The values that can match, when the pattern is nothing but literals joined by <c>|</c>; else null.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Literals { get; }

    public bool IsMatch(ReadOnlySpan<byte> utf8)
    {
        if (Literals is not null)
        {
            foreach (ReadOnlyMemory<byte> literal in Literals)
                if (utf8.SequenceEqual(literal.Span))
                    return true;
            return false;
        }
        if (_glob is not null && (_dotIsAll || !utf8.Contains((byte)'\n'))) return _glob.IsMatch(utf8);
        Span<char> chars = utf8.Length <= 512 ? stackalloc char[utf8.Length] : new char[utf8.Length];
        int length = Encoding.UTF8.GetChars(utf8, chars);
        return _regex.Value.IsMatch(chars[..length]);
    }

    /// <summary>The groups of a match, or null. For replacements; matching alone is <see cref="IsMatch"/>.</summary>
    public Match? Match(string text)
    {
        Match match = _regex.Value.Match(text);
        return match.Success ? match : null;
    }
}
