namespace Tocsin.PromQL;

/// <summary>The feature names that change how queries are read or answered.</summary>
public static class QueryFeatures
{
    /// <summary>Allows the functions upstream calls experimental.</summary>
    public const string ExperimentalFunctions = "promql-experimental-functions";

    /// <summary>Metric names that an operation removes go at the end of the query, not on the way.</summary>
    public const string DelayedNameRemoval = "promql-delayed-name-removal";

    /// <summary>Allows <c>anchored</c> and <c>smoothed</c>.</summary>
    public const string ExtendedRangeSelectors = "promql-extended-range-selectors";

    /// <summary>Allows <c>fill</c>, <c>fill_left</c> and <c>fill_right</c>.</summary>
    public const string FillModifiers = "promql-binop-fill-modifiers";

    /// <summary>Statistics tell the samples of each step to those who ask for all of them.</summary>
    public const string PerStepStatistics = "promql-per-step-stats";

    /// <summary>The type and unit of a metric are labels: a counter is told by them and not by its name.</summary>
    public const string TypeAndUnitLabels = "type-and-unit-labels";
}
