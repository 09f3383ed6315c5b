using System.Globalization;
using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Parsing;

internal enum TokenKind : byte
{
    End,
    Error,
    Identifier,
    MetricIdentifier,
    Keyword,
    Aggregator,
    Operator,
    Number,
    Duration,
    Text,
    LeftParenthesis,
    RightParenthesis,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Comma,
    Colon,
    At,
}

/// <summary>One word of the language. <see cref="Text"/> is as written, except for an error, where it is the message.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, TextRange Position)
{
    public bool IsOperator(string text) => Kind == TokenKind.Operator && string.Equals(Text, text, StringComparison.OrdinalIgnoreCase);

    public bool IsKeyword(string text) => Kind == TokenKind.Keyword && Text.Equals(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Words that may stand where a label or (most of them) a metric name stands.</summary>
    public bool IsWord => Kind is TokenKind.Identifier or TokenKind.Keyword or TokenKind.Aggregator
        || (Kind == TokenKind.Operator && char.IsAsciiLetter(Text[0]));

    /// <summary>How upstream names the word in "unexpected ...".</summary>
    public string Describe() => Kind switch
    {
        TokenKind.End => "end of input",
        TokenKind.Identifier when Text.ToLowerInvariant() is "start" or "end" => LabelText.Quote(Text),
        TokenKind.Identifier => "identifier " + LabelText.Quote(Text),
        TokenKind.MetricIdentifier => "metric identifier " + LabelText.Quote(Text),
        TokenKind.Keyword => $"<{Text}>",
        TokenKind.Aggregator => $"<aggr:{Text}>",
        TokenKind.Operator when Text != "=" => $"<op:{Text}>",
        TokenKind.At => "<op:@>",
        TokenKind.Number => "number " + Shortened(),
        TokenKind.Duration => "duration " + Shortened(),
        TokenKind.Text => "string " + Shortened(),
        _ => LabelText.Quote(Text),
    };

    private string Shortened() =>
        Text.Length > 10 ? string.Create(CultureInfo.InvariantCulture, $"{LabelText.Quote(Text[..10])}...") : LabelText.Quote(Text);
}
