using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Go.Parsing;

internal enum TokenKind
{
    Error,
    End,
    Text,
    LeftDelimiter,
    RightDelimiter,
    Space,
    Bool,
    Character,
    CharacterConstant,
    Complex,
    Assign,
    Declare,
    Field,
    Identifier,
    LeftParen,
    RightParen,
    Number,
    Pipe,
    RawString,
    String,
    Variable,
    // Keywords from here on.
    Dot,
    Nil,
    If,
    Else,
    EndKeyword,
    Range,
    With,
    Define,
    Block,
    Template,
    Break,
    Continue,
}

/// <param name="Position">Index of its first UTF-16 unit.</param>
/// <param name="Line">From 1.</param>
internal readonly record struct Token(TokenKind Kind, int Position, string Text, int Line)
{
    private const int Shown = 10;

    /// <summary>As errors print it.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.End => "EOF",
        TokenKind.Error => Text,
        >= TokenKind.Dot => "<" + Text + ">",
        _ when GoText.Length(Text) > Shown => GoQuote.Quote(First(Text)) + "...",
        _ => GoQuote.Quote(Text),
    };

    private static string First(string text) =>
        string.Concat(text.EnumerateRunes().Take(Shown).Select(r => r.ToString()));
}
