using Tocsin.Model.Labels;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Execution;

/// <summary>What a function over ranges has to say beside its values, and whether its results keep the metric name.</summary>
/// <param name="name">The function.</param>
/// <param name="firstArgument">Where its first argument stands in the query.</param>
/// <param name="call">Where the function stands.</param>
/// <param name="typesAreLabels">What a metric is, is told by a label and not by its name.</param>
internal sealed class WindowNotes(string name, TextRange firstArgument, TextRange call, bool typesAreLabels)
{
    private readonly bool _wantsCounter = name is "rate" or "increase";
    private readonly bool _takesQuantile = name == "quantile_over_time";

    public bool KeepsName { get; } = name is "last_over_time" or "first_over_time";

    public SeriesReport ReportOn(SeriesHead head, Notes notes) => new(notes, firstArgument, head);

    public void OnRow(SeriesHead head, Row row, WindowFrame frame, Notes notes)
    {
        if (_takesQuantile) WarnOfQuantiles(row, frame.Parameters[0], notes);
        if (!_wantsCounter) return;
        ReadOnlySpan<byte> metric = head.Labels.Get(LabelNames.MetricNameUtf8);
        if (metric.IsEmpty || (!typesAreLabels && LooksLikeCounter(metric)) || Absent.IsAll(row.Values)) return;
        if (typesAreLabels)
        {
            InformOfType(head, notes);
            return;
        }
        notes.Inform(
            "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
            + LabelText.Quote(head.Labels.Get(LabelNames.MetricName)),
            firstArgument);
    }

    private void InformOfType(SeriesHead head, Notes notes)
    {
        string type = head.Labels.Get(LabelNames.Type);
        if (type is "counter" or "histogram") return;
        notes.Inform(
            $"metric might not be a counter, __type__ label is not set to \"counter\" or \"histogram\", got {LabelText.Quote(type)}: "
            + LabelText.Quote(head.Labels.Get(LabelNames.MetricName)),
            firstArgument);
    }

    private void WarnOfQuantiles(Row row, double[] quantiles, Notes notes)
    {
        for (int i = 0; i < quantiles.Length; i++)
            if (!(quantiles[i] is >= 0 and <= 1) && row.IsPresent(i))
                notes.BadQuantile(quantiles[i], firstArgument, call);
    }

    private static bool LooksLikeCounter(ReadOnlySpan<byte> metric) =>
        metric.EndsWith("_total"u8) || metric.EndsWith("_sum"u8) || metric.EndsWith("_count"u8) || metric.EndsWith("_bucket"u8);
}
