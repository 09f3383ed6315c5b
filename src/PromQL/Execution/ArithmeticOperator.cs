using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>An operator with a scalar on one side or on both.</summary>
internal sealed class ArithmeticOperator(ArithmeticPlan plan, RowOperator left, RowOperator right) : RowOperator
{
    private double[] _scalar = [];

    /// <summary>The side that may have many rows; the other one is a scalar.</summary>
    private RowOperator Rows => plan.LeftIsScalar ? right : left;

    private bool ReturnsBool => plan.ReturnBool || (plan.LeftIsScalar && plan.RightIsScalar);

    public override async ValueTask OpenAsync(QueryContext context)
    {
        _scalar = await ScalarRow.LoadAsync(plan.LeftIsScalar ? left : right, plan.Timeline.Count, context);
        await Rows.OpenAsync(context);
        bool changesName = plan.ReturnBool || !BinaryOperators.IsComparison(plan.Operator);
        Heads = changesName && !(plan.LeftIsScalar && plan.RightIsScalar) ? new NameRemoval(context.DelayedNames).Apply(Rows.Heads) : Rows.Heads;
    }

    public override void Read(int series, Span<double> row, RowScratch scratch)
    {
        Rows.Read(series, row, scratch);
        ReadOnlySpan<double> first = plan.LeftIsScalar ? _scalar : row, second = plan.LeftIsScalar ? row : _scalar;
        RowArithmetic.Apply(plan.Operator, first, second, row, ReturnsBool, row);
    }
}
