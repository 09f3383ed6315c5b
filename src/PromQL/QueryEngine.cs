using System.Diagnostics.Metrics;
using Tocsin.Model.Storage;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL;

/// <summary>The one door to PromQL: reads a query, evaluates it over a source and gives the answer or the reason why there is none.</summary>
public sealed class QueryEngine(QueryEngineOptions options, TimeProvider clock, IMeterFactory? meters = null)
{
    private static readonly HashSet<string> NoFeatures = [];

    /// <summary>Reads a query without evaluating it.</summary>
    /// <param name="features">Names of <see cref="QueryFeatures"/> that are on; null: none.</param>
    public static ParseOutcome Parse(string query, IReadOnlySet<string>? features = null) => Parser.Parse(query, features ?? NoFeatures);

    /// <summary>Evaluates a query at one moment, in ms since the epoch. Failures are part of the result.</summary>
    public ValueTask<QueryResult> InstantAsync(ISeriesSource source, string query, long time, QueryParameters parameters, CancellationToken cancel) =>
        ValueTask.FromResult(NotBuilt(source, query, parameters, cancel));

    /// <summary>Evaluates a query at start, start + step, ... up to end; all in ms. Failures are part of the result.</summary>
    public ValueTask<QueryResult> RangeAsync(
        ISeriesSource source, string query, long start, long end, long step, QueryParameters parameters, CancellationToken cancel) =>
        ValueTask.FromResult(NotBuilt(source, query, parameters, cancel));

    private QueryResult NotBuilt(ISeriesSource source, string query, QueryParameters parameters, CancellationToken cancel)
    {
        _ = (source, parameters, cancel, options, clock, meters);
        ParseError? error = Parse(query, options.Features).Error;
        return error is not null
            ? new QueryResult { Failure = QueryFailure.BadData, Error = error.ToString() }
            : new QueryResult { Failure = QueryFailure.Internal, Error = "evaluation is not implemented yet" };
    }
}
