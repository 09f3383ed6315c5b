using Tocsin.Model.Storage;
using Tocsin.PromQL;

namespace Tocsin.Engine.Querying;

/// <summary>Runs the queries of rules and callers over one source: listed while they run, written to the query log when they have run.</summary>
internal sealed class QueryRunner(QueryEngine engine, ISeriesSource source, RunningQueries running, QueryLog log)
{
    /// <summary>Evaluates at one moment when the step of the call is 0, else at every step.</summary>
    public async ValueTask<QueryResult> RunAsync(QueryCall call, QueryParameters parameters, CancellationToken cancel)
    {
        using RunningQuery query = running.Begin(call, cancel);
        bool counts = parameters.Statistics;
        if (log.IsOn) parameters = parameters with { Statistics = true };
        QueryResult result = call.Step == 0
            ? await engine.InstantAsync(source, call.Query, call.Start, parameters, query.Token).ConfigureAwait(false)
            : await engine.RangeAsync(source, call.Query, call.Start, call.End, call.Step, parameters, query.Token).ConfigureAwait(false);
        // What is not a query is not run, and not logged.
        if (result.Failure != QueryFailure.BadData) log.Write(call, result);
        return counts || result.Statistics is null ? result : result with { Statistics = null };
    }
}
