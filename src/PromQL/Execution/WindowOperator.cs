using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>A function over ranges: rate, the _over_time family and their like.</summary>
internal sealed class WindowOperator(
    WindowFunction function, WindowPlan plan, WindowSource source, RowOperator[] parameters, WindowNotes notes, SampleTally? tally) : RowOperator
{
    private QueryContext _context = null!;
    private WindowFrame _frame = null!;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        _context = context;
        await source.OpenAsync(context);
        var rows = new double[parameters.Length][];
        for (int i = 0; i < rows.Length; i++) rows[i] = await ScalarRow.LoadAsync(parameters[i], plan.Timeline.Count, context);
        _frame = new WindowFrame(plan.Reference, plan.Timeline, plan.Window, rows, context.Lookback)
        {
            Cancel = context.Cancel,
            Reach = plan is SelectWindowPlan { Extension: not RangeExtension.None and var extension }
                ? (context.Lookback, extension == RangeExtension.Smoothed ? context.Lookback : 0)
                : default,
        };
        Heads = notes.KeepsName ? source.Heads : new NameRemoval(context.DelayedNames).Apply(source.Heads);
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        SampleSpan samples = source.Load(series, scratch);
        tally?.Add(samples, _frame);
        function.Fill(samples, _frame, row, notes.ReportOn(source.Heads[series], _context.Notes));
        notes.OnRow(source.Heads[series], row, _frame, _context.Notes);
    }
}
