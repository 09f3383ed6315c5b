using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Execution;

/// <summary>The labels of one row, and whether its metric name is to be removed at the end of the query.</summary>
internal readonly record struct SeriesHead(LabelSet Labels, bool DropName)
{
    public static readonly SeriesHead None = new(LabelSet.Empty, false);
}

/// <summary>
/// One step of an evaluation: gives rows, one per series, as long as the timeline has moments. Open once; the heads are known from then on.
/// <see cref="Read"/> may run on several threads with different scratches and must not be relied on to be cheap twice. A scalar is one row without
/// labels.
/// </summary>
internal abstract class RowOperator
{
    public IReadOnlyList<SeriesHead> Heads { get; protected set; } = [];

    /// <summary>Rows are there once it is open: reading one is no more than a copy.</summary>
    public virtual bool IsHeld => false;

    public abstract ValueTask OpenAsync(QueryContext context);

    /// <summary>Fills the whole row, whatever it held.</summary>
    public void Read(int series, Row row, RowScratch scratch)
    {
        row.DropHistograms();
        Fill(series, row, scratch);
    }

    /// <summary>Fills the whole row, which comes without histograms.</summary>
    protected abstract void Fill(int series, Row row, RowScratch scratch);
}
