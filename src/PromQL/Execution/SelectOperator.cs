using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>An instant selector: at each step the newest sample inside the lookback, unless it says that the series ended.</summary>
/// <param name="asTimestamps">Gives the times of the samples, in seconds, instead of their values.</param>
internal sealed class SelectOperator(SelectPlan plan, bool asTimestamps) : RowOperator
{
    private QueryContext _context = null!;
    private ISeriesSelection _selection = null!;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        _context = context;
        _selection = await context.SelectAsync(plan.Selector);
        var heads = new SeriesHead[_selection.Count];
        for (int i = 0; i < heads.Length; i++) heads[i] = new SeriesHead(_selection.LabelsAt(i), false);
        Heads = asTimestamps ? new NameRemoval(context.DelayedNames).Apply(heads) : heads;
    }

    public override void Read(int series, Span<double> row, RowScratch scratch)
    {
        SampleSpan samples = scratch.Load(_selection, series, _context);
        ReadOnlySpan<long> timestamps = samples.Timestamps;
        int next = 0;
        for (int i = 0; i < row.Length; i++)
        {
            long at = plan.Reference.At(i);
            while (next < timestamps.Length && timestamps[next] <= at) next++;
            row[i] = next == 0 || timestamps[next - 1] <= at - _context.Lookback || StaleMarker.Is(samples.Values[next - 1])
                ? Absent.Value
                : asTimestamps ? timestamps[next - 1] / 1000.0 : samples.Values[next - 1];
        }
    }
}
