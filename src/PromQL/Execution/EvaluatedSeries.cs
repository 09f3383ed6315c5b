using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Execution;

/// <summary>One series of an evaluation's result: only the points that are there.</summary>
internal sealed record EvaluatedSeries(LabelSet Labels, long[] Timestamps, double[] Values);
