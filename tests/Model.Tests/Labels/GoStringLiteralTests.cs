using Tocsin.Model.Labels;

namespace Tocsin.Model.Tests.Labels;

public sealed class GoStringLiteralTests
{
    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"a'b\"", "a'b")]
    [InlineData("'a\"b\\''", "a\"b'")]
    [InlineData("`a\\n\nb`", "a\\n\nb")]
    [InlineData("\"\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\"", "\a\b\f\n\r\t\v\\\"")]
    [InlineData("\"x\\u00e9\\U0001F600\\101y\"", "xé😀Ay")]
    [InlineData("\"\\xc3\\251\"", "é")]
    public void Escapes_are_read_as_Go_reads_them(string literal, string text)
    {
        Assert.Equal(text, GoStringLiteral.Unquote(literal));
        Assert.Equal(text, GoStringLiteral.Unquote(literal, isStrict: true));
    }

    [Theory]
    [InlineData("plain 'text' {x}", "\"plain 'text' {x}\"")]
    [InlineData("\a\b\f\n\r\t\v\\\"", "\"\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\"")]
    [InlineData("\u0001\u007f", "\"\\x01\\x7f\"")]
    [InlineData("é 😀", "\"é 😀\"")]
    [InlineData("a\u00a0b\u00ad\u200b\u2028\ue000", "\"a\\u00a0b\\u00ad\\u200b\\u2028\\ue000\"")]
    [InlineData("\U000e0001", "\"\\U000e0001\"")]
    public void Texts_are_quoted_as_Go_quotes_them(string text, string literal)
    {
        Assert.Equal(literal, GoQuoting.Quote(text));
        Assert.Equal(text, GoStringLiteral.Unquote(literal));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_replaced_or_refused()
    {
        Assert.Equal("a\uFFFDb", GoStringLiteral.Unquote("\"a\\xffb\""));
        Assert.Null(GoStringLiteral.Unquote("\"a\\xffb\"", isStrict: true));
    }

    [Theory]
    [InlineData("\"\\q\"", "unknown escape sequence U+0071 'q'")]
    [InlineData("\"\\'\"", "unknown escape sequence U+0027 '''")]
    [InlineData("'\\\"'", "unknown escape sequence U+0022 '\"'")]
    [InlineData("\"\\x4\"", "illegal character U+0022 '\"' in escape sequence")]
    [InlineData("\"\\18\"", "illegal character U+0038 '8' in escape sequence")]
    [InlineData("\"\\400\"", "escape sequence is an invalid Unicode code point")]
    [InlineData("\"\\ud800\"", "escape sequence is an invalid Unicode code point")]
    [InlineData("\"\\UFFFFFFFF\"", "escape sequence is an invalid Unicode code point")]
    public void What_is_no_escape_is_told_in_Gos_words(string literal, string problem)
    {
        Assert.Equal(problem, GoStringLiteral.EscapeProblem(literal, 2, literal[0]));
        Assert.Null(GoStringLiteral.Unquote(literal));
    }

    [Theory]
    [InlineData("\"\\")]
    [InlineData("\"\\u12")]
    public void An_escape_that_the_text_cuts_off_is_told(string text) =>
        Assert.Equal("escape sequence not terminated", GoStringLiteral.EscapeProblem(text, 2, '"'));

    [Fact]
    public void A_line_does_not_end_inside_quotes() => Assert.Null(GoStringLiteral.Unquote("\"a\nb\""));
}
