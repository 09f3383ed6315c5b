using Tocsin.PromQL.Execution.Histograms;

namespace Tocsin.PromQL.Execution;

/// <summary>A number read from each native histogram: its count, sum, mean or spread. Floats give nothing.</summary>
internal sealed class HistogramValueOperator(RowOperator inner, Func<Histogram, double> read) : RowOperator
{
    public override async ValueTask OpenAsync(QueryContext context)
    {
        await inner.OpenAsync(context);
        Heads = new NameRemoval(context.DelayedNames).Apply(inner.Heads);
    }

    /// <summary>Null: not such a function.</summary>
    public static Func<Histogram, double>? Find(string function) => function switch
    {
        "histogram_count" => static h => h.Count,
        "histogram_sum" => static h => h.Sum,
        "histogram_avg" => static h => h.Sum / h.Count,
        "histogram_stdvar" => HistogramStatistics.Variance,
        "histogram_stddev" => static h => Math.Sqrt(HistogramStatistics.Variance(h)),
        _ => null,
    };

    protected override void Fill(int series, Row row, RowScratch scratch)
    {
        inner.Read(series, row, scratch);
        if (!row.HasHistograms)
        {
            row.Clear();
            return;
        }
        for (int i = 0; i < row.Length; i++)
        {
            if (row.HistogramAt(i) is { } histogram) row.SetFloat(i, read(histogram));
            else row.SetAbsent(i);
        }
        row.DropHistograms();
    }
}
