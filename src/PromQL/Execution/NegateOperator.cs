namespace Tocsin.PromQL.Execution;

/// <summary>The unary minus.</summary>
internal sealed class NegateOperator(RowOperator inner, bool isScalar) : RowOperator
{
    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        Heads = isScalar ? inner.Heads : new NameRemoval(context.DelayedNames).Apply(inner.Heads);
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        inner.Read(series, row, scratch);
        Span<double> values = row.Values;
        for (int i = 0; i < values.Length; i++)
        {
            if (!Absent.Is(values[i])) values[i] = -values[i];
            else if (row.HistogramAt(i) is { } histogram) row.SetHistogram(i, histogram.Times(-1));
        }
    }
}
