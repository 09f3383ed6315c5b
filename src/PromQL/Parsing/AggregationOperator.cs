namespace Tocsin.PromQL.Parsing;

/// <summary>Operators that fold many series into fewer.</summary>
public enum AggregationOperator
{
    Sum,
    Avg,
    Min,
    Max,
    Count,
    Group,
    Stddev,
    Stdvar,
    Topk,
    Bottomk,
    Quantile,
    CountValues,
    Limitk,
    LimitRatio,
}

/// <summary>The names of aggregations.</summary>
public static class AggregationOperators
{
    private static readonly Dictionary<string, AggregationOperator> Named = Enum.GetValues<AggregationOperator>().ToDictionary(Text);

    public static string Text(AggregationOperator op) => op switch
    {
        AggregationOperator.CountValues => "count_values",
        AggregationOperator.LimitRatio => "limit_ratio",
        _ => op.ToString().ToLowerInvariant(),
    };

    public static bool TryFind(string lowerCaseName, out AggregationOperator op) => Named.TryGetValue(lowerCaseName, out op);

    public static bool TakesParameter(AggregationOperator op) => op >= AggregationOperator.Topk;

    public static bool IsExperimental(AggregationOperator op) => op is AggregationOperator.Limitk or AggregationOperator.LimitRatio;
}
