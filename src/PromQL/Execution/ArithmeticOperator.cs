using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>An operator with a scalar on one side or on both.</summary>
internal sealed class ArithmeticOperator(ArithmeticPlan plan, RowOperator left, RowOperator right) : RowOperator
{
    private double[] _scalar = [];
    private SampleArithmetic _samples = null!;

    /// <summary>The side that may have many rows; the other one is a scalar.</summary>
    private RowOperator Rows => plan.LeftIsScalar ? right : left;

    private bool ReturnsBool => plan.ReturnBool || (plan.LeftIsScalar && plan.RightIsScalar);

    public override async ValueTask OpenAsync(QueryContext context)
    {
        _samples = new SampleArithmetic(plan.Operator, ReturnsBool, plan.Position, context.Notes);
        _scalar = await ScalarRow.LoadAsync(plan.LeftIsScalar ? left : right, plan.Timeline.Count, context);
        await Rows.OpenAsync(context);
        bool changesName = plan.ReturnBool || !BinaryOperators.KeepsLabels(plan.Operator);
        Heads = changesName && !(plan.LeftIsScalar && plan.RightIsScalar) ? new NameRemoval(context.DelayedNames).Apply(Rows.Heads) : Rows.Heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        Rows.Read(series, row, scratch);
        if (row.HasHistograms || BinaryOperators.IsTrim(plan.Operator))
        {
            FillMixed(row);
            return;
        }
        Span<double> values = row.Values;
        ReadOnlySpan<double> first = plan.LeftIsScalar ? _scalar : values, second = plan.LeftIsScalar ? values : _scalar;
        RowArithmetic.Apply(plan.Operator, first, second, values, ReturnsBool, values);
    }

    private void FillMixed(Row row)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (!row.IsPresent(i)) continue;
            var sample = new Sample(row.Values[i], row.HistogramAt(i));
            var scalar = new Sample(_scalar[i], null);
            bool swapped = plan.LeftIsScalar;
            if (_samples.Apply(swapped ? scalar : sample, swapped ? sample : scalar, sample) is { } result) result.Into(row, i);
            else row.SetAbsent(i);
        }
    }
}
