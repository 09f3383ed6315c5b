using Tocsin.Model.Labels;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Execution;

/// <summary>What was done when custom bounds had to be reconciled, or hints collided.</summary>
internal enum HistogramOperation
{
    Addition,
    Subtraction,
    Aggregation,
}

/// <summary>The annotations that concern one series, in upstream's words.</summary>
internal readonly struct SeriesReport(Notes notes, TextRange position, SeriesHead head)
{
    private string ForMetric
    {
        get
        {
            string name = head.Labels.Get(LabelNames.MetricName);
            return name.Length == 0 ? "" : " for metric name " + LabelText.Quote(name);
        }
    }

    private string Metric => LabelText.Quote(head.Labels.Get(LabelNames.MetricName));

    public void MixedFloatsAndHistograms() =>
        notes.Warn("encountered a mix of histograms and floats for metric name " + Metric, position);

    public void MixedSchemas() =>
        notes.Warn("vector contains a mix of histograms with exponential and custom buckets schemas for metric name " + Metric, position);

    public void NotACounter() => notes.Warn("this native histogram metric is not a counter: " + Metric, position);

    public void NotAGauge() => notes.Warn("this native histogram metric is not a gauge: " + Metric, position);

    public void HistogramsIgnored() =>
        notes.Inform("ignored histograms in a range containing both floats and histograms" + ForMetric, position);

    public void StartOverlaps() =>
        notes.Warn("sample has start time that overlaps with previous sample timestamp for metric " + Metric, position);

    public void BoundsReconciled(HistogramOperation operation) => notes.BoundsReconciled(operation, position);

    public void HintsCollide(HistogramOperation operation) => notes.HintsCollide(operation, position);
}
