using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Tests.Conformance;

/// <summary>Pins every selector of a query to one moment with <c>@</c>, so that it gives the same whenever it is evaluated.</summary>
internal sealed class PinnedQuery(long time)
{
    private bool _dependsOnTime;

    /// <summary>The pinned text, or null when the query asks for the evaluation time itself.</summary>
    public static string? Of(Expression expression, long time)
    {
        var pinned = new PinnedQuery(time);
        string text = pinned.Pin(expression).ToString();
        return pinned._dependsOnTime ? null : text;
    }

    private Expression Pin(Expression expression)
    {
        switch (expression)
        {
            case VectorSelector vector: return vector with { Modifiers = Pin(vector.Modifiers) };
            case MatrixSelector matrix: return matrix with { Vector = matrix.Vector with { Modifiers = Pin(matrix.Vector.Modifiers) } };
            case Subquery subquery:
                // Its inner steps follow from its own moment and must move with it.
                LookFor(subquery.Inner);
                return subquery with { Modifiers = Pin(subquery.Modifiers) };
            case Parentheses parentheses: return parentheses with { Inner = Pin(parentheses.Inner) };
            case UnaryExpression unary: return unary with { Inner = Pin(unary.Inner) };
            case Aggregation aggregation:
                return aggregation with { Inner = Pin(aggregation.Inner), Parameter = aggregation.Parameter is null ? null : Pin(aggregation.Parameter) };
            case BinaryExpression binary: return binary with { Left = Pin(binary.Left), Right = Pin(binary.Right) };
            case Call call:
                _dependsOnTime |= StepInvariance.IsTimeDependent(call.Function.Name) || call.Function.Name is "start" or "end" or "step" or "range";
                // The second argument of info() names labels; it is no selector of samples.
                return call.Function.Name == "info"
                    ? call with { Arguments = [Pin(call.Arguments[0]), .. call.Arguments.Skip(1)] }
                    : call with { Arguments = [.. call.Arguments.Select(Pin)] };
            default: return expression;
        }
    }

    private void LookFor(Expression inner)
    {
        var probe = new PinnedQuery(time);
        probe.Pin(inner);
        _dependsOnTime |= probe._dependsOnTime;
    }

    private TimeModifiers Pin(TimeModifiers modifiers) =>
        modifiers.At is null ? modifiers with { At = new AtModifier(AtKind.Timestamp, time) } : modifiers;
}
