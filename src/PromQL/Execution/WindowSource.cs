using Tocsin.Model.Storage;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>Where the samples under a range come from.</summary>
internal abstract class WindowSource
{
    public IReadOnlyList<SeriesHead> Heads { get; protected set; } = [];

    public abstract ValueTask OpenAsync(QueryContext context);

    /// <summary>All samples of a series that any window can hold, without staleness markers. Valid until the scratch is used again.</summary>
    public abstract SampleSpan Load(int series, RowScratch scratch);
}

/// <summary>A range selector.</summary>
internal sealed class SelectionWindows(SeriesSelector selector, bool detectResets) : WindowSource
{
    private QueryContext _context = null!;
    private ISeriesSelection _selection = null!;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        _context = context;
        _selection = await context.SelectAsync(selector);
        Heads = context.HeadsOf(_selection);
    }

    public override SampleSpan Load(int series, RowScratch scratch) =>
        scratch.Load(_selection, series, new LoadOptions(KeepStale: false, detectResets), _context);
}

/// <summary>A subquery: the steps of its inner expression are the samples.</summary>
internal sealed class SubqueryWindows(RowOperator inner, Timeline timeline) : WindowSource
{
    private QueryContext _context = null!;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        _context = context;
        await inner.OpenAsync(context);
        Heads = inner.Heads;
    }

    public override SampleSpan Load(int series, RowScratch scratch)
    {
        _context.Budget.Touch(timeline.Count);
        Row row = scratch.Rent(timeline.Count);
        inner.Read(series, row, scratch);
        SampleSpan samples = scratch.FromRow(row, timeline);
        scratch.Return(row);
        return samples;
    }
}
