using System.Buffers;
using System.Text;
using Tocsin.Model.Matchers;

namespace Tocsin.Tsdb.Index;

/// <summary>
/// Judges many values of one label by one matcher, taking the short way where a pattern allows it: a literal beginning is compared before the engine
/// runs, and <c>beginning.*</c> or <c>beginning.+</c> never needs the engine. Negative matchers are judged by their pattern.
/// </summary>
internal readonly struct ValueTest
{
    private static readonly SearchValues<char> Special = SearchValues.Create(@"\.+*?()[]{}^$");

    private readonly Matcher _matcher;
    private readonly byte[] _beginning;
    private readonly Rest _rest;

    public ValueTest(Matcher matcher)
    {
        _matcher = matcher;
        _beginning = [];
        _rest = Rest.Pattern;
        if (matcher.Pattern is not { Literals: null } pattern) return;
        string text = pattern.Pattern;
        int literal = LiteralLength(text);
        _beginning = Encoding.UTF8.GetBytes(text[..literal]);
        _rest = text[literal..] switch
        {
            ".*" => Rest.Anything,
            ".+" => Rest.Something,
            _ => Rest.Pattern,
        };
    }

    private enum Rest
    {
        Pattern,
        Anything,
        Something,
    }

    /// <summary>Whether the value fits what the matcher is positive about: for <c>!=</c> and <c>!~</c>, the value or pattern it excludes.</summary>
    public bool Fits(ReadOnlySpan<byte> value)
    {
        if (_beginning.Length > 0 && !value.StartsWith(_beginning)) return false;
        return _rest switch
        {
            Rest.Anything => true,
            Rest.Something => value.Length > _beginning.Length,
            _ => _matcher.Matches(value) != _matcher.IsNegative,
        };
    }

    // Leading characters that stand for themselves. Alternatives and flags change what the beginning means, so then there is none.
    private static int LiteralLength(string pattern)
    {
        if (pattern.Contains('|', StringComparison.Ordinal) || pattern.Contains("(?", StringComparison.Ordinal)) return 0;
        int end = pattern.AsSpan().IndexOfAny(Special);
        if (end < 0) return pattern.Length;
        if (end == 0 || pattern[end] is not ('*' or '?' or '{' or '+')) return end;
        // The quantifier belongs to the character before it, which may be a surrogate pair.
        return end >= 2 && char.IsLowSurrogate(pattern[end - 1]) ? end - 2 : end - 1;
    }
}
