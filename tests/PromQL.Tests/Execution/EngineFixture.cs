using System.Globalization;
using Tocsin.PromQL.Tests.Conformance;
using Tocsin.PromQL.Tests.Storage;

namespace Tocsin.PromQL.Tests.Execution;

/// <summary>An engine with upstream's defaults over series written in the notation of the test scripts.</summary>
internal sealed class EngineFixture
{
    public EngineFixture(string series, QueryEngineOptions? options = null, int stepSeconds = 60)
    {
        Engine = new QueryEngine(options ?? new QueryEngineOptions(), TimeProvider.System);
        foreach (string line in series.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            SeriesNotation notation = SeriesNotation.Read(line);
            for (int i = 0; i < notation.Values.Count; i++)
            {
                if (notation.Values[i].Float is { } value) Source.Add(notation.Labels, i * stepSeconds * 1000L, value);
                else if (notation.Values[i].Histogram is { } histogram) Source.Add(notation.Labels, i * stepSeconds * 1000L, histogram.ToNative());
            }
        }
    }

    public QueryEngine Engine { get; }

    public MemorySource Source { get; } = new();

    public async Task<QueryResult> InstantAsync(string query, int seconds) =>
        await Engine.InstantAsync(Source, query, seconds * 1000L, QueryParameters.None, TestContext.Current.CancellationToken);

    public async Task<QueryResult> RangeAsync(string query, int from, int to, int step) =>
        await Engine.RangeAsync(Source, query, from * 1000L, to * 1000L, step * 1000L, QueryParameters.None, TestContext.Current.CancellationToken);

    /// <summary>The answer in one line: labels and values, or the error.</summary>
    public async Task<string> AnswerAsync(string query, int seconds)
    {
        QueryResult result = await InstantAsync(query, seconds);
        if (result.Failure != QueryFailure.None) return $"{result.Failure}: {result.Error}";
        if (result.Kind == ResultKind.Scalar) return result.ScalarValue.ToString("R", CultureInfo.InvariantCulture);
        return string.Join(" | ", result.Series.Select(s => $"{s.Labels} {string.Join(' ', s.Values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}"));
    }
}
