using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Parsing;

internal sealed partial class Parser
{
    private Expression ParseOperand()
    {
        if (Current.Kind == TokenKind.Operator && Current.Text is "+" or "-") return ParseSigned();
        Expression operand = ParsePrimary();
        while (true)
        {
            int height = _height;
            if (Current.Kind == TokenKind.LeftBracket) operand = ParseBrackets(operand);
            else if (Current.IsKeyword("offset")) operand = ParseOffset(operand);
            else if (Current.Kind == TokenKind.At) operand = ParseAt(operand);
            else if (Current.IsKeyword("anchored") || Current.IsKeyword("smoothed")) operand = ParseExtension(operand);
            else return operand;
            Raise(height);
        }
    }

    private Expression ParseSigned()
    {
        Token sign = Take();
        bool negative = sign.Text == "-";
        // Tighter than anything but the power operator.
        Expression inner = ParseExpression(BinaryOperators.Precedence(BinaryOperator.Power));
        Raise(_height);
        var position = new TextRange(sign.Position.Start, inner.Position.End);
        return inner is NumberLiteral number
            ? new NumberLiteral(negative ? -number.Value : number.Value, number.IsDuration, position)
            : (Expression)new UnaryExpression(negative, inner, position);
    }

    private Expression ParsePrimary()
    {
        _height = 1;
        Token token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Duration:
                return new NumberLiteral(ParseNumber(), token.Kind == TokenKind.Duration, token.Position);
            case TokenKind.Text:
                Take();
                return new StringLiteral(Text(token), token.Position);
            case TokenKind.LeftParenthesis: return ParseParentheses();
            case TokenKind.LeftBrace: return ParseSelector("");
            case TokenKind.Identifier when Following.Kind == TokenKind.LeftParenthesis: return ParseCall();
            case TokenKind.Aggregator when Following.Kind == TokenKind.LeftParenthesis || IsGroupingWord(Following): return ParseAggregation();
            default:
                if (!BeginsSelector(token)) throw Unexpected();
                Take();
                return ParseSelector(token.Text);
        }
    }

    private static bool BeginsOperand(Token token) => token.Kind switch
    {
        TokenKind.Number or TokenKind.Duration or TokenKind.Text or TokenKind.LeftParenthesis or TokenKind.LeftBrace => true,
        TokenKind.Operator when token.Text is "+" or "-" => true,
        _ => BeginsSelector(token),
    };

    private static bool BeginsSelector(Token token) => token.Kind switch
    {
        TokenKind.MetricIdentifier => true,
        TokenKind.Keyword when token.Text.ToLowerInvariant() is "on" or "ignoring" or "group_left" or "group_right" or "bool" => false,
        _ => token.IsWord && !token.IsOperator("atan2"),
    };

    private static bool IsGroupingWord(Token token) => token.IsKeyword("by") || token.IsKeyword("without");

    private Parentheses ParseParentheses()
    {
        int start = Take().Position.Start;
        Expression inner = ParseExpression(0);
        Raise(_height);
        if (Current.Kind != TokenKind.RightParenthesis) throw Unexpected();
        Take();
        return new Parentheses(inner, new TextRange(start, LastEnd));
    }

    private Call ParseCall()
    {
        Token name = Take();
        List<Expression> arguments = ParseArguments();
        FunctionSignature function = FunctionTable.Find(name.Text)
            ?? throw new ParseFailure(name.Position, "unknown function with name " + LabelText.Quote(name.Text));
        if (function.IsExperimental && !_features.Contains(QueryFeatures.ExperimentalFunctions))
            throw new ParseFailure(name.Position, $"function {LabelText.Quote(name.Text)} is not enabled");
        return new Call(function, arguments, new TextRange(name.Position.Start, LastEnd));
    }

    private List<Expression> ParseArguments()
    {
        if (Current.Kind != TokenKind.LeftParenthesis) throw Unexpected("aggregation");
        Take();
        var arguments = new List<Expression>();
        int highest = 0;
        while (Current.Kind != TokenKind.RightParenthesis)
        {
            if (Current.Kind == TokenKind.Comma) throw Unexpected();
            arguments.Add(ParseExpression(0));
            highest = Math.Max(highest, _height);
            if (Current.Kind == TokenKind.RightParenthesis) break;
            if (Current.Kind != TokenKind.Comma) throw Unexpected();
            Take();
            if (Current.Kind != TokenKind.Error && !BeginsOperand(Current))
                throw new ParseFailure(_tokens[_at - 1].Position, "trailing commas not allowed in function call args");
        }
        Take();
        Raise(highest);
        return arguments;
    }

    private Aggregation ParseAggregation()
    {
        Token name = Take();
        AggregationOperators.TryFind(name.Text.ToLowerInvariant(), out AggregationOperator op);
        bool without = false;
        IReadOnlyList<string>? grouping = null;
        if (IsGroupingWord(Current)) (without, grouping) = ParseGroupingClause();
        _aggregations++;
        List<Expression> arguments = ParseArguments();
        _aggregations--;
        // Upstream looks for a clause here, and sees what cannot be read, before it counts the arguments.
        if (grouping is null && Current.Kind == TokenKind.Error) throw Unexpected();
        if (grouping is null && IsGroupingWord(Current)) (without, grouping) = ParseGroupingClause();
        var position = new TextRange(name.Position.Start, LastEnd);
        if (AggregationOperators.IsExperimental(op) && !_features.Contains(QueryFeatures.ExperimentalFunctions))
            throw new ParseFailure(name.Position, $"{name.Text.ToLowerInvariant()}() is experimental and must be enabled with --enable-feature=promql-experimental-functions");
        int wanted = AggregationOperators.TakesParameter(op) ? 2 : 1;
        if (arguments.Count == 0) throw new ParseFailure(position, "no arguments for aggregate expression provided");
        if (arguments.Count != wanted)
        {
            throw new ParseFailure(
                position, $"wrong number of arguments for aggregate expression provided, expected {wanted}, got {arguments.Count}");
        }
        return new Aggregation(op, arguments[^1], wanted == 2 ? arguments[0] : null, grouping ?? [], without, position);
    }

    private (bool Without, IReadOnlyList<string> Labels) ParseGroupingClause() => (Take().IsKeyword("without"), ParseGrouping());
}
