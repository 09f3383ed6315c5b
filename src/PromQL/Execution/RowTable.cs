namespace Tocsin.PromQL.Execution;

/// <summary>All rows of an operator, held in memory and counted against the budget.</summary>
internal sealed class RowTable
{
    private readonly Row[] _rows;

    private RowTable(IReadOnlyList<SeriesHead> heads, Row[] rows)
    {
        Heads = heads;
        _rows = rows;
    }

    public IReadOnlyList<SeriesHead> Heads { get; }

    public int Count => _rows.Length;

    public Row this[int series] => _rows[series];

    /// <summary>Reads an opened operator to its end; the rows are computed on all cores when there are many.</summary>
    public static RowTable Load(RowOperator source, int steps, QueryContext context)
    {
        var rows = new Row[source.Heads.Count];
        Workers.ForEach(rows.Length, steps, context, (from, to) =>
        {
            RowScratch scratch = RowScratch.Enter();
            for (int i = from; i < to; i++)
            {
                context.Cancel.ThrowIfCancellationRequested();
                context.Budget.Hold(steps);
                var row = new Row(steps);
                source.Read(i, row, scratch);
                context.Budget.HoldRow(row);
                rows[i] = row;
            }
            scratch.Leave();
        });
        return new RowTable(source.Heads, rows);
    }
}
