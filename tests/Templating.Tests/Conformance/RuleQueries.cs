using Tocsin.Templating.Rules;

namespace Tocsin.Templating.Tests.Conformance;

/// <summary>What the recording server answered; no PromQL is reachable from here.</summary>
internal static class RuleQueries
{
    private static readonly RuleSample[] Load =
    [
        Sample("a", "1", 0.5),
        Sample("b", "2", 12),
        Sample("c", "3", 3.25),
    ];

    public static RuleTemplateData? DataOf(string expression, string alert)
    {
        RuleSample? sample = Literal(expression) is { } value ? new RuleSample(new Dictionary<string, string>(), value)
            : expression == "vector(0.1)+vector(0.2)" ? new RuleSample(new Dictionary<string, string>(), 0.1 + 0.2)
            : Load.FirstOrDefault(s => Matches(s, expression));
        var external = new Dictionary<string, string> { ["monitor"] = "m1", ["region"] = "eu" };
        return sample is null ? null : new RuleTemplateData(sample.Labels, sample.Value, external, "http://prom.example:9090/pfx") { AlertName = alert };
    }

    public static IReadOnlyList<RuleSample> Answer(string expression) => expression switch
    {
        "node_load" => Load,
        "sort(node_load)" => [.. Load.OrderBy(s => s.Value)],
        "sort_desc(node_load)" => [.. Load.OrderByDescending(s => s.Value)],
        "topk(2, node_load)" => [.. Load.OrderByDescending(s => s.Value).Take(2)],
        "absent_metric" => [],
        "scalar(node_load{zone=\"1\"})" => [new RuleSample(new Dictionary<string, string>(), 0.5)],
        "bad{" => throw new RuleQueryException("1:5: parse error: unexpected end of input inside braces"),
        "\"str\"" or "node_load[5m]" => throw new RuleQueryException("rule result is not a vector or scalar"),
        _ => [.. Load.Where(s => Matches(s, expression))],
    };

    private static bool Matches(RuleSample sample, string expression) =>
        expression == $"node_load{{zone=\"{sample.Labels["zone"]}\"}}" || expression == $"node_load{{instance=\"{sample.Labels["instance"]}\"}}";

    private static double? Literal(string expression)
    {
        bool isCall = expression.StartsWith("vector(", StringComparison.Ordinal) && expression.EndsWith(')');
        if (!isCall || expression.Contains('+', StringComparison.Ordinal)) return null;
        return expression[7..^1] switch
        {
            "NaN" => double.NaN,
            "Inf" or "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            var number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    private static RuleSample Sample(string host, string zone, double value) => new(
        new Dictionary<string, string> { ["__name__"] = "node_load", ["instance"] = $"{host}.example.com:9100", ["zone"] = zone }, value);
}
