using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Planning;

/// <summary>Tells which expressions give the same at every step, because all their selectors are pinned by <c>@</c>.</summary>
internal static class StepInvariance
{
    private static readonly HashSet<string> TimeDependent =
    [
        "day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year", "predict_linear", "time", "timestamp",
    ];

    /// <summary>Functions whose result depends on the evaluation time even when their arguments do not.</summary>
    public static bool IsTimeDependent(string function) => TimeDependent.Contains(function);

    public static bool Holds(Expression expression) => expression switch
    {
        NumberLiteral or StringLiteral => true,
        VectorSelector selector => selector.Modifiers.At is not null,
        MatrixSelector matrix => matrix.Vector.Modifiers.At is not null,
        Subquery subquery => subquery.Modifiers.At is not null,
        Parentheses parentheses => Holds(parentheses.Inner),
        UnaryExpression unary => Holds(unary.Inner),
        Call { Function.Name: "info" } info => Holds(info.Arguments[0]),
        Call call => !IsTimeDependent(call.Function.Name) && call.Arguments.All(Holds),
        Aggregation aggregation => Holds(aggregation.Inner) && (aggregation.Parameter is null || Holds(aggregation.Parameter)),
        BinaryExpression binary => Holds(binary.Left) && Holds(binary.Right),
        _ => false,
    };
}
