namespace Tocsin.PromQL.Execution;

/// <summary>A part of the query that stands in several places: opened once, and its rows are kept for all readers unless they are very many.</summary>
internal sealed class SharedOperator(RowOperator inner, int steps) : RowOperator
{
    // 32 MiB of values. Beyond that it is better to compute twice than to hold it all.
    private const long MostValues = 4 * 1024 * 1024;

    private RowTable? _rows;
    private bool _isOpen;

    public override bool IsHeld => _rows is not null || inner.IsHeld;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        if (_isOpen) return;
        _isOpen = true;
        await inner.OpenAsync(context);
        Heads = inner.Heads;
        if (!inner.IsHeld && (long)Heads.Count * steps <= MostValues) _rows = RowTable.Load(inner, steps, context);
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        if (_rows is null) inner.Read(series, row, scratch);
        else row.CopyFrom(_rows[series]);
    }
}
