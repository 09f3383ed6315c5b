using System.Globalization;
using System.Text;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Parsing;

/// <summary>
/// Cuts a template into tokens, one at a time. <c>{{- </c> takes the white space before it away, <c> -}}</c> that after it. After an error token
/// nothing more comes.
/// </summary>
internal sealed class Lexer(string input)
{
    private const string Left = "{{";
    private const string Right = "}}";
    private const string CommentStart = "/*";
    private const string CommentEnd = "*/";
    private const int MarkerLength = 2;

    private static readonly Dictionary<string, TokenKind> Keywords = new(StringComparer.Ordinal)
    {
        ["."] = TokenKind.Dot,
        ["nil"] = TokenKind.Nil,
        ["if"] = TokenKind.If,
        ["else"] = TokenKind.Else,
        ["end"] = TokenKind.EndKeyword,
        ["range"] = TokenKind.Range,
        ["with"] = TokenKind.With,
        ["define"] = TokenKind.Define,
        ["block"] = TokenKind.Block,
        ["template"] = TokenKind.Template,
        ["break"] = TokenKind.Break,
        ["continue"] = TokenKind.Continue,
    };

    private int _at;
    private int _start;
    private int _line = 1;
    private int _startLine = 1;
    private int _parens;
    private bool _inAction;
    private bool _failed;

    public Token Next()
    {
        while (true)
        {
            if (_failed) return new Token(TokenKind.End, _at, "", _line);
            Token? token = _inAction ? InsideAction() : Outside();
            if (token is { } found) return found;
        }
    }

    private Token? Outside()
    {
        int delimiter = input.IndexOf(Left, _at, StringComparison.Ordinal);
        if (delimiter < 0)
        {
            if (_at == input.Length) return new Token(TokenKind.End, _at, "", _line);
            Advance(input.Length);
            return Emit(TokenKind.Text);
        }
        if (delimiter > _at)
        {
            int end = HasLeftMarker(delimiter) ? TrimEnd(_at, delimiter) : delimiter;
            if (end > _at)
            {
                Advance(end);
                return Emit(TokenKind.Text);
            }
            Skip(delimiter);
        }
        return OpenAction();
    }

    private Token? OpenAction()
    {
        int marker = HasLeftMarker(_at) ? MarkerLength : 0;
        int inside = _at + Left.Length + marker;
        if (string.CompareOrdinal(input, inside, CommentStart, 0, CommentStart.Length) == 0)
        {
            Skip(inside);
            return Comment();
        }
        Advance(_at + Left.Length);
        Token token = Emit(TokenKind.LeftDelimiter);
        Skip(inside);
        _inAction = true;
        _parens = 0;
        return token;
    }

    private Token? Comment()
    {
        int end = input.IndexOf(CommentEnd, _at + CommentStart.Length, StringComparison.Ordinal);
        if (end < 0) return Fail("unclosed comment");
        if (!AtRight(end + CommentEnd.Length, out bool trim)) return Fail("comment ends before closing delimiter");
        Skip(end + CommentEnd.Length);
        SkipRight(trim);
        return null;
    }

    private Token InsideAction()
    {
        if (AtRight(_at, out bool trim)) return CloseAction(trim);
        if (_at >= input.Length) return Fail("unclosed action");
        char c = input[_at];
        if (IsSpace(c)) return Space();
        switch (c)
        {
            case '=': return One(TokenKind.Assign);
            case ':':
                if (_at + 1 >= input.Length || input[_at + 1] != '=') return Fail("expected :=");
                Advance(_at + 2);
                return Emit(TokenKind.Declare);
            case '|': return One(TokenKind.Pipe);
            case '"': return Quoted('"', TokenKind.String, "unterminated quoted string");
            case '\'': return Quoted('\'', TokenKind.CharacterConstant, "unterminated character constant");
            case '`': return Raw();
            case '$': return FieldOrVariable(TokenKind.Variable);
            case '.' when _at + 1 >= input.Length || !char.IsAsciiDigit(input[_at + 1]): return FieldOrVariable(TokenKind.Field);
            case '.' or '+' or '-' or (>= '0' and <= '9'): return Number();
            case '(':
                _parens++;
                return One(TokenKind.LeftParen);
            case ')':
                return --_parens < 0 ? Fail("unexpected right paren") : One(TokenKind.RightParen);
        }
        Rune rune = RuneAt(_at);
        if (IsAlphaNumeric(rune)) return Identifier();
        if (c is > ' ' and < '\x7F') return One(TokenKind.Character);
        return Fail("unrecognized character in action: " + Unicode(rune));
    }

    private Token CloseAction(bool trim)
    {
        if (_parens > 0) return Fail("unclosed left paren");
        if (trim) Skip(_at + MarkerLength);
        Advance(_at + Right.Length);
        Token token = Emit(TokenKind.RightDelimiter);
        if (trim) Skip(TrimStart(_at));
        _inAction = false;
        return token;
    }

    private Token Space()
    {
        int end = _at;
        while (end < input.Length && IsSpace(input[end]))
        {
            // The last space may belong to a trim marker.
            if (end > _at && AtRight(end, out bool marked) && marked) break;
            end++;
        }
        Advance(end);
        return Emit(TokenKind.Space);
    }

    private Token Quoted(char quote, TokenKind kind, string unterminated)
    {
        int i = _at + 1;
        for (; i < input.Length && input[i] != '\n'; i++)
        {
            if (input[i] == quote)
            {
                Advance(i + 1);
                return Emit(kind);
            }
            if (input[i] == '\\' && i + 1 < input.Length && input[i + 1] != '\n') i++;
        }
        return Fail(unterminated);
    }

    private Token Raw()
    {
        int end = input.IndexOf('`', _at + 1);
        if (end < 0) return Fail("unterminated raw quoted string");
        Advance(end + 1);
        return Emit(TokenKind.RawString);
    }

    private Token FieldOrVariable(TokenKind kind)
    {
        int end = Word(_at + 1);
        if (!AtTerminator(end)) return Fail("bad character " + Unicode(RuneAt(end)));
        if (kind == TokenKind.Field && end == _at + 1) return One(TokenKind.Dot);
        Advance(end);
        return Emit(kind);
    }

    private Token Identifier()
    {
        int end = Word(_at);
        if (!AtTerminator(end)) return Fail("bad character " + Unicode(RuneAt(end)));
        string word = input[_at..end];
        Advance(end);
        return Emit(Keywords.TryGetValue(word, out TokenKind keyword) ? keyword
            : word is "true" or "false" ? TokenKind.Bool
            : TokenKind.Identifier);
    }

    private Token Number()
    {
        var kind = TokenKind.Number;
        if (!NumberScan.TryScan(input, _at, out int end)) return Fail("bad number syntax: " + GoQuote.Quote(input[_at..end]));
        if (end < input.Length && input[end] is '+' or '-')
        {
            // 1+2i, without spaces, must end in i.
            if (!NumberScan.TryScan(input, end, out end) || input[end - 1] != 'i') return Fail("bad number syntax: " + GoQuote.Quote(input[_at..end]));
            kind = TokenKind.Complex;
        }
        Advance(end);
        return Emit(kind);
    }

    private int Word(int from)
    {
        while (from < input.Length && IsAlphaNumeric(RuneAt(from))) from += RuneAt(from).Utf16SequenceLength;
        return from;
    }

    private bool AtTerminator(int at) =>
        at >= input.Length || IsSpace(input[at]) || input[at] is '.' or ',' or '|' or ':' or ')' or '(' || AtRight(at, out _);

    private bool HasLeftMarker(int delimiter) =>
        delimiter + Left.Length + 1 < input.Length && input[delimiter + Left.Length] == '-' && IsSpace(input[delimiter + Left.Length + 1]);

    private bool AtRight(int at, out bool trim)
    {
        trim = at + 1 < input.Length && IsSpace(input[at]) && input[at + 1] == '-'
            && string.CompareOrdinal(input, at + MarkerLength, Right, 0, Right.Length) == 0;
        return trim || (at < input.Length && string.CompareOrdinal(input, at, Right, 0, Right.Length) == 0);
    }

    private void SkipRight(bool trim)
    {
        Skip(_at + Right.Length + (trim ? MarkerLength : 0));
        if (trim) Skip(TrimStart(_at));
    }

    private int TrimEnd(int from, int end)
    {
        while (end > from && IsSpace(input[end - 1])) end--;
        return end;
    }

    private int TrimStart(int from)
    {
        while (from < input.Length && IsSpace(input[from])) from++;
        return from;
    }

    private Rune RuneAt(int at)
    {
        if (at >= input.Length) return Rune.ReplacementChar;
        Rune.DecodeFromUtf16(input.AsSpan(at), out Rune rune, out _);
        return rune;
    }

    private Token One(TokenKind kind)
    {
        Advance(_at + 1);
        return Emit(kind);
    }

    private void Advance(int to) => _at = to;

    private void Skip(int to)
    {
        Advance(to);
        CountLines();
    }

    private Token Emit(TokenKind kind)
    {
        var token = new Token(kind, _start, input[_start.._at], _startLine);
        CountLines();
        return token;
    }

    private Token Fail(string message)
    {
        _failed = true;
        return new Token(TokenKind.Error, _start, message, _startLine);
    }

    private void CountLines()
    {
        _line += input.AsSpan(_start, _at - _start).Count('\n');
        _startLine = _line;
        _start = _at;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsAlphaNumeric(Rune rune) =>
        rune.Value == '_' || Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;

    private static string Unicode(Rune rune) =>
        string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}") + (GoQuote.IsPrintable(rune) ? $" '{rune}'" : "");
}
