namespace Tocsin.PromQL.Execution;

/// <summary>Gives rows other labels: label_replace and label_join.</summary>
internal sealed class RelabelOperator(RowOperator inner, Func<SeriesHead, SeriesHead> relabel) : RowOperator
{
    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        var heads = new SeriesHead[inner.Heads.Count];
        for (int i = 0; i < heads.Length; i++)
        {
            if (i % 1024 == 0) context.Cancel.ThrowIfCancellationRequested();
            heads[i] = relabel(inner.Heads[i]);
        }

        Heads = heads;
    }

    protected override void Fill(int series, Row row, RowScratch scratch) => inner.Read(series, row, scratch);
}
