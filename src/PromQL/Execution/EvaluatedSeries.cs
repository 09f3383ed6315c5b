using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Execution;

/// <summary>One series of an evaluation's result: only the points that are there, floats and histograms apart.</summary>
internal sealed record EvaluatedSeries(
    LabelSet Labels, long[] Timestamps, double[] Values, long[] HistogramTimestamps, NativeHistogram[] Histograms);
