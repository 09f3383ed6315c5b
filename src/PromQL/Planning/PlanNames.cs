using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Planning;

/// <summary>What the nodes of a plan are called where people read it.</summary>
internal static class PlanNames
{
    /// <summary>What info() reads beside its vector.</summary>
    public const string InfoSeries = "select info series";

    public static string Of(PlanNode node) => node switch
    {
        NumberPlan => "number",
        TextPlan => "string",
        SelectPlan => "select",
        SelectWindowPlan => "select range",
        SubqueryPlan => "subquery",
        CallPlan call => call.Name,
        InfoPlan => "info",
        AggregatePlan aggregate => AggregationOperators.Text(aggregate.Operator),
        MatchPlan match => "match " + BinaryOperators.Text(match.Operator),
        ArithmeticPlan arithmetic => "scalar " + BinaryOperators.Text(arithmetic.Operator),
        NegatePlan => "negate",
        InvariantPlan => "once",
        _ => "plan",
    };
}
