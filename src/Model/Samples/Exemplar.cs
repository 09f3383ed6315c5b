using Tocsin.Model.Labels;

namespace Tocsin.Model.Samples;

/// <summary>A single observation kept beside a series, usually with a trace id. Timestamp in ms since the epoch.</summary>
public sealed record Exemplar(LabelSet Labels, double Value, long Timestamp);
