namespace Tocsin.PromQL.Execution;

/// <summary>Takes away the metric names that operations marked on the way, at the end of the query.</summary>
internal sealed class FinalNamesOperator : RowOperator
{
    private readonly RowOperator _merged;

    public FinalNamesOperator(RowOperator inner) => _merged = new SameLabelsOperator(new Unnamed(inner));

    public override async ValueTask OpenAsync(QueryContext context)
    {
        await _merged.OpenAsync(context);
        Heads = _merged.Heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch) => _merged.Read(series, row, scratch);

    private sealed class Unnamed(RowOperator inner) : RowOperator
    {
        public override async ValueTask OpenAsync(QueryContext context)
        {
            await inner.OpenAsync(context);
            var heads = new SeriesHead[inner.Heads.Count];
            for (int i = 0; i < heads.Length; i++)
            {
                SeriesHead head = inner.Heads[i];
                heads[i] = head.DropName ? new SeriesHead(NameRemoval.WithoutName(head.Labels), false) : head;
            }
            Heads = heads;
        }

        protected override void Fill(int series, Row row, RowScratch scratch) => inner.Read(series, row, scratch);
    }
}
