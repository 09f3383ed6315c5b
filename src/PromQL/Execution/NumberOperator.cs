namespace Tocsin.PromQL.Execution;

/// <summary>A scalar that is the same at every step.</summary>
internal sealed class NumberOperator(double value) : RowOperator
{
    public override ValueTask OpenAsync(QueryContext context)
    {
        Heads = [SeriesHead.None];
        return ValueTask.CompletedTask;
    }

    protected override void Fill(int series, Row row, RowScratch scratch) => row.Values.Fill(value);
}
