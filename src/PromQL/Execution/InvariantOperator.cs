namespace Tocsin.PromQL.Execution;

/// <summary>Evaluates its input for one moment and repeats the value at every step.</summary>
internal sealed class InvariantOperator(RowOperator inner) : RowOperator
{
    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        Heads = inner.Heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        Row single = scratch.Rent(1);
        inner.Read(series, single, scratch);
        row.Repeat(single);
        scratch.Return(single);
    }
}
