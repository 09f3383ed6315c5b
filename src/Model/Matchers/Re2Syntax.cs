using System.Globalization;
using System.Text;

namespace Tocsin.Model.Matchers;

/// <summary>
/// One look over an RE2 expression from left to right: finds what is wrong in it and says so in Go's words, which end up in alerts that people search
/// for; and spells what .NET does not know in a way it does.
/// </summary>
public sealed class Re2Syntax
{
    private const int MaxRepeat = 1000;

    /// <summary>An error repeats no more of a giant pattern than this.</summary>
    private const int MostShown = 200;
    private const string SimpleEscapes = "pPaftnrvxQEAbBzdswDSWC01234567";

    private readonly string _pattern;
    private readonly StringBuilder _spelled = new();
    private readonly List<string> _groups = [""];
    private int _at;
    private int _open;

    /// <summary>Where the repetition right before began; negative when none stands there.</summary>
    private int _lastRepeat = -1;
    private bool _canRepeat;

    private Re2Syntax(string pattern) => _pattern = pattern;

    /// <summary>Null when nothing was found; the engine may still refuse the expression.</summary>
    /// <param name="groups">Names of the groups by their numbers, the whole match first; empty where a group has none.</param>
    public static string? Problem(string pattern, out string spelled, out IReadOnlyList<string> groups)
    {
        var syntax = new Re2Syntax(pattern);
        string? problem = syntax.Read();
        if (problem?.Length > MostShown) problem = problem[..MostShown] + "...`";
        spelled = syntax._spelled.ToString();
        groups = syntax._groups;
        return problem;
    }

    private string? Read()
    {
        while (_at < _pattern.Length)
        {
            int start = _at;
            string? problem = _pattern[_at] switch
            {
                '\\' => Escape(),
                '[' => Class(),
                '(' => Group(),
                ')' => Close(),
                '*' or '+' or '?' => Repeat(1),
                '{' when RepeatLength() is > 0 and var length => Repeat(length),
                '|' => Plain(canRepeat: false),
                _ => Plain(canRepeat: true),
            };
            if (problem is not null) return problem;
            if (_pattern[start] is not ('*' or '+' or '?' or '{')) _lastRepeat = -1;
        }
        return _open > 0 ? $"missing closing ): `{_pattern}`" : null;
    }

    private string? Plain(bool canRepeat)
    {
        _spelled.Append(_pattern[_at++]);
        _canRepeat = canRepeat;
        return null;
    }

    private string? Repeat(int length)
    {
        int start = _at;
        string operation = _pattern.Substring(_at, length);
        if (length > 1 && !CountIsValid(operation)) return $"invalid repeat count: `{operation}`";
        if (!_canRepeat) return $"missing argument to repetition operator: `{operation}`";
        _at += length;
        if (_at < _pattern.Length && _pattern[_at] == '?') _at++;
        if (_lastRepeat >= 0) return $"invalid nested repetition operator: `{_pattern[_lastRepeat.._at]}`";
        _lastRepeat = start;
        _spelled.Append(_pattern, start, _at - start);
        return null;
    }

    /// <summary>Length of <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; 0 where the brace is only a character.</summary>
    private int RepeatLength()
    {
        int end = _pattern.IndexOf('}', _at);
        if (end < 0) return 0;
        string[] parts = _pattern[(_at + 1)..end].Split(',');
        bool numbers = parts.Length <= 2 && IsNumber(parts[0]) && (parts.Length == 1 || parts[1].Length == 0 || IsNumber(parts[1]));
        return numbers ? end - _at + 1 : 0;
    }

    private static bool IsNumber(string text) =>
        text.Length > 0 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0');

    private static bool CountIsValid(string operation)
    {
        string[] parts = operation.Trim('{', '}').Split(',');
        int low = Number(parts[0]), high = parts.Length == 2 && parts[1].Length > 0 ? Number(parts[1]) : low;
        return low <= MaxRepeat && high <= MaxRepeat && low <= high;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue;

    private string? Escape()
    {
        if (_at + 1 >= _pattern.Length) return "trailing backslash at end of expression: ``";
        _canRepeat = true;
        return _pattern[_at + 1] switch
        {
            'Q' => Quoted(),
            'p' or 'P' => UnicodeClass(),
            _ => OneEscape(),
        };
    }

    private string? OneEscape()
    {
        char c = _pattern[_at + 1];
        bool known = SimpleEscapes.Contains(c) && !(c is >= '1' and <= '7' && !(_at + 2 < _pattern.Length && _pattern[_at + 2] is >= '0' and <= '7'));
        if (!known && (char.IsAsciiLetterOrDigit(c) || c > '\x7F')) return $"invalid escape sequence: `\\{c}`";
        _spelled.Append(_pattern, _at, 2);
        _at += 2;
        return null;
    }

    private string? Quoted()
    {
        int end = _pattern.IndexOf(@"\E", _at + 2, StringComparison.Ordinal);
        int next = end < 0 ? _pattern.Length : end + 2;
        _spelled.Append(_pattern, _at, next - _at);
        _at = next;
        return null;
    }

    /// <summary><c>\pL</c> is <c>\p{L}</c>.</summary>
    private string? UnicodeClass()
    {
        int start = _at;
        _at += 2;
        if (_at >= _pattern.Length) return $"invalid character class range: `{_pattern[start..]}`";
        if (_pattern[_at] != '{')
        {
            _spelled.Append(_pattern, start, 2).Append('{').Append(_pattern[_at++]).Append('}');
            return null;
        }
        int end = _pattern.IndexOf('}', _at);
        if (end < 0) return $"invalid character class range: `{_pattern[start..]}`";
        _spelled.Append(_pattern, start, end + 1 - start);
        _at = end + 1;
        return null;
    }

    private string? Class()
    {
        int start = _at;
        _spelled.Append(_pattern[_at++]);
        if (_at < _pattern.Length && _pattern[_at] == '^') _spelled.Append(_pattern[_at++]);
        for (bool first = true; _at < _pattern.Length && (_pattern[_at] != ']' || first); first = false)
        {
            if (_pattern[_at] == '[' && _at + 1 < _pattern.Length && _pattern[_at + 1] == ':' && _pattern.IndexOf(":]", _at + 2, StringComparison.Ordinal) is > 0 and var named)
            {
                _spelled.Append(_pattern, _at, named + 2 - _at);
                _at = named + 2;
            }
            else if (Member() is { } problem) return problem;
        }
        if (_at >= _pattern.Length) return $"missing closing ]: `{_pattern[start..]}`";
        _spelled.Append(_pattern[_at++]);
        _canRepeat = true;
        return null;
    }

    private string? Member()
    {
        int start = _at;
        int low = Character(out string? problem);
        if (problem is not null || low < 0) return problem;
        if (_at + 1 >= _pattern.Length || _pattern[_at] != '-' || _pattern[_at + 1] == ']') return null;
        _spelled.Append(_pattern[_at++]);
        int high = Character(out problem);
        if (problem is not null) return problem;
        return high < low ? $"invalid character class range: `{_pattern[start.._at]}`" : null;
    }

    /// <summary>-1 for a class inside the class.</summary>
    private int Character(out string? problem)
    {
        problem = null;
        char c = _pattern[_at];
        if (c != '\\')
        {
            _spelled.Append(c);
            _at++;
            return c;
        }
        if (_at + 1 >= _pattern.Length)
        {
            problem = "trailing backslash at end of expression: ``";
            return -1;
        }
        char escaped = _pattern[_at + 1];
        problem = escaped is 'p' or 'P' ? UnicodeClass() : OneEscape();
        return char.IsAsciiLetterOrDigit(escaped) ? -1 : escaped;
    }

    private string? Group()
    {
        _open++;
        _canRepeat = false;
        if (_at + 1 >= _pattern.Length || _pattern[_at + 1] != '?')
        {
            _groups.Add("");
            _spelled.Append(_pattern[_at++]);
            return null;
        }
        return Named() is { } named ? (named.Length > 0 ? named : null) : Flags();
    }

    /// <summary>Null when the group has no name, empty when its name is right.</summary>
    private string? Named()
    {
        ReadOnlySpan<char> rest = _pattern.AsSpan(_at + 2);
        if (!rest.StartsWith("P<") && !rest.StartsWith("<")) return null;
        int nameStart = _at + (rest[0] == 'P' ? 4 : 3);
        int end = _pattern.IndexOf('>', _at);
        if (end < 0) return rest[0] == 'P' || !rest.StartsWith("<=") && !rest.StartsWith("<!") ? $"invalid named capture: `{_pattern[_at..]}`" : null;
        string name = _pattern[nameStart..end];
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            return rest[0] == 'P' || name.Length == 0 || name[0] is not ('=' or '!') ? $"invalid named capture: `{_pattern[_at..(end + 1)]}`" : null;
        // .NET counts groups with names behind those without: here the names stand in a list of ours.
        _groups.Add(name);
        _spelled.Append('(');
        _at = end + 1;
        return "";
    }

    private string? Flags()
    {
        int end = _at + 2;
        bool sign = false, letter = false;
        for (; end < _pattern.Length; end++)
        {
            char c = _pattern[end];
            if (c is 'i' or 'm' or 's' or 'U') letter = true;
            else if (c == '-' && !sign)
            {
                sign = true;
                letter = false;
            }
            else break;
        }
        bool ends = end < _pattern.Length && _pattern[end] is ':' or ')' && (!sign || letter);
        if (!ends) return $"invalid or unsupported Perl syntax: `{_pattern[_at..Math.Min(end + 1, _pattern.Length)]}`";
        if (_pattern[end] == ')') _open--;
        _spelled.Append(_pattern, _at, end + 1 - _at);
        _at = end + 1;
        return null;
    }

    private string? Close()
    {
        if (--_open < 0) return $"unexpected ): `{_pattern}`";
        return Plain(canRepeat: true);
    }
}
