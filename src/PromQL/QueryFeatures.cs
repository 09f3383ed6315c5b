namespace Tocsin.PromQL;

/// <summary>The feature names that change how queries are read or answered.</summary>
public static class QueryFeatures
{
    /// <summary>Allows the functions upstream calls experimental.</summary>
    public const string ExperimentalFunctions = "promql-experimental-functions";

    /// <summary>Metric names that an operation removes go at the end of the query, not on the way.</summary>
    public const string DelayedNameRemoval = "promql-delayed-name-removal";
}
