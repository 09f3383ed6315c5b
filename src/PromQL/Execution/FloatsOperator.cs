namespace Tocsin.PromQL.Execution;

/// <summary>Its input without the histograms.</summary>
internal sealed class FloatsOperator(RowOperator inner) : RowOperator
{
    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        Heads = inner.Heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        inner.Read(series, row, scratch);
        row.DropHistograms();
    }
}
