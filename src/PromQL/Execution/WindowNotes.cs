using Tocsin.Model.Labels;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Execution;

/// <summary>What a function over ranges has to say beside its values, and whether its results keep the metric name.</summary>
/// <param name="name">The function.</param>
/// <param name="firstArgument">Where its first argument stands in the query.</param>
internal sealed class WindowNotes(string name, TextRange firstArgument)
{
    private readonly bool _wantsCounter = name is "rate" or "increase";
    private readonly bool _takesQuantile = name == "quantile_over_time";

    public bool KeepsName { get; } = name is "last_over_time" or "first_over_time";

    public void OnOpen(WindowFrame frame, Notes notes)
    {
        if (!_takesQuantile) return;
        foreach (double quantile in frame.Parameters[0])
            if (!(quantile is >= 0 and <= 1))
                notes.Warn($"quantile value should be between 0 and 1, got {NumberText.General(quantile)}", firstArgument);
    }

    public SeriesReport ReportOn(SeriesHead head, Notes notes) => new(notes, firstArgument, head);

    public void OnRow(SeriesHead head, Row row, Notes notes)
    {
        if (!_wantsCounter) return;
        ReadOnlySpan<byte> metric = head.Labels.Get(LabelNames.MetricNameUtf8);
        if (metric.IsEmpty || LooksLikeCounter(metric) || Absent.IsAll(row.Values)) return;
        notes.Inform(
            "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
            + LabelText.Quote(head.Labels.Get(LabelNames.MetricName)),
            firstArgument);
    }

    private static bool LooksLikeCounter(ReadOnlySpan<byte> metric) =>
        metric.EndsWith("_total"u8) || metric.EndsWith("_sum"u8) || metric.EndsWith("_count"u8) || metric.EndsWith("_bucket"u8);
}
