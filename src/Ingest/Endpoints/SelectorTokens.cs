using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Model.Labels;

namespace Tocsin.Ingest.Endpoints;

/// <summary>What a piece of a selector is.</summary>
internal enum SelectorTokenKind
{
    End,
    Word,
    Text,
    Operator,
    Brace,
    Comma,

    /// <summary>Has its place in an expression, and none in a selector.</summary>
    Other,
}

/// <param name="Shown">As upstream names it where it does not belong.</param>
internal readonly record struct SelectorToken(SelectorTokenKind Kind, string Text, int At, string Shown)
{
    public bool Is(char sign) => Kind is SelectorTokenKind.Brace or SelectorTokenKind.Comma && Text[0] == sign;
}

/// <summary>Cuts a selector into pieces. Errors have upstream's words and place.</summary>
internal sealed partial class SelectorTokens(string text)
{
    private static readonly HashSet<string> Operators = new(["and", "or", "unless", "atan2"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Aggregations = new(
        ["sum", "avg", "count", "min", "max", "group", "stddev", "stdvar", "topk", "bottomk", "count_values", "quantile", "limitk", "limit_ratio"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Keywords = new(
        ["offset", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "fill", "fill_left", "fill_right", "smoothed", "anchored"],
        StringComparer.OrdinalIgnoreCase);

    private bool _braces;
    private int _at;

    /// <exception cref="FormatException">What comes is no piece of any expression.</exception>
    public SelectorToken Next()
    {
        SkipBlanksAndComments();
        if (_at >= text.Length)
        {
            if (_braces) throw Wrong("unexpected end of input inside braces");
            return new SelectorToken(SelectorTokenKind.End, "", _at, "end of input");
        }
        char c = text[_at];
        if (c is '"' or '\'' or '`') return Quoted(c);
        if (_braces) return InsideBraces(c);
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]))) return Number();
        if (char.IsAsciiLetter(c) || c is '_' or ':') return Word();
        return Sign(c);
    }

    /// <summary>An error at a place, as upstream writes it.</summary>
    public static FormatException Wrong(string text, int at, string message)
    {
        if (text.Length == 0) return new FormatException("unknown position: parse error: " + message);
        ReadOnlySpan<char> before = text.AsSpan(0, Math.Min(at, text.Length));
        int line = before.Count('\n') + 1, column = at - (before.LastIndexOf('\n') + 1) + 1;
        return new FormatException($"{line}:{column}: parse error: {message}");
    }

    private FormatException Wrong(string message) => Wrong(text, _at, message);

    private SelectorToken InsideBraces(char c)
    {
        char following = _at + 1 < text.Length ? text[_at + 1] : '\0';
        switch (c)
        {
            case '{': throw Wrong("unexpected left brace '{'");
            case '}':
                _braces = false;
                return Piece(SelectorTokenKind.Brace, 1);
            case ',': return Piece(SelectorTokenKind.Comma, 1);
            case '=': return Piece(SelectorTokenKind.Operator, following == '~' ? 2 : 1);
            case '!' when following is '=' or '~': return Piece(SelectorTokenKind.Operator, 2);
            case '!': throw Wrong($"unexpected character after '!' inside braces: {Shown(_at + 1)}");
            case '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'): return Word();
            default: throw Wrong($"unexpected character inside braces: {Shown(_at)}");
        }
    }

    private SelectorToken Sign(char c)
    {
        char following = _at + 1 < text.Length ? text[_at + 1] : '\0';
        switch (c)
        {
            case '{':
                _braces = true;
                return Piece(SelectorTokenKind.Brace, 1);
            case '(' or '[' or ',': return Piece(SelectorTokenKind.Other, 1);
            case '@' or '+' or '-' or '*' or '/' or '%' or '^': return Piece(SelectorTokenKind.Other, 1, $"<op:{c}>");
            case '>' or '<' or '!' when following == '=': return Piece(SelectorTokenKind.Other, 2, $"<op:{c}=>");
            case '>' or '<': return Piece(SelectorTokenKind.Other, 1, $"<op:{c}>");
            case '=' when following == '=': return Piece(SelectorTokenKind.Other, 2, "<op:==>");
            case '=' when following == '~': throw Wrong("unexpected character after '=': '~'");
            case '=': return Piece(SelectorTokenKind.Other, 1);
            case '!': throw Wrong($"unexpected character after '!': {Shown(_at + 1)}");
            case ')': throw Wrong(text, _at + 1, "unexpected right parenthesis ')'");
            case ']': throw Wrong("unexpected right bracket ']'");
            default: throw Wrong($"unexpected character: {Shown(_at)}");
        }
    }

    private SelectorToken Word()
    {
        int end = _at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_' || (text[end] == ':' && !_braces))) end++;
        string word = text[_at..end];
        if (!_braces && word.ToLowerInvariant() is "inf" or "nan") return Piece(SelectorTokenKind.Other, word.Length, "number " + LabelText.Quote(word));
        string shown = word switch
        {
            _ when word.Contains(':') => "metric identifier " + LabelText.Quote(word),
            _ when _braces => "identifier " + LabelText.Quote(word),
            _ when Operators.Contains(word) => $"<op:{word}>",
            _ when Aggregations.Contains(word) => $"<aggr:{word}>",
            _ when Keywords.Contains(word) => $"<{word}>",
            _ when word.ToLowerInvariant() is "start" or "end" => LabelText.Quote(word),
            _ => "identifier " + LabelText.Quote(word),
        };
        bool mayBeName = _braces || word.ToLowerInvariant() is not ("bool" or "on" or "ignoring" or "group_left" or "group_right" or "atan2");
        return Piece(mayBeName ? SelectorTokenKind.Word : SelectorTokenKind.Other, word.Length, shown);
    }

    private SelectorToken Number()
    {
        Match number = NumberOrDuration().Match(text[_at..]);
        bool isWhole = number.Success && (_at + number.Length >= text.Length || !(char.IsAsciiLetterOrDigit(text[_at + number.Length]) || text[_at + number.Length] == '_'));
        if (isWhole) return Piece(SelectorTokenKind.Other, number.Length, (number.Groups["duration"].Success ? "duration " : "number ") + Shortened(number.Value));
        int end = _at + Math.Max(1, number.Length);
        // What may still become an exponent, or one more part of a duration, belongs to it.
        if (end < text.Length && (text[end] is 'e' or 'E' || (number.Groups["duration"].Success && char.IsAsciiDigit(text[end])))) end++;
        throw Wrong($"bad number or duration syntax: {LabelText.Quote(text[_at..end])}");
    }

    private SelectorToken Quoted(char quote)
    {
        for (int i = _at + 1; i < text.Length; i++)
        {
            char c = text[i];
            if (c == quote) return Piece(SelectorTokenKind.Text, i + 1 - _at, "string " + Shortened(text[_at..(i + 1)]));
            if (quote == '`') continue;
            if (c == '\n') break;
            if (c != '\\') continue;
            if (SelectorEscapes.Problem(text, i + 1, quote) is { } problem) throw Wrong(problem);
            i++;
        }
        throw Wrong(quote == '`' ? "unterminated raw string" : "unterminated quoted string");
    }

    private SelectorToken Piece(SelectorTokenKind kind, int length, string? shown = null)
    {
        string piece = text.Substring(_at, length);
        string name = shown ?? (kind == SelectorTokenKind.Operator && piece != "=" ? $"<op:{piece}>" : LabelText.Quote(piece));
        var token = new SelectorToken(kind, piece, _at, name);
        _at += length;
        return token;
    }

    private static string Shortened(string piece) => piece.Length > 10 ? LabelText.Quote(piece[..10]) + "..." : LabelText.Quote(piece);

    /// <summary>A character between single quotes, as Go writes it.</summary>
    private string Shown(int at)
    {
        if (at >= text.Length || !Rune.TryGetRuneAt(text, at, out Rune rune)) return "'\uFFFD'";
        string quoted = LabelText.Quote(rune.ToString())[1..^1];
        return quoted switch { "\\\"" => "'\"'", "'" => "'\\''", _ => $"'{quoted}'" };
    }

    private void SkipBlanksAndComments()
    {
        for (; _at < text.Length; _at++)
        {
            if (text[_at] == '#') _at = text.IndexOf('\n', _at) is >= 0 and var end ? end : text.Length - 1;
            else if (text[_at] is not (' ' or '\t' or '\n' or '\r')) return;
        }
    }

    [GeneratedRegex(@"^((?<duration>[0-9]+(\.[0-9]+)?(ms|[smhdwy])([0-9]+(ms|[smhdwy]))*)|0[xX][0-9a-fA-F_]+|[0-9_]*\.?[0-9_]*([eE][+-]?[0-9_]+)?)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NumberOrDuration();
}
