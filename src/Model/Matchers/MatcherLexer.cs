namespace Tocsin.Model.Matchers;

internal enum MatcherTokenKind
{
    End,
    OpenBrace,
    CloseBrace,
    Comma,
    Operator,
    Bare,
    Quoted,
}

/// <summary>A piece of the text, from <c>Start</c> up to but without <c>End</c>, in UTF-16 units.</summary>
internal readonly record struct MatcherToken(MatcherTokenKind Kind, int Start, int End);

/// <summary>Cuts matchers into tokens. A bare word ends at white space or a character that means something.</summary>
internal sealed class MatcherLexer(string text)
{
    private const string Reserved = "{}!=~,\\\"'`";
    private int _at;

    public string Text(MatcherToken token) => text[token.Start..token.End];

    public string Place(MatcherToken token) => $"{Column(token.Start)}:{Column(token.End)}";

    /// <summary>The column as people count: a surrogate pair is one character.</summary>
    public int Column(int index)
    {
        int column = 0;
        for (int i = 0; i < index; i++)
            if (!char.IsLowSurrogate(text[i]))
                column++;
        return column;
    }

    public FormatException Unexpected(MatcherToken token, string expected) => new(token.Kind == MatcherTokenKind.End
        ? "end of input: " + expected
        : $"{Place(token)}: unexpected {Text(token)}: {expected}");

    /// <exception cref="FormatException">No token begins here; the message ends with <paramref name="expected"/>, if that is not empty.</exception>
    public MatcherToken Next(string expected)
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        int start = _at;
        if (start == text.Length) return new(MatcherTokenKind.End, start, start);
        MatcherTokenKind kind = text[_at++] switch
        {
            '{' => MatcherTokenKind.OpenBrace,
            '}' => MatcherTokenKind.CloseBrace,
            ',' => MatcherTokenKind.Comma,
            '=' => EqualSign(),
            '!' => NegativeSign(expected),
            '"' => QuotedWord(start, expected),
            char c when Reserved.Contains(c) => throw Failed(start, $"{c}: invalid input", expected),
            _ => BareWord(),
        };
        return new(kind, start, _at);
    }

    private MatcherTokenKind EqualSign()
    {
        if (_at < text.Length && text[_at] == '~') _at++;
        return MatcherTokenKind.Operator;
    }

    private MatcherTokenKind NegativeSign(string expected)
    {
        if (_at == text.Length) throw Failed(_at - 1, "unexpected end of input, expected one of '=~'", expected);
        if (text[_at] is not ('=' or '~')) throw Failed(_at - 1, "!: expected one of '=~'", expected);
        _at++;
        return MatcherTokenKind.Operator;
    }

    private MatcherTokenKind BareWord()
    {
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && !Reserved.Contains(text[_at])) _at++;
        return MatcherTokenKind.Bare;
    }

    private MatcherTokenKind QuotedWord(int start, string expected)
    {
        for (bool escaped = false; _at < text.Length; _at++)
        {
            if (escaped) escaped = false;
            else if (text[_at] == '\\') escaped = true;
            else if (text[_at] == '"')
            {
                _at++;
                return MatcherTokenKind.Quoted;
            }
        }
        throw Failed(start, $"{text[start..]}: missing end \"", expected);
    }

    private FormatException Failed(int start, string what, string expected) =>
        new($"{Column(start)}:{Column(_at)}: {what}" + (expected.Length > 0 ? ": " + expected : ""));
}
