using Tocsin.Templating.Go.Functions;
using Tocsin.Templating.Go.Printing;
using Tocsin.Templating.Go.Times;
using Tocsin.Templating.Go.Values;

namespace Tocsin.Templating.Rules;

/// <summary>The functions that rule templates have on top of the language's own.</summary>
internal static class RuleFunctions
{
    private const double NanosPerSecond = 1e9;
    private static readonly GoType[] OneText = [GoType.String];
    private static readonly GoType[] AnyOne = [GoType.Any];

    public static FunctionTable Table { get; } =
        new(TextFunctions.All.Concat(Texts()).Concat(Samples()).Concat(Numbers()).Concat(Server()));

    private static IEnumerable<GoFunction> Server() =>
    [
        GoFunction.Of("query", OneText, (a, run) => run.Host.Answer(RuleHost.Query, a[0].AsString(), run)),
        GoFunction.Of("externalURL", [], (_, run) => run.Host.Answer(RuleHost.ExternalUrl, "", run)),
        GoFunction.Of("pathPrefix", [], (_, run) => run.Host.Answer(RuleHost.PathPrefix, "", run)),
    ];

    private static IEnumerable<GoFunction> Texts() =>
    [
        GoFunction.Of("title", OneText, (a, _) => GoValue.Of(Capitals(a[0].AsString()))),
        GoFunction.Of("stripPort", OneText, (a, _) => GoValue.Of(HostPort.WithoutPort(a[0].AsString()))),
        GoFunction.Of("stripDomain", OneText, (a, _) => GoValue.Of(HostPort.WithoutDomain(a[0].AsString()))),
        GoFunction.Of("urlQueryEscape", OneText, (a, run) => GoValue.Of(TextEscapers.Query(a[0].AsString(), run))),
        GoFunction.Of("graphLink", OneText, (a, run) => GoValue.Of($"/graph?g0.expr={TextEscapers.Query(a[0].AsString(), run)}&g0.tab=0")),
        GoFunction.Of("tableLink", OneText, (a, run) => GoValue.Of($"/graph?g0.expr={TextEscapers.Query(a[0].AsString(), run)}&g0.tab=1")),
        GoFunction.Rest("args", AnyOne, (a, _) => GoValue.Of(GoType.AnyMap,
            new GoMap(a.Select((value, i) => KeyValuePair.Create($"arg{i}", value))))),
    ];

    private static IEnumerable<GoFunction> Samples() =>
    [
        GoFunction.Of("first", [RuleTypes.QueryResult], (a, _) => First(a[0])),
        GoFunction.Of("label", [GoType.String, RuleTypes.Sample], (a, _) => GoValue.Of(Label((RuleSample)a[1].Data!, a[0].AsString()))),
        GoFunction.Of("value", [RuleTypes.Sample], (a, _) => GoValue.Of(((RuleSample)a[0].Data!).Value)),
        GoFunction.Of("strvalue", [RuleTypes.Sample], (a, _) => GoValue.Of(Label((RuleSample)a[0].Data!, "__value__"))),
        GoFunction.Of("sortByLabel", [GoType.String, RuleTypes.QueryResult], (a, _) => RuleTypes.Of(
            [.. SamplesOf(a[1]).OrderBy(s => Label(s, a[0].AsString()), Comparer<string>.Create(GoText.Compare))])),
    ];

    private static IEnumerable<GoFunction> Numbers() =>
    [
        GoFunction.Of("humanize", AnyOne, (a, _) => GoValue.Of(Humanize.Decimal(TextFunctions.Number(a[0])))),
        GoFunction.Of("humanize1024", AnyOne, (a, _) => GoValue.Of(Humanize.Of1024(TextFunctions.Number(a[0])))),
        GoFunction.Of("humanizePercentage", AnyOne, (a, _) => GoValue.Of(Humanize.Percentage(TextFunctions.Number(a[0])))),
        GoFunction.Of("humanizeTimestamp", AnyOne, (a, _) => GoValue.Of(Timestamp(TextFunctions.Number(a[0])))),
        GoFunction.Of("toTime", AnyOne, (a, _) => TimeTypes.Of(Time(TextFunctions.Number(a[0])))),
        GoFunction.Of("toDuration", AnyOne, (a, _) => TimeTypes.OfDuration(Nanos(TextFunctions.Number(a[0]), "duration"))),
        GoFunction.Of("parseDuration", OneText, (a, _) => GoValue.Of(DurationReader.Seconds(a[0].AsString()))),
        GoFunction.Of("now", [], (_, run) => GoValue.Of(run.Clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0)),
    ];

    private static GoValue First(GoValue result)
    {
        IGoList list = result.AsList();
        return list.Count > 0 ? list[0] : throw new GoFailure("first() called on vector with no elements");
    }

    private static string Label(RuleSample sample, string name) => sample.Labels.TryGetValue(name, out string? value) ? value : "";

    private static IEnumerable<RuleSample> SamplesOf(GoValue result)
    {
        IGoList list = result.AsList();
        for (int i = 0; i < list.Count; i++) yield return (RuleSample)list[i].Data!;
    }

    private static string Timestamp(double seconds) =>
        double.IsFinite(seconds) ? Time(seconds).ToString() : FloatText.Format(seconds, 'g', 4);

    /// <summary>Cut to milliseconds, the resolution of samples.</summary>
    private static GoTime Time(double seconds) =>
        GoTime.FromUnixNanos(0, Nanos(seconds, "timestamp") / 1_000_000 * 1_000_000);

    private static long Nanos(double seconds, string what)
    {
        double nanos = seconds * NanosPerSecond;
        if (double.IsNaN(nanos) || nanos is >= long.MaxValue or <= long.MinValue)
            throw new GoFailure($"{FloatText.General(seconds)} cannot be represented as a nanoseconds {what} since it overflows int64");
        return (long)nanos;
    }

    /// <summary>Each letter that follows none, and no digit or underscore, becomes a capital; the others stay.</summary>
    private static string Capitals(string text)
    {
        char before = ' ';
        return string.Create(text.Length, text, (result, source) =>
        {
            for (int i = 0; i < source.Length; i++)
            {
                bool inWord = char.IsLetterOrDigit(before) || before == '_' || (!char.IsAscii(before) && !char.IsWhiteSpace(before));
                result[i] = inWord ? source[i] : char.ToUpperInvariant(source[i]);
                before = source[i];
            }
        });
    }
}
