namespace Tocsin.PromQL.Parsing;

/// <summary>Every function of the language.</summary>
public static class FunctionTable
{
    private static readonly Dictionary<string, FunctionSignature> Functions = List().ToDictionary(f => f.Name);

    public static IReadOnlyCollection<FunctionSignature> All => Functions.Values;

    public static FunctionSignature? Find(string name) => Functions.GetValueOrDefault(name);

    private static IEnumerable<FunctionSignature> List()
    {
        string[] math =
        [
            "abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "deg", "exp", "floor", "ln", "log10", "log2", "rad", "sgn",
            "sin", "sinh", "sqrt", "tan", "tanh", "absent", "sort", "sort_desc", "timestamp",
            "histogram_avg", "histogram_count", "histogram_stddev", "histogram_stdvar", "histogram_sum",
        ];
        foreach (string name in math) yield return Of(name, [ExpressionType.Vector]);
        string[] ranges =
        [
            "absent_over_time", "avg_over_time", "changes", "count_over_time", "delta", "deriv", "first_over_time", "idelta", "increase", "irate",
            "last_over_time", "max_over_time", "min_over_time", "present_over_time", "rate", "resets", "stddev_over_time", "stdvar_over_time",
            "sum_over_time",
        ];
        foreach (string name in ranges) yield return Of(name, [ExpressionType.Matrix]);
        string[] dates = ["day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"];
        foreach (string name in dates) yield return Of(name, [ExpressionType.Vector], 1);
        yield return Of("clamp", [ExpressionType.Vector, ExpressionType.Scalar, ExpressionType.Scalar]);
        yield return Of("clamp_max", [ExpressionType.Vector, ExpressionType.Scalar]);
        yield return Of("clamp_min", [ExpressionType.Vector, ExpressionType.Scalar]);
        yield return Of("histogram_fraction", [ExpressionType.Scalar, ExpressionType.Scalar, ExpressionType.Vector]);
        yield return Of("histogram_quantile", [ExpressionType.Scalar, ExpressionType.Vector]);
        yield return Of("label_join", [ExpressionType.Vector, ExpressionType.String, ExpressionType.String, ExpressionType.String], -1);
        yield return Of("label_replace", [ExpressionType.Vector, ExpressionType.String, ExpressionType.String, ExpressionType.String, ExpressionType.String]);
        yield return Of("pi", [], 0, ExpressionType.Scalar);
        yield return Of("predict_linear", [ExpressionType.Matrix, ExpressionType.Scalar]);
        yield return Of("quantile_over_time", [ExpressionType.Scalar, ExpressionType.Matrix]);
        yield return Of("round", [ExpressionType.Vector, ExpressionType.Scalar], 1);
        yield return Of("scalar", [ExpressionType.Vector], 0, ExpressionType.Scalar);
        yield return Of("time", [], 0, ExpressionType.Scalar);
        yield return Of("vector", [ExpressionType.Scalar]);
        foreach (FunctionSignature function in Experimental()) yield return function with { IsExperimental = true };
    }

    private static IEnumerable<FunctionSignature> Experimental()
    {
        string[] ranges = ["mad_over_time", "ts_of_first_over_time", "ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time"];
        foreach (string name in ranges) yield return Of(name, [ExpressionType.Matrix]);
        foreach (string name in (string[])["start", "end", "step", "range"]) yield return Of(name, [], 0, ExpressionType.Scalar);
        yield return Of("double_exponential_smoothing", [ExpressionType.Matrix, ExpressionType.Scalar, ExpressionType.Scalar]);
        yield return Of("histogram_quantiles", [ExpressionType.Vector, ExpressionType.String, ExpressionType.Scalar, ExpressionType.Scalar], 9);
        yield return Of("info", [ExpressionType.Vector, ExpressionType.Vector], 1);
        yield return Of("max_of", [ExpressionType.Scalar, ExpressionType.Scalar], 0, ExpressionType.Scalar);
        yield return Of("min_of", [ExpressionType.Scalar, ExpressionType.Scalar], 0, ExpressionType.Scalar);
        yield return Of("sort_by_label", [ExpressionType.Vector, ExpressionType.String], -1);
        yield return Of("sort_by_label_desc", [ExpressionType.Vector, ExpressionType.String], -1);
        yield return Of("start_timestamp", [ExpressionType.Vector]);
    }

    private static FunctionSignature Of(string name, ExpressionType[] parameters, int variadic = 0, ExpressionType returns = ExpressionType.Vector) =>
        new(name, parameters, variadic, returns, false);
}
