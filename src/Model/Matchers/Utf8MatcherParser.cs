using Tocsin.Model.Labels;

namespace Tocsin.Model.Matchers;

/// <summary>The matcher language with UTF-8 names. Errors carry the columns, counted in characters from 0, of what is wrong.</summary>
internal static class Utf8MatcherParser
{
    private const string ExpectedName = "expected label name";
    private const string ExpectedNameOrBrace = "expected a matcher or close brace after comma";
    private const string ExpectedOperator = "expected an operator such as '=', '!=', '=~' or '!~'";
    private const string ExpectedValue = "expected label value";
    private const string ExpectedComma = "expected a comma or close brace";

    public static MatcherParseResult ParseList(string text)
    {
        try
        {
            return new(Read(new MatcherLexer(text)), null);
        }
        catch (FormatException e)
        {
            return MatcherParseResult.Failed(e.Message);
        }
    }

    private static List<Matcher> Read(MatcherLexer lexer)
    {
        var matchers = new List<Matcher>();
        MatcherToken token = lexer.Next("");
        bool braces = token.Kind == MatcherTokenKind.OpenBrace;
        if (braces) token = lexer.Next("");
        string expected = ExpectedName;
        while (token.Kind is not (MatcherTokenKind.End or MatcherTokenKind.CloseBrace))
        {
            matchers.Add(ReadMatcher(lexer, token, expected));
            token = lexer.Next(ExpectedComma);
            if (token.Kind is MatcherTokenKind.End or MatcherTokenKind.CloseBrace) break;
            if (token.Kind != MatcherTokenKind.Comma) throw lexer.Unexpected(token, ExpectedComma);
            expected = ExpectedNameOrBrace;
            token = lexer.Next(expected);
        }
        Close(lexer, token, braces);
        return matchers;
    }

    private static void Close(MatcherLexer lexer, MatcherToken token, bool braces)
    {
        bool closed = token.Kind == MatcherTokenKind.CloseBrace;
        if (braces && !closed) throw new FormatException($"0:{lexer.Column(token.End)}: end of input: expected close brace");
        if (!braces && closed) throw new FormatException($"0:{lexer.Column(token.End)}: }}: expected opening brace");
        if (!closed) return;
        MatcherToken after = lexer.Next("expected end of input");
        if (after.Kind != MatcherTokenKind.End) throw new FormatException($"{lexer.Place(after)}: {lexer.Text(after)}: expected end of input");
    }

    private static Matcher ReadMatcher(MatcherLexer lexer, MatcherToken name, string expected)
    {
        string label = Word(lexer, name, expected);
        MatcherToken sign = lexer.Next(ExpectedOperator);
        if (sign.Kind != MatcherTokenKind.Operator) throw lexer.Unexpected(sign, ExpectedOperator);
        MatchOperator op = lexer.Text(sign) switch
        {
            "=" => MatchOperator.Equal,
            "!=" => MatchOperator.NotEqual,
            "=~" => MatchOperator.Regex,
            _ => MatchOperator.NotRegex,
        };
        string value = Word(lexer, lexer.Next(ExpectedValue), ExpectedValue);
        try
        {
            return new Matcher(label, op, value, dotIsAll: false);
        }
        catch (FormatException e)
        {
            throw new FormatException("failed to create matcher: " + AnchoredRegex.AnchoredProblem(value, e), e);
        }
    }

    private static string Word(MatcherLexer lexer, MatcherToken token, string expected) => token.Kind switch
    {
        MatcherTokenKind.Bare => lexer.Text(token),
        MatcherTokenKind.Quoted => GoStringLiteral.Unquote(lexer.Text(token), isStrict: true) ?? throw new FormatException($"{lexer.Place(token)}: {lexer.Text(token)}: invalid input"),
        _ => throw lexer.Unexpected(token, expected),
    };
}
