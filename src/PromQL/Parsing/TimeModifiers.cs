namespace Tocsin.PromQL.Parsing;

/// <summary>Where the time of an <c>@</c> modifier comes from.</summary>
public enum AtKind
{
    Timestamp,
    Start,
    End,
}

/// <summary>An <c>@</c> modifier; the timestamp is in ms since the epoch.</summary>
public sealed record AtModifier(AtKind Kind, long Timestamp);

/// <summary>How a selector reaches beyond its window to find the values at its edges.</summary>
public enum RangeExtension
{
    None,

    /// <summary>The newest sample at or before an edge.</summary>
    Anchored,

    /// <summary>Interpolated between the samples around an edge.</summary>
    Smoothed,
}

/// <summary>How a selector or subquery moves in time.</summary>
public sealed record TimeModifiers(DurationExpression? Offset, AtModifier? At, RangeExtension Extension = RangeExtension.None)
{
    public static readonly TimeModifiers None = new(null, null);
}
