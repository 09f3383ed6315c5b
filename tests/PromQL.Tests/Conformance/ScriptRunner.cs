using Tocsin.PromQL.Tests.Storage;

namespace Tocsin.PromQL.Tests.Conformance;

/// <summary>What became of one eval; null is passed.</summary>
internal sealed record EvalOutcome(int Line, string Query, string? Difference);

/// <summary>Runs a script: loads its data and judges each eval.</summary>
internal sealed class ScriptRunner
{
    private static readonly HashSet<string> Features =
    [
        QueryFeatures.ExperimentalFunctions, QueryFeatures.DelayedNameRemoval, QueryFeatures.ExtendedRangeSelectors, QueryFeatures.FillModifiers,
    ];

    private readonly QueryEngine _engine = new(
        new QueryEngineOptions
        {
            Features = Features,
        },
        TimeProvider.System);

    private MemorySource _source = new();

    public async Task<List<EvalOutcome>> RunAsync(string text)
    {
        var outcomes = new List<EvalOutcome>();
        foreach (ScriptCommand command in Script.Read(text))
        {
            switch (command)
            {
                case ClearCommand: _source = new MemorySource(); break;
                case LoadCommand load: ScriptLoader.Load(load, _source); break;
                case EvalCommand eval: outcomes.Add(new EvalOutcome(eval.Line, eval.Query, await JudgeAsync(eval))); break;
            }
        }
        return outcomes;
    }

    private async Task<string?> JudgeAsync(EvalCommand eval)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        try
        {
            if (!eval.IsInstant)
                return ResultComparison.Check(eval, await _engine.RangeAsync(_source, eval.Query, eval.Start, eval.End, eval.Step, QueryParameters.None, cancel));
            QueryResult result = await _engine.InstantAsync(_source, eval.Query, eval.Start, QueryParameters.None, cancel);
            return ResultComparison.Check(eval, result) ?? await JudgeInsideRangeAsync(eval, result) ?? await JudgePinnedAsync(eval, result);
        }
        catch (FormatException problem)
        {
            return "the script cannot be read: " + problem.Message;
        }
    }

    /// <summary>With all selectors pinned to the time of the eval the answer is the same at any other time.</summary>
    private async Task<string?> JudgePinnedAsync(EvalCommand eval, QueryResult instant)
    {
        if (instant.Failure != QueryFailure.None || QueryEngine.Parse(eval.Query, Features).Expression is not { } expression) return null;
        if (PinnedQuery.Of(expression, eval.Start) is not { } pinned) return null;
        long t = eval.Start;
        foreach (long time in t == 0 ? (long[])[-1000, 0, 1000] : [-10 * t, 0, t / 5, t, 10 * t])
        {
            QueryResult result = await _engine.InstantAsync(_source, pinned, time, QueryParameters.None, TestContext.Current.CancellationToken);
            string[] shapes = ["expect ordered", "expect string", "expect range vector"];
            var same = eval with { Start = time, End = time, Expectations = [.. eval.Expectations.Where(e => shapes.Any(e.StartsWith))] };
            if (ResultComparison.Check(same, result) is { } difference) return $"as {pinned} at {time}: {difference}";
        }
        return null;
    }

    /// <summary>The middle step of a range query must give what the instant query gave.</summary>
    private async Task<string?> JudgeInsideRangeAsync(EvalCommand eval, QueryResult instant)
    {
        string[] ofQuery = ["start()", "end()", "range()", "step()"];
        bool isPlain = instant is { Failure: QueryFailure.None, Kind: ResultKind.Scalar or ResultKind.Vector };
        if (!isPlain || eval.Expectations.Contains("expect ordered") || ofQuery.Any(eval.Query.Contains)) return null;
        QueryResult range = await _engine.RangeAsync(
            _source, eval.Query, eval.Start - 60_000, eval.Start + 60_000, 60_000, QueryParameters.None, TestContext.Current.CancellationToken);
        if (range.Failure != QueryFailure.None) return "as a range: failed: " + range.Error;
        var middle = new List<QuerySeries>();
        foreach (QuerySeries series in range.Series)
        {
            int at = Array.IndexOf(series.Timestamps, eval.Start), histogramAt = Array.IndexOf(series.HistogramTimestamps, eval.Start);
            if (at >= 0) middle.Add(new QuerySeries(series.Labels, [eval.Start], [series.Values[at]]));
            else if (histogramAt >= 0)
                middle.Add(new QuerySeries(series.Labels, [], []) { HistogramTimestamps = [eval.Start], Histograms = [series.Histograms[histogramAt]] });
        }
        QueryResult same = instant.Kind == ResultKind.Scalar
            ? instant with { ScalarValue = middle.Count == 1 ? middle[0].Values[0] : -1 }
            : instant with { Series = middle };
        string? difference = ResultComparison.Check(eval with { Expectations = [] }, same);
        return difference is null ? null : "as a range: " + difference;
    }
}
