using System.Text.Json;
using Tocsin.Contracts.Api.Prometheus;
using Tocsin.Engine.Querying;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Storage;
using Tocsin.Model.Time;
using Tocsin.PromQL;
using Tocsin.PromQL.Parsing;

namespace Tocsin.Engine.Endpoints;

/// <summary>Instant and range queries, and what surrounds them: formatting, parsing, exemplars.</summary>
internal sealed class QueryEndpoints(QueryRunner runner, ISeriesSource source, IReadOnlySet<string> features, TimeProvider clock)
{
    private const long MaxPoints = 11_000;

    public void Map(ApiRoute routes)
    {
        routes.Query("/query", InstantAsync);
        routes.Query("/query_range", RangeAsync);
        routes.Query("/query_exemplars", ExemplarsAsync);
        routes.Query("/format_query", (request, _) => ValueTask.FromResult(Format(request)));
        routes.Query("/parse_query", (request, _) => ValueTask.FromResult(Tree(request)));
    }

    private async ValueTask<ApiAnswer> InstantAsync(ApiRequest request, CancellationToken cancel)
    {
        int limit = request.Limit();
        long time = request.Time("time", UnixMilliseconds.Now(clock));
        QueryParameters parameters = Parameters(request);
        QueryResult result = await runner.RunAsync(new QueryCall(Origin(request), request.Text("query"), time, time, Step: 0), parameters, cancel).ConfigureAwait(false);
        return Answer(result, limit);
    }

    private async ValueTask<ApiAnswer> RangeAsync(ApiRequest request, CancellationToken cancel)
    {
        int limit = request.Limit();
        long start = request.Time("start"), end = request.Time("end");
        if (end < start) throw ApiException.BadParameter("end", "end timestamp must not be before start time");
        long step = request.Duration("step");
        if (step <= 0) throw ApiException.BadParameter("step", "zero or negative query resolution step widths are not accepted. Try a positive integer");
        if ((end - start) / step > MaxPoints)
            throw new ApiException(ApiErrorType.BadData, "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)");
        QueryParameters parameters = Parameters(request);
        QueryResult result = await runner.RunAsync(new QueryCall(Origin(request), request.Text("query"), start, end, step), parameters, cancel).ConfigureAwait(false);
        return Answer(result, limit);
    }

    private static QueryOrigin Origin(ApiRequest request) => new()
    {
        Client = request.Http.Connection.RemoteIpAddress?.ToString() ?? "",
        Method = request.Http.Request.Method,
        Path = request.Http.Request.Path,
    };

    private static QueryParameters Parameters(ApiRequest request)
    {
        TimeSpan? timeout = request.OptionalDuration("timeout");
        // Upstream notices before it looks at the query.
        if (timeout is { Ticks: <= 0 }) throw ApiException.BadParameter("query", "context deadline exceeded");
        string lookback = request.Text("lookback_delta"), statistics = request.Text("stats");
        TimeSpan? delta = null;
        if (lookback.Length > 0)
        {
            long given = ApiTime.ParseDuration(lookback, out string error) ?? throw new ApiException(ApiErrorType.BadData, "error parsing lookback delta duration: " + error);
            // Nothing and less are the default.
            if (given > 0) delta = TimeSpan.FromMilliseconds(Math.Min(given, 1e14));
        }
        return new QueryParameters(delta, timeout)
        {
            Statistics = statistics.Length > 0,
            StatisticsPerStep = statistics == "all",
            Analyze = statistics == "analyze",
        };
    }

    private static ApiAnswer Answer(QueryResult result, int limit)
    {
        if (result.Failure != QueryFailure.None) throw Failure(result);
        bool truncated = limit > 0 && result.Series.Count > limit;
        return new ApiAnswer(json => ResultWriter.Write(json, result, limit))
        {
            Warnings = truncated ? [.. result.Warnings, ApiAnswer.Truncated] : result.Warnings,
            Infos = result.Infos,
        };
    }

    private static ApiException Failure(QueryResult result) => result.Failure switch
    {
        QueryFailure.BadData => ApiException.BadParameter("query", result.Error),
        QueryFailure.Execution => new ApiException(ApiErrorType.Execution, result.Error),
        QueryFailure.Timeout => new ApiException(ApiErrorType.Timeout, result.Error),
        QueryFailure.Canceled => new ApiException(ApiErrorType.Canceled, result.Error),
        _ => new ApiException(ApiErrorType.Internal, result.Error),
    };

    private ApiAnswer Format(ApiRequest request)
    {
        string text = PrettyPrinter.Print(ParseQuery(request));
        return new ApiAnswer(json => json.WriteStringValue(text));
    }

    private ApiAnswer Tree(ApiRequest request)
    {
        Expression expression = ParseQuery(request);
        return new ApiAnswer(json => ExpressionJson.Write(json, expression));
    }

    private async ValueTask<ApiAnswer> ExemplarsAsync(ApiRequest request, CancellationToken cancel)
    {
        long start = request.Time("start", ApiTime.MinTime), end = request.Time("end", ApiTime.MaxTime);
        if (end < start) throw new ApiException(ApiErrorType.BadData, "end timestamp must not be before start timestamp");
        ParseOutcome query = QueryEngine.Parse(request.Text("query"), features);
        if (query.Expression is not { } expression) throw new ApiException(ApiErrorType.BadData, query.Error!.ToString());
        var found = new List<SeriesExemplars>();
        var known = new HashSet<LabelSet>();
        IReadOnlyList<IReadOnlyList<Matcher>> selectors = [.. SelectorText.Within(expression)];
        if (selectors.Count == 0) return ApiAnswer.Nothing;
        foreach (IReadOnlyList<Matcher> matchers in selectors)
        {
            // Several selectors may match a series; the range of time is the same for all of them.
            foreach (SeriesExemplars series in await source.ExemplarsAsync(new SeriesSelector(matchers, start, end), cancel).ConfigureAwait(false))
                if (known.Add(series.Labels))
                    found.Add(series);
        }
        found.Sort((left, right) => left.Labels.CompareTo(right.Labels));
        return new ApiAnswer(json => WriteExemplars(json, found));
    }

    private Expression ParseQuery(ApiRequest request)
    {
        ParseOutcome outcome = QueryEngine.Parse(request.Text("query"), features);
        return outcome.Expression ?? throw ApiException.BadParameter("query", outcome.Error!.ToString());
    }

    private static void WriteExemplars(Utf8JsonWriter json, List<SeriesExemplars> found)
    {
        json.WriteStartArray();
        Span<byte> text = stackalloc byte[SampleText.MaxLength];
        foreach (SeriesExemplars series in found)
        {
            json.WriteStartObject();
            json.WritePropertyName("seriesLabels"u8);
            ResultWriter.WriteLabels(json, series.Labels);
            json.WriteStartArray("exemplars"u8);
            foreach (var exemplar in series.Exemplars)
            {
                json.WriteStartObject();
                json.WritePropertyName("labels"u8);
                ResultWriter.WriteLabels(json, exemplar.Labels);
                json.WriteString("value"u8, text[..SampleText.Format(exemplar.Value, NumberLayout.Sample, text)]);
                json.WritePropertyName("timestamp"u8);
                ResultWriter.WriteTime(json, exemplar.Timestamp);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
