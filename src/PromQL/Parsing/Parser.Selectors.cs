using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;

namespace Tocsin.PromQL.Parsing;

internal sealed partial class Parser
{
    private const string Matching = "label matching";

    private VectorSelector ParseSelector(string name)
    {
        int start = name.Length > 0 ? _tokens[_at - 1].Position.Start : Current.Position.Start;
        var matchers = new List<Matcher>();
        if (Current.Kind == TokenKind.LeftBrace) ParseMatchers(matchers);
        var position = new TextRange(start, LastEnd);
        if (name.Length > 0) matchers.Add(new Matcher(LabelNames.MetricName, MatchOperator.Equal, name));
        return new VectorSelector(name, matchers, TimeModifiers.None, position);
    }

    private void ParseMatchers(List<Matcher> matchers)
    {
        Take();
        while (Current.Kind != TokenKind.RightBrace)
        {
            ParseMatcher(matchers);
            if (Current.Kind == TokenKind.Comma) Take();
            else if (Current.Kind != TokenKind.RightBrace) throw Unexpected(Matching, "\",\" or \"}\"");
        }
        Take();
    }

    private void ParseMatcher(List<Matcher> matchers)
    {
        Token label = Current;
        if (label.Kind is not (TokenKind.Identifier or TokenKind.Text)) throw Unexpected(Matching, "identifier or \"}\"");
        Take();
        string name = label.Kind == TokenKind.Text ? Text(label) : label.Text;
        if (Current.Kind != TokenKind.Operator)
        {
            if (label.Kind != TokenKind.Text) throw Unexpected(Matching, "label matching operator");
            if (Current.Kind is not (TokenKind.Comma or TokenKind.RightBrace)) throw Unexpected(Matching, "\",\" or \"}\"");
            matchers.Add(new Matcher(LabelNames.MetricName, MatchOperator.Equal, name));
            return;
        }
        MatchOperator op = Take().Text switch
        {
            "=" => MatchOperator.Equal,
            "!=" => MatchOperator.NotEqual,
            "=~" => MatchOperator.Regex,
            _ => MatchOperator.NotRegex,
        };
        if (Current.Kind != TokenKind.Text) throw Unexpected(Matching, "string");
        Token value = Take();
        try
        {
            matchers.Add(new Matcher(name, op, Text(value)));
        }
        catch (FormatException problem)
        {
            throw new ParseFailure(label.Position, problem.Message);
        }
    }

    private Expression ParseBrackets(Expression operand)
    {
        Token open = Take();
        DurationExpression window = ParseBracketDuration();
        if (Current.Kind == TokenKind.Colon)
        {
            Take();
            if (Current.Kind is TokenKind.RightParenthesis or TokenKind.Colon or TokenKind.Comma) throw Unexpected("subquery selector", DurationWords + " or \"]\"");
            DurationExpression? resolution = Current.Kind == TokenKind.RightBracket ? null : ParseBracketDuration();
            if (Current.Kind != TokenKind.RightBracket) throw Unexpected("subquery selector", "\"]\"");
            Take();
            return new Subquery(operand, window, resolution, TimeModifiers.None, new TextRange(operand.Position.Start, LastEnd));
        }
        if (Current.Kind != TokenKind.RightBracket) throw Unexpected("subquery or range", "\":\" or \"]\"");
        Take();
        var position = new TextRange(operand.Position.Start, LastEnd);
        if (operand is not VectorSelector vector)
            throw new ParseFailure(new TextRange(open.Position.Start, LastEnd), "ranges only allowed for vector selectors");
        if (vector.Modifiers.Offset is not null)
            throw new ParseFailure(new TextRange(open.Position.Start, LastEnd), "no offset modifiers allowed before range");
        if (vector.Modifiers.At is not null)
            throw new ParseFailure(new TextRange(open.Position.Start, LastEnd), "no @ modifiers allowed before range");
        return new MatrixSelector(vector, window, position);
    }

    private Expression ParseOffset(Expression operand)
    {
        Take();
        DurationExpression offset = ParseOffsetDuration();
        TimeModifiers modifiers = ModifiersOf(operand)
            ?? throw new ParseFailure(
                operand.Position,
                "offset modifier must be preceded by an instant vector selector or range vector selector or a subquery");
        if (modifiers.Offset is not null) throw new ParseFailure(operand.Position, "offset may not be set multiple times");
        return WithModifiers(operand, modifiers with { Offset = offset });
    }

    private Expression ParseAt(Expression operand)
    {
        Take();
        AtModifier at = ParseAtTime(operand.Position);
        TimeModifiers modifiers = ModifiersOf(operand)
            ?? throw new ParseFailure(
                operand.Position,
                "@ modifier must be preceded by an instant vector selector or range vector selector or a subquery");
        if (modifiers.At is not null) throw new ParseFailure(operand.Position, "@ <timestamp> may not be set multiple times");
        return WithModifiers(operand, modifiers with { At = at });
    }

    private AtModifier ParseAtTime(TextRange operand)
    {
        if (Current.Kind == TokenKind.Identifier && Current.Text.ToLowerInvariant() is "start" or "end")
        {
            AtKind kind = Take().Text.Equals("start", StringComparison.OrdinalIgnoreCase) ? AtKind.Start : AtKind.End;
            if (Current.Kind != TokenKind.LeftParenthesis) throw Unexpected("@", "timestamp");
            Take();
            if (Current.Kind != TokenKind.RightParenthesis) throw Unexpected("@", "timestamp");
            Take();
            return new AtModifier(kind, 0);
        }
        bool negative = Current.Kind == TokenKind.Operator && Current.Text is "+" or "-" && Take().Text == "-";
        if (Current.Kind is not (TokenKind.Number or TokenKind.Duration)) throw Unexpected("@", "timestamp");
        double seconds = ParseNumber() * (negative ? -1 : 1);
        if (!(Math.Abs(seconds) < long.MaxValue))
        {
            string text = double.IsInfinity(seconds) ? seconds > 0 ? "+Inf" : "-Inf" : seconds.ToString("F6", CultureInfo.InvariantCulture);
            throw new ParseFailure(operand, "timestamp out of bounds for @ modifier: " + text);
        }
        double milliseconds = Math.Round(seconds * 1000, MidpointRounding.AwayFromZero);
        // What upstream makes of seconds that are no milliseconds of 64 bits any more.
        return new AtModifier(AtKind.Timestamp, Math.Abs(milliseconds) < long.MaxValue ? (long)milliseconds : long.MinValue);
    }

    private Expression ParseExtension(Expression operand)
    {
        Token word = Take();
        string name = word.Text.ToLowerInvariant();
        if (!_features.Contains(QueryFeatures.ExtendedRangeSelectors)) throw new ParseFailure(word.Position, name + " modifier is experimental and not enabled");
        if (operand is Subquery) throw new ParseFailure(operand.Position, name + " modifier is not supported for subqueries");
        TimeModifiers modifiers = ModifiersOf(operand) ?? throw new ParseFailure(operand.Position, name + " modifier not implemented");
        RangeExtension extension = name == "anchored" ? RangeExtension.Anchored : RangeExtension.Smoothed;
        if (modifiers.Extension != RangeExtension.None && modifiers.Extension != extension)
            throw new ParseFailure(operand.Position, "anchored and smoothed modifiers cannot be used together");
        return WithModifiers(operand, modifiers with { Extension = extension });
    }

    private static TimeModifiers? ModifiersOf(Expression operand) => operand switch
    {
        VectorSelector vector => vector.Modifiers,
        MatrixSelector matrix => matrix.Vector.Modifiers,
        Subquery subquery => subquery.Modifiers,
        _ => null,
    };

    private Expression WithModifiers(Expression operand, TimeModifiers modifiers)
    {
        var position = new TextRange(operand.Position.Start, LastEnd);
        return operand switch
        {
            VectorSelector vector => vector with { Modifiers = modifiers, Position = position },
            MatrixSelector matrix => matrix with { Vector = matrix.Vector with { Modifiers = modifiers }, Position = position },
            _ => (Subquery)operand with { Modifiers = modifiers, Position = position },
        };
    }
}
