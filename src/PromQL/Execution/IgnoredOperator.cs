namespace Tocsin.PromQL.Execution;

/// <summary>
/// The functions that read native histograms: they pass over floats without a word. The input is read all the same, because a histogram in it ends
/// the query with the reason.
/// </summary>
internal sealed class IgnoredOperator(RowOperator inner, int steps) : RowOperator
{
    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        RowStream.ForEach(inner, steps, context, static _ => { });
    }

    public override void Read(int series, Span<double> row, RowScratch scratch) => row.Fill(Absent.Value);
}
