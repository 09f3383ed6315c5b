namespace Tocsin.PromQL.Execution;

/// <summary>Evaluates its input for one moment and repeats the value at every step.</summary>
internal sealed class InvariantOperator(RowOperator inner) : RowOperator
{
    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        Heads = inner.Heads;
    }

    public override void Read(int series, Span<double> row, RowScratch scratch)
    {
        if (row.IsEmpty) return;
        inner.Read(series, row[..1], scratch);
        row[1..].Fill(row[0]);
    }
}
