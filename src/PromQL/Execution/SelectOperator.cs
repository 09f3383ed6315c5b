using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL.Execution;

/// <summary>What is taken from the sample that an instant selector finds.</summary>
internal enum SelectedPart
{
    Value,
    Timestamp,
    StartTimestamp,

    /// <summary>The timestamp where a float is; a histogram as it is. The metric keeps its name.</summary>
    TimestampOfFloat,
}

/// <summary>An instant selector: at each step the newest sample inside the lookback, unless it says that the series ended.</summary>
internal sealed class SelectOperator(SelectPlan plan, SelectedPart part, SampleTally? tally) : RowOperator
{
    private readonly LoadOptions _options = new(KeepStale: true, plan.DetectResets);
    private QueryContext _context = null!;
    private ISeriesSelection _selection = null!;

    public override async ValueTask OpenAsync(QueryContext context)
    {
        _context = context;
        _selection = await context.SelectAsync(plan.Selector);
        SeriesHead[] heads = context.HeadsOf(_selection);
        Heads = part is SelectedPart.Value or SelectedPart.TimestampOfFloat ? heads : new NameRemoval(context.DelayedNames).Apply(heads);
    }

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        SampleSpan samples = scratch.Load(_selection, series, _options, _context);
        if (samples.HasHistograms || samples.HasStarts) FillMixed(samples, row);
        else FillFloats(samples, row.Values);
        tally?.Add(row);
    }

    private void FillFloats(SampleSpan samples, Span<double> row)
    {
        ReadOnlySpan<long> timestamps = samples.Timestamps;
        int next = 0;
        for (int i = 0; i < row.Length; i++)
        {
            long at = plan.Reference.At(i);
            while (next < timestamps.Length && timestamps[next] <= at) next++;
            row[i] = next == 0 || timestamps[next - 1] <= at - _context.Lookback || StaleMarker.Is(samples.Values[next - 1])
                ? Absent.Value
                : part switch
                {
                    SelectedPart.Value => samples.Values[next - 1],
                    SelectedPart.Timestamp or SelectedPart.TimestampOfFloat => timestamps[next - 1] / 1000.0,
                    _ => 0,
                };
        }
    }

    private void FillMixed(SampleSpan samples, Row row)
    {
        int next = 0, nextHistogram = 0;
        for (int i = 0; i < row.Length; i++)
        {
            long at = plan.Reference.At(i), oldest = at - _context.Lookback;
            while (next < samples.Timestamps.Length && samples.Timestamps[next] <= at) next++;
            while (nextHistogram < samples.HistogramTimes.Length && samples.HistogramTimes[nextHistogram] <= at) nextHistogram++;
            long time = next > 0 ? samples.Timestamps[next - 1] : long.MinValue;
            long histogramTime = nextHistogram > 0 ? samples.HistogramTimes[nextHistogram - 1] : long.MinValue;
            row.SetAbsent(i);
            if (Math.Max(time, histogramTime) <= oldest || (time >= histogramTime && StaleMarker.Is(samples.Values[next - 1]))) continue;
            if (part == SelectedPart.Timestamp) row.SetFloat(i, Math.Max(time, histogramTime) / 1000.0);
            else if (part == SelectedPart.StartTimestamp) row.SetFloat(i, StartOf(samples, next - 1, nextHistogram - 1, time < histogramTime) / 1000.0);
            else if (time < histogramTime) row.SetHistogram(i, samples.Histograms[nextHistogram - 1]);
            else row.SetFloat(i, part == SelectedPart.TimestampOfFloat ? time / 1000.0 : samples.Values[next - 1]);
        }
    }

    private static long StartOf(SampleSpan samples, int at, int histogramAt, bool isHistogram)
    {
        ReadOnlySpan<long> starts = isHistogram ? samples.HistogramStarts : samples.Starts;
        return starts.IsEmpty ? 0 : starts[isHistogram ? histogramAt : at];
    }
}
