namespace Tocsin.MetricsSideBySide;

/// <summary>How much is loaded.</summary>
internal sealed record LoadOptions(int Series, TimeSpan Span, TimeSpan Interval, int SamplesPerRequest);
