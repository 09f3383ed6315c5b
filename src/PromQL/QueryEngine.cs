using System.Diagnostics.Metrics;
using Tocsin.Model.Storage;
using Tocsin.PromQL.Execution;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Planning;

namespace Tocsin.PromQL;

/// <summary>The one door to PromQL: reads a query, evaluates it over a source and gives the answer or the reason why there is none. Thread-safe.</summary>
public sealed class QueryEngine : IDisposable
{
    private static readonly HashSet<string> NoFeatures = [];

    private readonly QueryEngineOptions _options;
    private readonly TimeProvider _clock;
    private readonly QueryGate _gate;
    private readonly QueryTurns _turns;
    private readonly ParsedQueries _parsed;
    private readonly QueryMetrics? _metrics;

    public QueryEngine(QueryEngineOptions options, TimeProvider clock, IMeterFactory? meters = null)
    {
        _options = options;
        _clock = clock;
        _gate = new QueryGate(options.MaxConcurrency);
        _turns = new QueryTurns(Math.Max(1, Environment.ProcessorCount / 2), clock);
        _parsed = new ParsedQueries(options.Features);
        ReserveThreads(options.MaxConcurrency);
        if (meters is not null) _metrics = new QueryMetrics(meters, _gate, options.MaxConcurrency, clock);
    }

    /// <summary>Reads a query without evaluating it.</summary>
    /// <param name="features">Names of <see cref="QueryFeatures"/> that are on; null: none.</param>
    public static ParseOutcome Parse(string query, IReadOnlySet<string>? features = null) => Parser.Parse(query, features ?? NoFeatures);

    /// <summary>
    /// Reads one selector such as <c>up{job="a"}</c>, as the <c>match[]</c> of the HTTP API has it: with a range, offset or @ it is an error. That it
    /// matches anything at all is accepted.
    /// </summary>
    public static ParseOutcome ParseSelector(string text) => Parser.ParseOnlySelector(text);

    /// <summary>Evaluates a query at one moment, in ms since the epoch. Failures are part of the result.</summary>
    public ValueTask<QueryResult> InstantAsync(ISeriesSource source, string query, long time, QueryParameters parameters, CancellationToken cancel) =>
        AnswerAsync(new Request(source, query, new Timeline(time, 0, 1), IsInstant: true, parameters), cancel);

    /// <summary>Evaluates a query at start, start + step, ... up to end; all in ms. Failures are part of the result.</summary>
    public ValueTask<QueryResult> RangeAsync(
        ISeriesSource source, string query, long start, long end, long step, QueryParameters parameters, CancellationToken cancel)
    {
        if (step <= 0) return ValueTask.FromResult(Failed(QueryFailure.BadData, "zero or negative query resolution step widths are not accepted. Try a positive integer"));
        if (end < start) return ValueTask.FromResult(Failed(QueryFailure.BadData, "end timestamp must not be before start time"));
        long count = ((end - start) / step) + 1;
        if (count > int.MaxValue / 2) return ValueTask.FromResult(Failed(QueryFailure.BadData, "the range has too many steps"));
        return AnswerAsync(new Request(source, query, new Timeline(start, step, (int)count), IsInstant: false, parameters), cancel);
    }

    public void Dispose()
    {
        _metrics?.Dispose();
        _turns.Dispose();
        _gate.Dispose();
    }

    /// <summary>
    /// A query computes on the thread it is asked on. The pool adds threads slowly once all are busy: a few heavy queries would make all others wait
    /// for that, though the machine could serve them.
    /// </summary>
    private static void ReserveThreads(int queries)
    {
        ThreadPool.GetMinThreads(out int workers, out int completions);
        int wanted = Math.Min(queries, 64) + Environment.ProcessorCount;
        if (workers < wanted) ThreadPool.SetMinThreads(wanted, completions);
    }

    private async ValueTask<QueryResult> AnswerAsync(Request request, CancellationToken cancel)
    {
        long reading = _clock.GetTimestamp();
        ParseOutcome parsed = _parsed.Parse(request.Query);
        TimeSpan readTime = _clock.GetElapsedTime(reading);
        if (parsed.Expression is not { } expression) return Failed(QueryFailure.BadData, parsed.Error!.ToString());
        if (!request.IsInstant && expression.Type is not (ExpressionType.Scalar or ExpressionType.Vector))
        {
            string type = expression.Type == ExpressionType.Matrix ? "range vector" : "string";
            return Failed(QueryFailure.BadData, $"invalid expression type \"{type}\" for range query, must be Scalar or instant Vector");
        }
        var cost = new QueryCost(
            new QueryBudget(_options.MaxSamples, _options.MaxMemoryBytes), new SampleCounter(request.Timeline.Count, request.Parameters.Statistics))
        {
            Preparation = readTime,
        };
        QueryResult result = await EvaluateInTimeAsync(request, expression, cost, cancel);
        _metrics?.CountSamples(cost.Samples.Total);
        return request.Parameters.Statistics ? result with { Statistics = cost.ToStatistics(request.Timeline, TellsStepTimes(request)) } : result;
    }

    private async ValueTask<QueryResult> EvaluateInTimeAsync(Request request, Expression expression, QueryCost cost, CancellationToken cancel)
    {
        TimeSpan limit = request.Parameters.Timeout is { } asked && asked < _options.Timeout ? asked : _options.Timeout;
        long begun = _clock.GetTimestamp();
        using var end = new CancellationTokenSource(limit, _clock);
        using CancellationTokenRegistration caller = cancel.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), end);
        string where = "query queue";
        try
        {
            try
            {
                await _gate.EnterAsync(end.Token);
            }
            finally
            {
                cost.Queue = _clock.GetElapsedTime(begun);
            }
            _metrics?.Record("queue_time", cost.Queue);
            where = "expression evaluation";
            try
            {
                return await EvaluateAsync(request, expression, cost, end.Token);
            }
            finally
            {
                _gate.Leave();
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Failed(QueryFailure.Canceled, $"query was canceled in {where}");
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            _metrics?.RecordOverrun("timeout", _clock.GetElapsedTime(begun) - limit);
            return Failed(QueryFailure.Timeout, $"query timed out in {where}");
        }
    }

    private async ValueTask<QueryResult> EvaluateAsync(Request request, Expression expression, QueryCost cost, CancellationToken cancel)
    {
        long lookback = (long)(request.Parameters.Lookback ?? _options.LookbackDelta).TotalMilliseconds;
        var settings = new PlanSettings(request.Timeline, request.IsInstant, lookback, (long)_options.DefaultEvaluationInterval.TotalMilliseconds);
        var notes = new Notes(request.Query);
        bool delayedNames = _options.Features.Contains(QueryFeatures.DelayedNameRemoval);
        using var context = new QueryContext(request.Source, cost.Budget, notes, lookback, delayedNames, cancel)
        {
            Samples = cost.Samples,
            Analyzes = request.Parameters.Analyze,
            Turns = _turns,
            TypesAreLabels = _options.Features.Contains(QueryFeatures.TypeAndUnitLabels),
        };
        long minutes = 1 + ((request.Timeline.End - request.Timeline.Start) / 60_000);
        try
        {
            if (_turns.IsKnownHeavy(expression, minutes)) await context.TakeTurnAsync();
            long planning = _clock.GetTimestamp();
            PlanNode plan = Planner.Plan(expression, settings);
            cost.Preparation += _clock.GetElapsedTime(planning);
            _metrics?.Record("prepare_time", cost.Preparation);
            if (plan is TextPlan text)
            {
                return new QueryResult
                {
                    Kind = ResultKind.String,
                    StringValue = text.Value,
                    Time = request.Timeline.Start,
                    Operators = request.Parameters.Analyze ? new OperatorProfile(PlanNames.Of(plan), plan.Position).ToTree(request.Query) : null,
                };
            }
            var evaluation = new Evaluation(context, plan, request.IsInstant);
            List<QuerySeries> series = await MeasuredAsync(evaluation, context, cost);
            _turns.Remember(expression, context.SeriesMinutes / minutes);
            bool isScalar = request.IsInstant && expression.Type == ExpressionType.Scalar;
            return new QueryResult
            {
                Kind = isScalar ? ResultKind.Scalar : request.IsInstant && expression.Type == ExpressionType.Vector ? ResultKind.Vector : ResultKind.Matrix,
                ScalarValue = isScalar ? series[0].Values[0] : 0,
                Series = isScalar ? [] : series,
                Time = request.Timeline.Start,
                Warnings = notes.Warnings,
                Infos = notes.Infos,
                Operators = evaluation.Profile?.ToTree(request.Query),
            };
        }
        catch (Exception problem) when (problem is QueryException or PlanException)
        {
            if (cost.Budget.Overrun is { } overrun) _metrics?.RecordOverrun("budget", overrun);
            return Failed(QueryFailure.Execution, problem.Message) with { Warnings = notes.Warnings, Infos = notes.Infos };
        }
        catch (IOException problem)
        {
            return Failed(QueryFailure.Execution, "expanding series: " + problem.Message);
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or OutOfMemoryException))
        {
            // A bug of ours ends one query, not the service that asked.
            return Failed(QueryFailure.Internal, "unexpected error: " + problem.Message);
        }
    }

    private async ValueTask<List<QuerySeries>> MeasuredAsync(Evaluation evaluation, QueryContext context, QueryCost cost)
    {
        long begun = _clock.GetTimestamp();
        TimeSpan before = context.Waited;
        try
        {
            return await evaluation.RunAsync();
        }
        finally
        {
            cost.Queue += context.Waited;
            cost.Sorting = evaluation.SortTime ?? TimeSpan.Zero;
            cost.Inner = _clock.GetElapsedTime(begun) - cost.Sorting - (context.Waited - before);
            _metrics?.Record("inner_eval", cost.Inner);
            if (evaluation.SortTime is { } sorting) _metrics?.Record("result_sort", sorting);
        }
    }

    private bool TellsStepTimes(Request request) =>
        request.Parameters.StatisticsPerStep && _options.Features.Contains(QueryFeatures.PerStepStatistics);

    private static QueryResult Failed(QueryFailure failure, string error) => new() { Failure = failure, Error = ErrorText.Bounded(error) };

    private sealed record Request(ISeriesSource Source, string Query, Timeline Timeline, bool IsInstant, QueryParameters Parameters);
}
