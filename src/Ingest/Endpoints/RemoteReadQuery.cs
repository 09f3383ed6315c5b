using Tocsin.Contracts.Remote;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Storage;

namespace Tocsin.Ingest.Endpoints;

/// <summary>What one query of a remote read request asks of the store. External labels are not in it: matchers on them are answered here.</summary>
internal static class RemoteReadQuery
{
    /// <exception cref="FormatException">A regular expression is not valid.</exception>
    public static SeriesSelector SelectorOf(Query query, LabelSet externalLabels)
    {
        Matcher[] matchers = [.. query.Matchers.Select(WireLabels.Read).Where(matcher => !IsExternal(matcher, externalLabels))];
        if (matchers.All(matcher => matcher.MatchesEmpty)) matchers = [.. matchers, new Matcher(LabelNames.MetricName, MatchOperator.Regex, ".+")];
        var selector = new SeriesSelector(matchers, query.StartTimestampMs, query.EndTimestampMs);
        if (query.Hints is { } hints) selector = selector with { Hints = new SelectHints(hints.StepMs, hints.RangeMs, hints.Func, [.. hints.Grouping], hints.By) };
        return selector;
    }

    public static LabelSet WithExternal(LabelSet labels, LabelSet externalLabels) =>
        externalLabels.Count == 0 ? labels : new LabelSetBuilder(labels).SetMissing(externalLabels).Build();

    private static bool IsExternal(Matcher matcher, LabelSet externalLabels) =>
        matcher.Operator == MatchOperator.Equal && externalLabels.Count > 0 && externalLabels.Get(matcher.NameUtf8.Span).SequenceEqual(matcher.ValueUtf8.Span) && matcher.Value.Length > 0;
}
