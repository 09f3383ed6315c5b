namespace Tocsin.Tsdb.Head;

/// <summary>What the head takes: how old, how far behind the newest sample, and how many exemplars.</summary>
internal sealed record HeadLimits(long RetentionMilliseconds, long OutOfOrderMilliseconds, int MaxExemplars);
