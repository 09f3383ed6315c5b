using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Parsing;

/// <summary>Refuses trees whose operators and functions do not fit their operands.</summary>
internal static class TypeChecker
{
    /// <exception cref="ParseFailure">The first misfit, in the order upstream finds them.</exception>
    public static void Check(Expression expression)
    {
        switch (expression)
        {
            case VectorSelector selector: CheckSelector(selector); break;
            case MatrixSelector matrix: CheckSelector(matrix.Vector); break;
            case Subquery subquery:
                Check(subquery.Inner);
                if (subquery.Inner.Type != ExpressionType.Vector)
                    throw new ParseFailure(subquery.Position, $"subquery is only allowed on instant vector, got {subquery.Inner.Type.ToString().ToLowerInvariant()} instead");
                break;
            case Parentheses parentheses: Check(parentheses.Inner); break;
            case UnaryExpression unary:
                Check(unary.Inner);
                if (unary.Inner.Type is not (ExpressionType.Scalar or ExpressionType.Vector))
                {
                    throw new ParseFailure(
                        unary.Position,
                        $"unary expression only allowed on expressions of type scalar or instant vector, got {LabelText.Quote(Documented(unary.Inner.Type))}");
                }
                break;
            case Aggregation aggregation: CheckAggregation(aggregation); break;
            case Call call: CheckCall(call); break;
            case BinaryExpression binary: CheckBinary(binary); break;
        }
    }

    private static void CheckSelector(VectorSelector selector)
    {
        if (selector.Name.Length == 0)
        {
            // Inside the braces it may be set as often as one likes: nothing has two names, and nothing is found.
            if (selector.Matchers.All(m => m.MatchesEmpty))
                throw new ParseFailure(selector.Position, "vector selector must contain at least one non-empty matcher");
            return;
        }
        for (int i = 0; i < selector.Matchers.Count - 1; i++)
        {
            if (selector.Matchers[i] is { Name: LabelNames.MetricName } second)
                throw new ParseFailure(selector.Position, $"metric name must not be set twice: {LabelText.Quote(selector.Name)} or {LabelText.Quote(second.Value)}");
        }
    }

    private static void CheckAggregation(Aggregation aggregation)
    {
        Expect(aggregation.Inner, ExpressionType.Vector, "aggregation expression");
        if (aggregation.Parameter is null) return;
        ExpressionType wanted = aggregation.Operator == AggregationOperator.CountValues ? ExpressionType.String : ExpressionType.Scalar;
        Expect(aggregation.Parameter, wanted, "aggregation parameter");
    }

    private static void CheckCall(Call call)
    {
        FunctionSignature function = call.Function;
        int wanted = function.Parameters.Count, got = call.Arguments.Count;
        string name = LabelText.Quote(function.Name);
        if (function.Variadic == 0)
        {
            if (wanted != got) throw new ParseFailure(call.Position, $"expected {wanted} argument(s) in call to {name}, got {got}");
        }
        else
        {
            if (wanted - 1 > got) throw new ParseFailure(call.Position, $"expected at least {wanted - 1} argument(s) in call to {name}, got {got}");
            int most = wanted - 1 + function.Variadic;
            if (function.Variadic > 0 && most < got)
                throw new ParseFailure(call.Position, $"expected at most {most} argument(s) in call to {name}, got {got}");
        }
        if (function.Name == "info" && got > 1)
        {
            Expect(call.Arguments[0], function.Parameters[0], "call to function " + name);
            if (call.Arguments[1] is not VectorSelector selector) throw new ParseFailure(call.Arguments[1].Position, "expected label selectors only");
            if (selector.Name.Length > 0)
                throw new ParseFailure(selector.Position, "expected label selectors only, got vector selector instead");
            return;
        }
        for (int i = 0; i < got; i++) Expect(call.Arguments[i], function.Parameters[Math.Min(i, wanted - 1)], "call to function " + name);
    }

    private static void CheckBinary(BinaryExpression binary)
    {
        Check(binary.Left);
        Check(binary.Right);
        var between = new TextRange(binary.OperatorPosition.Start, binary.Right.Position.Start);
        bool comparison = BinaryOperators.IsComparison(binary.Operator), set = BinaryOperators.IsSet(binary.Operator);
        ExpressionType left = binary.Left.Type, right = binary.Right.Type;
        if (binary.ReturnBool && !comparison) throw new ParseFailure(between, "bool modifier can only be used on comparison operators");
        if (comparison && !binary.ReturnBool && left == ExpressionType.Scalar && right == ExpressionType.Scalar)
            throw new ParseFailure(between, "comparisons between scalars must use BOOL modifier");
        if (binary.Matching is { On: true } matching)
        {
            foreach (string label in matching.Labels)
                if (matching.Include.Contains(label))
                    throw new ParseFailure(between, $"label {LabelText.Quote(label)} must not occur in ON and GROUP clause at once");
        }
        if (left is not (ExpressionType.Scalar or ExpressionType.Vector))
            throw new ParseFailure(binary.Left.Position, "binary expression must contain only scalar and instant vector types");
        if (right is not (ExpressionType.Scalar or ExpressionType.Vector))
            throw new ParseFailure(binary.Right.Position, "binary expression must contain only scalar and instant vector types");
        string op = LabelText.Quote(BinaryOperators.Text(binary.Operator));
        bool scalars = left != ExpressionType.Vector || right != ExpressionType.Vector;
        if (scalars && binary.Matching is { Labels.Count: > 0 })
            throw new ParseFailure(binary.Position, "vector matching only allowed between instant vectors");
        if (set && !scalars && binary.Matching is { Cardinality: MatchCardinality.OneToMany or MatchCardinality.ManyToOne })
            throw new ParseFailure(binary.Position, $"no grouping allowed for {op} operation");
        bool fills = binary.Matching is { FillLeft: not null } or { FillRight: not null };
        if (scalars && fills) throw new ParseFailure(binary.Position, "filling in missing series only allowed between instant vectors");
        if (set && fills) throw new ParseFailure(binary.Position, "filling in missing series not allowed for set operators");
        if (scalars && set) throw new ParseFailure(binary.Position, $"set operator {op} not allowed in binary scalar expression");
    }

    private static void Expect(Expression expression, ExpressionType wanted, string where)
    {
        Check(expression);
        if (expression.Type != wanted)
            throw new ParseFailure(expression.Position, $"expected type {Documented(wanted)} in {where}, got {Documented(expression.Type)}");
    }

    private static string Documented(ExpressionType type) => type switch
    {
        ExpressionType.Scalar => "scalar",
        ExpressionType.String => "string",
        ExpressionType.Vector => "instant vector",
        _ => "range vector",
    };
}
