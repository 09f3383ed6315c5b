namespace Tocsin.PromQL.Execution;

/// <summary>A function of each value by itself: math, dates, clamp, round.</summary>
internal sealed class MapOperator(RowOperator inner, ValueFunction function, RowOperator[] parameters, int steps) : RowOperator
{
    private readonly double[][] _parameters = new double[parameters.Length][];

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        for (int i = 0; i < parameters.Length; i++) _parameters[i] = await ScalarRow.LoadAsync(parameters[i], steps, context);
        Heads = new NameRemoval(context.DelayedNames).Apply(inner.Heads);
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        inner.Read(series, row, scratch);
        row.DropHistograms();
        Span<double> values = row.Values;
        for (int i = 0; i < values.Length; i++)
            if (!Absent.Is(values[i]))
                values[i] = function(values[i], new StepParameters(_parameters, i));
    }
}

/// <summary>The scalar arguments of a function at one step.</summary>
internal readonly ref struct StepParameters(double[][] rows, int step)
{
    public double this[int index] => rows[index][step];

    public int Count => rows.Length;
}

internal delegate double ValueFunction(double value, StepParameters parameters);
