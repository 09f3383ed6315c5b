using System.Globalization;

namespace Tocsin.PromQL.Tests.Differential;

/// <summary>Valid queries over <see cref="RandomData"/>, most of which give something.</summary>
internal sealed class RandomQuery(Random random)
{
    private static readonly string[] Floats = ["c_total", "g", "odd", "one", "lonely", "lat_bucket"];
    private static readonly string[] Histograms = ["h", "hg", "mix"];
    private static readonly string[] Labels = ["job", "instance", "zone", "le", "absent_label"];

    private static readonly string[] Ranges =
    [
        "rate", "increase", "delta", "irate", "idelta", "deriv", "changes", "resets", "sum_over_time", "avg_over_time", "min_over_time",
        "max_over_time", "count_over_time", "last_over_time", "present_over_time", "stddev_over_time", "stdvar_over_time", "absent_over_time",
    ];

    private static readonly string[] Maps =
    [
        "abs", "ceil", "floor", "exp", "ln", "log2", "log10", "sqrt", "sgn", "sin", "cos", "tan", "asin", "atan", "sinh", "tanh", "deg", "rad",
        "timestamp", "hour", "minute", "day_of_week", "absent", "histogram_count", "histogram_sum", "histogram_avg", "histogram_stddev",
        "histogram_stdvar", "round",
    ];

    private static readonly string[] Folds = ["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"];
    private static readonly string[] Arithmetic = ["+", "-", "*", "/", "%", "^", "atan2"];
    private static readonly string[] Comparison = ["==", "!=", ">", "<", ">=", "<="];

    public string Next() => Vector(random.Next(1, 4));

    private string Vector(int depth)
    {
        if (depth == 0) return Selector() + Modifiers();
        return random.Next(12) switch
        {
            0 or 1 => $"{Pick(Folds)}{Grouping()}({Vector(depth - 1)})",
            2 => $"{Pick(Ranges)}({Range(depth)})",
            3 => Parametrised(depth),
            4 => $"{Pick(Maps)}({Vector(depth - 1)})",
            5 => $"{Vector(depth - 1)} {Pick(Arithmetic)} {Scalar()}",
            6 => $"{Scalar()} {Pick(Comparison)} {(random.Next(3) == 0 ? "bool " : "")}{Vector(depth - 1)}",
            7 or 8 => Binary(depth),
            9 => $"{Vector(depth - 1)} {Pick("and", "or", "unless")} {(random.Next(2) == 0 ? $"on({Some(Labels)}) " : "")}{Vector(depth - 1)}",
            10 => Quantile(depth),
            _ => random.Next(2) == 0 ? $"({Vector(depth - 1)})" : $"-{Selector()}",
        };
    }

    private string Binary(int depth)
    {
        string op = random.Next(3) == 0 ? Pick(Comparison) + (random.Next(3) == 0 ? " bool" : "") : Pick(Arithmetic);
        string matching = random.Next(5) switch
        {
            0 => $" on({Some(Labels)})",
            1 => $" ignoring({Some(Labels)})",
            2 => $" on({Some(Labels)}) {Pick("group_left", "group_right")}({(random.Next(2) == 0 ? "extra" : "zone")})",
            _ => "",
        };
        // A label may not be both matched and taken over.
        if (matching.Contains("group_", StringComparison.Ordinal)) matching = matching.Replace("zone,", "", StringComparison.Ordinal).Replace("on(zone)", "on(job)", StringComparison.Ordinal);
        if (matching.StartsWith(" on", StringComparison.Ordinal) && matching.Split(')')[0].Contains("zone", StringComparison.Ordinal))
            matching = matching.Replace("(zone)", "(extra)", StringComparison.Ordinal);
        return $"{Vector(depth - 1)} {op}{matching} {Vector(depth - 1)}";
    }

    private string Parametrised(int depth) => random.Next(11) switch
    {
        0 => $"topk{Grouping()}({Count()}, {Vector(depth - 1)})",
        1 => $"bottomk{Grouping()}({Count()}, {Vector(depth - 1)})",
        2 => $"quantile{Grouping()}({Share()}, {Vector(depth - 1)})",
        3 => $"count_values{Grouping()}(\"v\", round({Vector(depth - 1)}))",
        4 => $"quantile_over_time({Share()}, {Range(depth)})",
        5 => $"predict_linear({Range(depth)}, {random.Next(-100, 1000)})",
        6 => $"clamp({Vector(depth - 1)}, {random.Next(-5, 3)}, {random.Next(0, 9)})",
        7 => $"label_replace({Vector(depth - 1)}, \"extra\", \"$1-x\", \"{Pick(Labels)}\", \"(.).*\")",
        8 => $"label_join({Vector(depth - 1)}, \"extra\", \"-\", \"job\", \"zone\")",
        9 => $"double_exponential_smoothing({Range(depth)}, 0.{random.Next(1, 10)}, 0.{random.Next(1, 10)})",
        _ => $"round({Vector(depth - 1)}, {Pick("0.1", "5", "0.01", "3")})",
    };

    private string Quantile(int depth) => random.Next(5) switch
    {
        0 => $"histogram_quantile({Share()}, rate(lat_bucket[{Duration()}]))",
        1 => $"histogram_quantile({Share()}, sum by (le, job) (rate(lat_bucket[{Duration()}])))",
        2 => $"histogram_quantile({Share()}, {Pick(Histograms)})",
        3 => $"histogram_fraction({random.Next(-3, 2)}, {random.Next(-1, 6)}, {Pick(Histograms)})",
        _ => $"histogram_quantile({Share()}, {Vector(depth - 1)})",
    };

    private string Range(int depth) =>
        depth > 1 && random.Next(4) == 0
            ? $"({Vector(depth - 2)})[{Duration()}:{Pick("", "30s", "1m", "17s")}]{Modifiers()}"
            : $"{Selector()}[{Duration()}]{Modifiers()}";

    private string Selector()
    {
        string name = random.Next(3) == 0 ? Pick(Histograms) : Pick(Floats);
        return random.Next(5) switch
        {
            0 => name + "{job=\"a\"}",
            1 => name + "{instance=~\"i[01]\"}",
            2 => name + "{zone!=\"z0\"}",
            3 when random.Next(4) == 0 => "{__name__=~\"g|one|h\",job=\"a\"}",
            _ => name,
        };
    }

    private string Modifiers() => random.Next(10) switch
    {
        0 => " offset " + Duration(),
        1 => " offset -" + Duration(),
        2 => " @ end()",
        3 => " @ start()",
        _ => "",
    };

    private string Grouping() => random.Next(4) switch
    {
        0 => $" by ({Some(Labels)}) ",
        1 => $" without ({Some(Labels)}) ",
        _ => "",
    };

    private string Scalar() => random.Next(6) switch
    {
        0 => "scalar(lonely)",
        1 => "time()",
        2 => "(1 / 0)",
        3 => "pi()",
        _ => random.Next(-5, 10).ToString(CultureInfo.InvariantCulture),
    };

    private string Count() => random.Next(5) == 0 ? "scalar(lonely)" : random.Next(0, 5).ToString(CultureInfo.InvariantCulture);

    private string Share() => Pick("0", "0.5", "0.9", "0.99", "1", "-0.5", "1.5", "NaN", "0.25");

    private string Duration() => Pick("30s", "1m", "2m", "5m", "10m", "1h", "77s", "15s");

    private string Some(string[] from) => string.Join(", ", from.Where(_ => random.Next(3) == 0).DefaultIfEmpty("job"));

    private string Pick(params string[] from) => from[random.Next(from.Length)];
}
