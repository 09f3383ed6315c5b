namespace Tocsin.PromQL.Execution;

/// <summary>All rows of an operator, held in memory and counted against the budget.</summary>
internal sealed class RowTable
{
    private readonly double[][] _rows;

    private RowTable(IReadOnlyList<SeriesHead> heads, double[][] rows)
    {
        Heads = heads;
        _rows = rows;
    }

    public IReadOnlyList<SeriesHead> Heads { get; }

    public int Count => _rows.Length;

    public Span<double> this[int series] => _rows[series];

    /// <summary>Reads an opened operator to its end; the rows are computed on all cores when there are many.</summary>
    public static RowTable Load(RowOperator source, int steps, QueryContext context)
    {
        var rows = new double[source.Heads.Count][];
        Workers.ForEach(rows.Length, steps, context, (from, to) =>
        {
            var scratch = new RowScratch();
            for (int i = from; i < to; i++)
            {
                context.Cancel.ThrowIfCancellationRequested();
                context.Budget.Hold(steps);
                double[] row = new double[steps];
                source.Read(i, row, scratch);
                rows[i] = row;
            }
        });
        return new RowTable(source.Heads, rows);
    }
}
