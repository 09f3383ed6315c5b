namespace Tocsin.Tsdb.Head;

/// <summary>What the head takes: how old, and how many exemplars.</summary>
internal sealed record HeadLimits(long RetentionMilliseconds, int MaxExemplars);
