using Tocsin.Model.Labels;
using Tocsin.Model.Time;

namespace Tocsin.PromQL.Parsing;

internal sealed partial class Parser
{
    // Durations nest and chain; all operators together bound the height of any tree made of them.
    private const int MaxDurationOperators = 1000;
    private const string DurationWords = "number, duration, step(), or range()";

    private int _durationOperators;

    private double ParseNumber()
    {
        Token token = Take();
        if (token.Kind == TokenKind.Duration)
        {
            return PromDuration.TryParse(token.Text, out TimeSpan duration)
                // Upstream's sum, which differs from the quotient in the last bit.
                ? (double)(duration.Ticks / TimeSpan.TicksPerSecond) + (duration.Ticks % TimeSpan.TicksPerSecond * 100 / 1e9)
                : throw new ParseFailure(token.Position, DurationProblem(token.Text));
        }
        if (!NumberScanner.TryParse(token.Text, out double value))
            throw new ParseFailure(token.Position, $"error parsing number: strconv.ParseFloat: parsing {LabelText.Quote(token.Text)}: invalid syntax");
        if (double.IsInfinity(value) && char.IsAsciiDigit(token.Text[0]))
            throw new ParseFailure(token.Position, $"error parsing number: strconv.ParseFloat: parsing {LabelText.Quote(token.Text)}: value out of range");
        return value;
    }

    private static string DurationProblem(string text)
    {
        // A unit is what stands between two numbers.
        for (int at = 0; at < text.Length;)
        {
            int unit = at;
            while (unit < text.Length && char.IsAsciiDigit(text[unit])) unit++;
            int next = unit;
            while (next < text.Length && !char.IsAsciiDigit(text[next])) next++;
            if (unit == at || unit == next) break;
            if (text[unit..next] is not ("ms" or "s" or "m" or "h" or "d" or "w" or "y"))
                return $"unknown unit {LabelText.Quote(text[unit..next])} in duration {LabelText.Quote(text)}";
            at = next;
        }
        return "not a valid duration string: " + LabelText.Quote(text);
    }

    private DurationExpression ParseBracketDuration()
    {
        int start = Current.Position.Start;
        DurationExpression duration = ParseDuration(0, "subquery selector");
        if (Current.Kind == TokenKind.Error) throw Unexpected();
        if (duration is DurationLiteral { Seconds: <= 0 }) throw new ParseFailure(new TextRange(start, LastEnd), "duration must be greater than 0");
        return duration;
    }

    /// <summary>After <c>offset</c> arithmetic needs parentheses: without them it belongs to the expression around.</summary>
    private DurationExpression ParseOffsetDuration() => ParseDurationOperand("offset", bare: true);

    private DurationExpression ParseDuration(int minimum, string where)
    {
        if (++_nesting > MaxHeight) throw TooDeep();
        DurationExpression left = ParseDurationOperand(where);
        while (TryOperator(Current, out BinaryOperator op) && op <= BinaryOperator.Power)
        {
            int precedence = BinaryOperators.Precedence(op);
            if (precedence < minimum) break;
            CountDurationOperator();
            Take();
            left = new DurationArithmetic(op, left, ParseDuration(op == BinaryOperator.Power ? precedence : precedence + 1, where));
        }
        _nesting--;
        return left;
    }

    private DurationExpression ParseDurationOperand(string where, bool bare = false)
    {
        Token token = Current;
        if (token.Kind == TokenKind.Operator && token.Text is "+" or "-")
        {
            CountDurationOperator();
            Take();
            if (bare && Current.Kind is TokenKind.Number or TokenKind.Duration) return ParseDurationLiteral(token);
            DurationExpression inner = bare
                ? ParseDurationOperand(where, bare)
                : ParseDuration(BinaryOperators.Precedence(BinaryOperator.Power), where);
            if (token.Text == "+") return inner;
            return inner is DurationLiteral literal ? literal with { Seconds = -literal.Seconds } : new DurationNegation(inner);
        }
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Duration:
                return ParseDurationLiteral(null);
            case TokenKind.LeftParenthesis:
                Take();
                DurationExpression inner = ParseDuration(0, where);
                Close(where);
                return new DurationParentheses(inner);
            case TokenKind.Identifier when Following.Kind == TokenKind.LeftParenthesis && token.Text.ToLowerInvariant() is "step" or "range" or "min_of" or "max_of":
                return ParseDurationCall(where);
            default:
                throw Unexpected(where, DurationWords);
        }
    }

    /// <param name="sign">What stands before it; belongs to the place of an error.</param>
    private DurationLiteral ParseDurationLiteral(Token? sign)
    {
        Token token = Current;
        double seconds = ParseNumber();
        if (!(Math.Abs(seconds) <= long.MaxValue / 1e9)) throw new ParseFailure((sign ?? token).Position, "duration out of range");
        return new DurationLiteral(sign?.Text == "-" ? -seconds : seconds, token.Kind == TokenKind.Duration);
    }

    private DurationExpression ParseDurationCall(string where)
    {
        string name = Take().Text.ToLowerInvariant();
        Take();
        if (name is "step" or "range")
        {
            Close(where);
            return new DurationOfQuery(name == "step");
        }
        DurationExpression left = ParseDuration(0, where);
        if (Current.Kind != TokenKind.Comma) throw Unexpected(where, "\",\"");
        Take();
        DurationExpression right = ParseDuration(0, where);
        Close(where);
        return new DurationExtreme(name == "max_of", left, right);
    }

    private void CountDurationOperator()
    {
        if (++_durationOperators > MaxDurationOperators) throw TooDeep();
    }

    private void Close(string where)
    {
        if (Current.Kind != TokenKind.RightParenthesis) throw Unexpected(where, "\")\"");
        Take();
    }
}
