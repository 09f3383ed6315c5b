namespace Tocsin.PromQL.Execution;

/// <summary>max_of and min_of: the larger or smaller of two scalars.</summary>
internal sealed class ExtremeOperator(bool isMax, RowOperator left, RowOperator right) : RowOperator
{
    public override async ValueTask OpenAsync(QueryContext context)
    {
        await left.OpenAsync(context);
        await right.OpenAsync(context);
        Heads = [SeriesHead.None];
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        Row other = scratch.Rent(row.Length);
        left.Read(0, row, scratch);
        right.Read(0, other, scratch);
        Span<double> values = row.Values, others = other.Values;
        for (int i = 0; i < values.Length; i++) values[i] = isMax ? Math.Max(values[i], others[i]) : Math.Min(values[i], others[i]);
        scratch.Return(other);
    }
}
