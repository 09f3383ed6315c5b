using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>A function over ranges: rate, the _over_time family and their like.</summary>
internal sealed class WindowOperator(WindowFunction function, WindowPlan plan, WindowSource source, RowOperator[] parameters, bool keepsName) : RowOperator
{
    private WindowFrame _frame = null!;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await source.OpenAsync(context);
        var rows = new double[parameters.Length][];
        for (int i = 0; i < rows.Length; i++) rows[i] = await ScalarRow.LoadAsync(parameters[i], plan.Timeline.Count, context);
        _frame = new WindowFrame(plan.Reference, plan.Timeline, plan.Window, rows);
        Heads = keepsName ? source.Heads : new NameRemoval(context.DelayedNames).Apply(source.Heads);
    }

    public override void Read(int series, Span<double> row, RowScratch scratch) => function.Fill(source.Load(series, scratch), _frame, row);
}

/// <summary>Scalar arguments, computed for all steps before the rows that need them.</summary>
internal static class ScalarRow
{
    public static async ValueTask<double[]> LoadAsync(RowOperator scalar, int steps, QueryContext context)
    {
        await scalar.OpenAsync(context);
        double[] row = new double[steps];
        scalar.Read(0, row, new RowScratch());
        return row;
    }
}
