using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Parsing;

/// <summary>
/// Cuts a query into tokens. The last one is <see cref="TokenKind.End"/>, or <see cref="TokenKind.Error"/> when the rest cannot be read.
/// </summary>
internal sealed class Lexer
{
    private static readonly HashSet<string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        "offset", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "fill", "fill_left", "fill_right", "smoothed", "anchored",
    };

    private readonly string _query;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _parentheses;
    private bool _braces;
    private bool _brackets;

    // Behind an opening bracket nothing but a duration may stand until its first number.
    private bool _awaitsDuration;
    private bool _sawColon;

    private Lexer(string query) => _query = query;

    public static List<Token> Read(string query)
    {
        var lexer = new Lexer(query);
        while (lexer.Next())
        {
        }
        return lexer._tokens;
    }

    private char Current => _at < _query.Length ? _query[_at] : '\0';

    private char Following => _at + 1 < _query.Length ? _query[_at + 1] : '\0';

    private bool Next()
    {
        SkipBlanksAndComments();
        if (_at >= _query.Length) return AtEnd();
        char c = Current;
        if (_brackets && !_braces && OutOfPlace(c) is { } problem) return Fail(problem);
        if (c is '"' or '\'' or '`') return Quoted(c);
        if (_braces) return InsideBraces(c);
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Following))) return NumberOrDuration();
        if (char.IsAsciiLetter(c) || c == '_' || (c == ':' && !_brackets)) return Word();
        return Symbol(c);
    }

    private void SkipBlanksAndComments()
    {
        while (_at < _query.Length)
        {
            if (_query[_at] is ' ' or '\t' or '\n' or '\r') _at++;
            else if (_query[_at] == '#')
            {
                int end = _query.IndexOf('\n', _at);
                _at = end < 0 ? _query.Length : end + 1;
            }
            else return;
        }
    }

    private bool AtEnd()
    {
        if (_braces) return Fail("unexpected end of input inside braces");
        if (_awaitsDuration) return Fail("unexpected end of input in duration expression");
        if (_parentheses > 0) return Fail("unclosed left parenthesis");
        if (_brackets) return Fail("unclosed left bracket");
        Add(TokenKind.End, 0);
        return false;
    }

    private bool InsideBraces(char c)
    {
        switch (c)
        {
            case '{': return Fail("unexpected left brace '{'");
            case '}':
                _braces = false;
                return Add(TokenKind.RightBrace, 1);
            case ',': return Add(TokenKind.Comma, 1);
            case '=': return Add(TokenKind.Operator, Following == '~' ? 2 : 1);
            case '!' when Following is '=' or '~': return Add(TokenKind.Operator, 2);
            case '!': return Fail($"unexpected character after '!' inside braces: {Show(1)}");
            default:
                if (char.IsAsciiLetter(c) || c == '_') return Word();
                return Fail($"unexpected character inside braces: {Show(0)}");
        }
    }

    private bool Symbol(char c)
    {
        switch (c)
        {
            case '(':
                _parentheses++;
                return Add(TokenKind.LeftParenthesis, 1);
            case ')':
                if (--_parentheses < 0) return Fail("unexpected right parenthesis ')'", 1);
                return Add(TokenKind.RightParenthesis, 1);
            case '{':
                _braces = true;
                return Add(TokenKind.LeftBrace, 1);
            case '[':
                if (_brackets) return Fail("unexpected left bracket '['");
                _brackets = _awaitsDuration = true;
                _sawColon = false;
                return Add(TokenKind.LeftBracket, 1);
            case ']':
                if (!_brackets) return Fail("unexpected right bracket ']'");
                _brackets = _awaitsDuration = false;
                return Add(TokenKind.RightBracket, 1);
            case ',': return Add(TokenKind.Comma, 1);
            case ':' when _awaitsDuration: return Fail("unexpected colon before duration in duration expression", 1);
            case ':':
                _sawColon = true;
                return Add(TokenKind.Colon, 1);
            case '@': return Add(TokenKind.At, 1);
            case '+' or '-' or '*' or '/' or '%' or '^': return Add(TokenKind.Operator, 1);
            case '=' when Following == '~': return Fail("unexpected character after '=': '~'");
            case '=': return Add(TokenKind.Operator, Following == '=' ? 2 : 1);
            case '!' when Following == '=': return Add(TokenKind.Operator, 2);
            case '!': return Fail($"unexpected character after '!': {Show(1)}");
            case '>' or '<': return Add(TokenKind.Operator, Following is '=' or '/' ? 2 : 1);
            default: return Fail($"unexpected character: {Show(0)}");
        }
    }

    /// <summary>What cannot stand inside brackets.</summary>
    private string? OutOfPlace(char c)
    {
        bool isWord = char.IsAsciiLetter(c) || c == '_';
        if (isWord && IsDurationWord()) return null;
        if (_awaitsDuration)
        {
            return char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Following)) || "()+-*/%^,:]".Contains(c, StringComparison.Ordinal)
                ? null
                : $"unexpected character in duration expression: {Show(0)}";
        }
        if (c == ':' && _sawColon) return "unexpected colon ':'";
        return isWord ? $"unexpected character: {Show(0)}, expected ':'" : null;
    }

    private bool IsDurationWord()
    {
        int end = _at;
        while (end < _query.Length && (char.IsAsciiLetterOrDigit(_query[end]) || _query[end] == '_')) end++;
        return _query[_at..end].ToLowerInvariant() is "step" or "range" or "min" or "max" or "min_of" or "max_of";
    }

    private bool Word()
    {
        int end = _at;
        bool colons = false;
        while (end < _query.Length && (char.IsAsciiLetterOrDigit(_query[end]) || _query[end] == '_' || (_query[end] == ':' && !_braces && !_brackets)))
        {
            colons |= _query[end] == ':';
            end++;
        }
        string word = _query[_at..end];
        string lower = word.ToLowerInvariant();
        TokenKind kind = lower switch
        {
            _ when colons => TokenKind.MetricIdentifier,
            _ when _braces => TokenKind.Identifier,
            "and" or "or" or "unless" or "atan2" => TokenKind.Operator,
            "inf" or "nan" => TokenKind.Number,
            _ when AggregationOperators.TryFind(lower, out _) => TokenKind.Aggregator,
            _ when Keywords.Contains(word) => TokenKind.Keyword,
            _ => TokenKind.Identifier,
        };
        return Add(kind, word.Length);
    }

    private bool NumberOrDuration()
    {
        int length = NumberScanner.Scan(_query.AsSpan(_at), out bool isDuration);
        if (length < 0) return Fail($"bad number or duration syntax: {Model.Labels.LabelText.Quote(_query.Substring(_at, -length))}");
        _awaitsDuration = false;
        return Add(isDuration ? TokenKind.Duration : TokenKind.Number, length);
    }

    private bool Quoted(char quote)
    {
        for (int i = _at + 1; i < _query.Length; i++)
        {
            char c = _query[i];
            if (c == quote) return Add(TokenKind.Text, i + 1 - _at);
            if (quote == '`') continue;
            if (c == '\n') break;
            if (c != '\\') continue;
            if (GoStringLiteral.EscapeProblem(_query, i + 1, quote) is { } problem) return Fail(problem);
            i++;
        }
        return Fail(quote == '`' ? "unterminated raw string" : "unterminated quoted string");
    }

    private string Show(int ahead)
    {
        if (_at + ahead >= _query.Length || !Rune.TryGetRuneAt(_query, _at + ahead, out Rune rune)) return "'\uFFFD'";
        // As Go writes a character: between single quotes, of which only they themselves need a backslash.
        string quoted = LabelText.Quote(rune.ToString())[1..^1];
        return quoted switch { "\\\"" => "'\"'", "'" => "'\\''", _ => $"'{quoted}'" };
    }

    private bool Add(TokenKind kind, int length)
    {
        _tokens.Add(new Token(kind, _query.Substring(_at, length), new TextRange(_at, _at + length)));
        _at += length;
        return true;
    }

    private bool Fail(string message, int ahead = 0)
    {
        _tokens.Add(new Token(TokenKind.Error, message, new TextRange(Math.Min(_at + ahead, _query.Length), _query.Length)));
        return false;
    }
}
