using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Parsing;

/// <summary>
/// Reads a query into a tree by recursive descent, operators by precedence climbing. Bounded: the length of the text and the height of the tree,
/// so that whatever walks the tree later may recurse.
/// </summary>
// The files of this class: expressions (here), Operands, Selectors, Durations.
internal sealed partial class Parser
{
    private const int MaxQueryLength = 1 << 20;
    private const int MaxHeight = 500;

    private readonly IReadOnlySet<string> _features;
    private readonly List<Token> _tokens;
    private int _at;
    private int _nesting;

    /// <summary>Aggregations whose arguments are read now: upstream blames the innermost construct that expects errors, which they are and calls are not.</summary>
    private int _aggregations;

    /// <summary>Height of the tree that the last parsing method returned.</summary>
    private int _height;

    private Parser(string query, IReadOnlySet<string> features)
    {
        _features = features;
        _tokens = Lexer.Read(query);
    }

    public static ParseOutcome Parse(string query, IReadOnlySet<string> features)
    {
        if (query.Length > MaxQueryLength)
            return new ParseOutcome(null, ParseError.At("", default, $"the query is longer than {MaxQueryLength} characters"));
        try
        {
            var parser = new Parser(query, features);
            Expression expression = parser.ParseWhole();
            TypeChecker.Check(expression);
            return new ParseOutcome(expression, null);
        }
        catch (ParseFailure failure)
        {
            return new ParseOutcome(null, ParseError.At(query, failure.Position, ErrorText.Bounded(failure.Message)));
        }
    }

    /// <summary>Reads a text that is to be one selector and nothing else: no range, no offset, no <c>@</c>.</summary>
    public static ParseOutcome ParseOnlySelector(string text)
    {
        if (text.Length > MaxQueryLength)
            return new ParseOutcome(null, ParseError.At("", default, $"the selector is longer than {MaxQueryLength} characters"));
        try
        {
            var parser = new Parser(text, new HashSet<string>());
            return new ParseOutcome(parser.ParseOnlySelector(), null);
        }
        catch (ParseFailure failure)
        {
            return new ParseOutcome(null, ParseError.At(text, failure.Position, ErrorText.Bounded(failure.Message)));
        }
    }

    private Token Current => _tokens[_at];

    private Token Following => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    private int LastEnd => _at == 0 ? 0 : _tokens[_at - 1].Position.End;

    private Expression ParseWhole()
    {
        if (Current.Kind == TokenKind.End) throw new ParseFailure(default, "no expression found in input");
        Expression expression = ParseExpression(0);
        if (Current.Kind != TokenKind.End) throw Unexpected();
        return expression;
    }

    private VectorSelector ParseOnlySelector()
    {
        if (Current.Kind != TokenKind.LeftBrace && !BeginsSelector(Current)) throw Unexpected();
        VectorSelector selector = ParseSelector(Current.Kind == TokenKind.LeftBrace ? "" : Take().Text);
        return Current.Kind == TokenKind.End ? selector : throw Unexpected();
    }

    private Expression ParseExpression(int minimum)
    {
        if (++_nesting > MaxHeight) throw TooDeep();
        Expression left = ParseOperand();
        while (TryOperator(Current, out BinaryOperator op))
        {
            int precedence = BinaryOperators.Precedence(op);
            if (precedence < minimum) break;
            int leftHeight = _height;
            TextRange operatorPosition = Take().Position;
            left = ParseRest(left, op, precedence) with { OperatorPosition = operatorPosition };
            Raise(Math.Max(leftHeight, _height));
        }
        _nesting--;
        return left;
    }

    private BinaryExpression ParseRest(Expression left, BinaryOperator op, int precedence)
    {
        bool returnBool = Current.IsKeyword("bool") && TakeIf();
        VectorMatching? matching = ParseMatching(op);
        // Right-associative power: its right side may hold another of the same rank.
        Expression right = ParseExpression(op == BinaryOperator.Power ? precedence : precedence + 1);
        bool vectors = left.Type == ExpressionType.Vector && right.Type == ExpressionType.Vector;
        if (vectors) matching ??= new VectorMatching(BinaryOperators.IsSet(op) ? MatchCardinality.ManyToMany : MatchCardinality.OneToOne, [], false, []);
        // Beside a scalar an empty on() or ignoring() says nothing, and upstream forgets it.
        else if (matching is { Labels.Count: 0, FillLeft: null, FillRight: null }) matching = null;
        return new BinaryExpression(op, left, right, matching, returnBool, new TextRange(left.Position.Start, right.Position.End));
    }

    private VectorMatching? ParseMatching(BinaryOperator op)
    {
        MatchCardinality cardinality = BinaryOperators.IsSet(op) ? MatchCardinality.ManyToMany : MatchCardinality.OneToOne;
        bool on = Current.IsKeyword("on");
        if (!on && !Current.IsKeyword("ignoring"))
        {
            var plain = new VectorMatching(cardinality, [], false, []);
            VectorMatching filled = ParseFill(plain);
            return ReferenceEquals(filled, plain) ? null : filled;
        }
        Take();
        IReadOnlyList<string> labels = ParseGrouping();
        IReadOnlyList<string> include = [];
        if (Current.IsKeyword("group_left") || Current.IsKeyword("group_right"))
        {
            cardinality = Take().IsKeyword("group_left") ? MatchCardinality.ManyToOne : MatchCardinality.OneToMany;
            if (Current.Kind == TokenKind.LeftParenthesis) include = ParseGrouping();
            else if (!CanBeginOperand(Current)) throw Unexpected("grouping opts", "\"(\"");
        }
        return ParseFill(new VectorMatching(cardinality, labels, on, include));
    }

    private VectorMatching ParseFill(VectorMatching matching)
    {
        while (Current.Kind == TokenKind.Keyword && Following.Kind == TokenKind.LeftParenthesis
            && Current.Text.ToLowerInvariant() is "fill" or "fill_left" or "fill_right")
        {
            Token word = Current;
            if (!_features.Contains(QueryFeatures.FillModifiers))
                throw new ParseFailure(word.Position, "binop fill modifiers are experimental and not enabled");
            Take();
            Take();
            bool negative = Current.Kind == TokenKind.Operator && Current.Text is "+" or "-" && Take().Text == "-";
            if (Current.Kind is not (TokenKind.Number or TokenKind.Duration)) throw Unexpected("fill modifier", "number");
            double value = ParseNumber() * (negative ? -1 : 1);
            if (Current.Kind != TokenKind.RightParenthesis) throw Unexpected("fill modifier", "\")\"");
            Take();
            string name = word.Text.ToLowerInvariant();
            matching = matching with
            {
                FillLeft = name is "fill" or "fill_left" ? value : matching.FillLeft,
                FillRight = name is "fill" or "fill_right" ? value : matching.FillRight,
            };
        }
        return matching;
    }

    private static bool CanBeginOperand(Token token) => token.Kind switch
    {
        TokenKind.End or TokenKind.Error or TokenKind.RightParenthesis or TokenKind.RightBracket or TokenKind.RightBrace or TokenKind.Comma or TokenKind.At => false,
        TokenKind.Keyword => !token.Text.StartsWith("group_", StringComparison.OrdinalIgnoreCase),
        _ => true,
    };

    private List<string> ParseGrouping()
    {
        const string where = "grouping opts";
        if (Current.Kind != TokenKind.LeftParenthesis) throw Unexpected(where, "\"(\"");
        Take();
        var labels = new List<string>();
        while (Current.Kind != TokenKind.RightParenthesis)
        {
            if (Current.Kind == TokenKind.Text) labels.Add(Text(Take()));
            else if (Current.IsWord || Current.Kind == TokenKind.MetricIdentifier) labels.Add(Take().Text);
            else throw Unexpected(where, "label");
            if (Current.Kind == TokenKind.Comma) Take();
            else if (Current.Kind != TokenKind.RightParenthesis) throw Unexpected(where, "\",\" or \")\"");
        }
        Take();
        return labels;
    }

    private static bool TryOperator(Token token, out BinaryOperator op)
    {
        op = default;
        if (token.Kind != TokenKind.Operator) return false;
        for (BinaryOperator candidate = BinaryOperator.Add; candidate <= BinaryOperator.Unless; candidate++)
        {
            if (!token.IsOperator(BinaryOperators.Text(candidate))) continue;
            op = candidate;
            return true;
        }
        return false;
    }

    private Token Take() => _tokens[_at++];

    private bool TakeIf()
    {
        _at++;
        return true;
    }

    private void Raise(int highest)
    {
        _height = highest + 1;
        if (_height > MaxHeight) throw TooDeep();
    }

    private static string Text(Token token) =>
        GoStringLiteral.Unquote(token.Text) ?? throw new ParseFailure(token.Position, "error unquoting string: invalid syntax");

    private ParseFailure TooDeep() => new(Current.Position, $"the query nests deeper than {MaxHeight} levels");

    private ParseFailure Unexpected(string where = "", string expected = "")
    {
        if (Current.Kind == TokenKind.Error) return new ParseFailure(Current.Position, Current.Text);
        // Inside braces there are no words of the language.
        string message = "unexpected " + (where == Matching && Current.Kind == TokenKind.Identifier ? "identifier " + LabelText.Quote(Current.Text) : Current.Describe());
        if (where.Length == 0 && _aggregations > 0) where = "aggregation";
        if (where.Length > 0) message += " in " + where;
        if (expected.Length > 0) message += ", expected " + expected;
        return new ParseFailure(Current.Position, message);
    }
}
