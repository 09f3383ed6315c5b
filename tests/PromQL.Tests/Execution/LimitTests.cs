using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Tocsin.PromQL.Tests.Storage;

namespace Tocsin.PromQL.Tests.Execution;

public sealed class LimitTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_that_holds_too_many_samples_ends_with_upstreams_error()
    {
        var data = new EngineFixture("m{i=\"1\"} 1x100\nm{i=\"2\"} 1x100", new QueryEngineOptions { MaxSamples = 150 });
        QueryResult fits = await data.RangeAsync("m{i=\"1\"}", 0, 3600, 60);
        Assert.Equal(QueryFailure.None, fits.Failure);
        QueryResult tooMany = await data.RangeAsync("m * 2", 0, 6000, 60);
        Assert.Equal(QueryFailure.Execution, tooMany.Failure);
        Assert.Equal("query processing would load too many samples into memory in query execution", tooMany.Error);
    }

    [Theory]
    [InlineData("absent(up)", 1)]
    [InlineData("max_over_time(absent(up)[1d:1ms])", 60)]
    public async Task A_timeline_that_cannot_fit_is_refused_before_memory_is_taken(string query, int step)
    {
        var data = new EngineFixture("up 1", new QueryEngineOptions { MaxSamples = 1000 });
        QueryResult result = await data.RangeAsync(query, 0, step * 5000, step);
        Assert.Equal("query processing would load too many samples into memory in query execution", result.Error);
    }

    [Fact]
    public async Task A_query_that_takes_too_long_times_out()
    {
        var clock = new FakeTimeProvider();
        using var engine = new QueryEngine(new QueryEngineOptions { Timeout = TimeSpan.FromSeconds(10) }, clock);
        var source = new MemorySource { OnSelect = (_, cancel) => new ValueTask(Task.Delay(Timeout.Infinite, cancel)) };
        ValueTask<QueryResult> running = engine.InstantAsync(source, "up", 0, QueryParameters.None, Cancel);
        clock.Advance(TimeSpan.FromSeconds(11));
        QueryResult result = await running;
        Assert.Equal((QueryFailure.Timeout, "query timed out in expression evaluation"), (result.Failure, result.Error));
    }

    [Fact]
    public async Task A_cancelled_query_says_so_and_frees_its_place()
    {
        using var engine = new QueryEngine(new QueryEngineOptions { MaxConcurrency = 1 }, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var source = new MemorySource { OnSelect = (_, cancel) => new ValueTask(Task.Delay(Timeout.Infinite, cancel)) };
        ValueTask<QueryResult> running = engine.InstantAsync(source, "up", 0, QueryParameters.None, stop.Token);
        await stop.CancelAsync();
        QueryResult result = await running;
        Assert.Equal((QueryFailure.Canceled, "query was canceled in expression evaluation"), (result.Failure, result.Error));
        Assert.Equal(QueryFailure.None, (await engine.InstantAsync(new MemorySource(), "up", 0, QueryParameters.None, Cancel)).Failure);
    }

    [Fact]
    public async Task A_query_that_finds_no_place_in_time_times_out_in_the_queue()
    {
        var clock = new FakeTimeProvider();
        using var engine = new QueryEngine(new QueryEngineOptions { MaxConcurrency = 1 }, clock);
        using var stop = new CancellationTokenSource();
        var source = new MemorySource { OnSelect = (_, cancel) => new ValueTask(Task.Delay(Timeout.Infinite, cancel)) };
        ValueTask<QueryResult> first = engine.InstantAsync(source, "up", 0, QueryParameters.None, stop.Token);
        ValueTask<QueryResult> second = engine.InstantAsync(source, "up", 0, new QueryParameters(Timeout: TimeSpan.FromSeconds(5)), Cancel);
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("query timed out in query queue", (await second).Error);
        await stop.CancelAsync();
        await first;
    }

    [Theory]
    [InlineData("up[5m]", "invalid expression type \"range vector\" for range query, must be Scalar or instant Vector")]
    [InlineData("\"text\"", "invalid expression type \"string\" for range query, must be Scalar or instant Vector")]
    [InlineData("up +", "1:5: parse error: unexpected end of input")]
    public async Task Range_queries_want_a_vector_or_a_scalar(string query, string error)
    {
        QueryResult result = await new EngineFixture("up 1").RangeAsync(query, 0, 60, 60);
        Assert.Equal((QueryFailure.BadData, error), (result.Failure, result.Error));
    }

    [Fact]
    public async Task A_request_may_set_its_own_lookback()
    {
        var data = new EngineFixture("up 1");
        QueryResult result = await data.Engine.InstantAsync(data.Source, "up", 600_000, new QueryParameters(TimeSpan.FromMinutes(15)), Cancel);
        Assert.Single(result.Series);
        Assert.Empty((await data.InstantAsync("up", 600)).Series);
    }

    [Fact]
    public async Task A_selector_is_read_once_however_often_it_stands_in_the_query()
    {
        var data = new EngineFixture("up 1");
        int selections = 0;
        data.Source.OnSelect = (_, _) =>
        {
            selections++;
            return ValueTask.CompletedTask;
        };
        await data.InstantAsync("sum(up) / count(up) + max(up offset 1m)", 0);
        Assert.Equal(2, selections);
    }

    [Fact]
    public async Task Storage_is_told_what_the_query_wants()
    {
        var data = new EngineFixture("x_total 0+1x100");
        Model.Storage.SeriesSelector? seen = null;
        data.Source.OnSelect = (selector, _) =>
        {
            seen = selector;
            return ValueTask.CompletedTask;
        };
        await data.RangeAsync("sum by (job) (rate(x_total[5m] offset 1m))", 600, 1200, 60);
        Assert.Equal((600_000 - 360_000 + 1, 1_200_000 - 60_000), (seen!.Start, seen.End));
        Assert.Equal(("rate", 300_000L, 60_000L), (seen.Hints.Function, seen.Hints.Range, seen.Hints.Step));
        Assert.Equal(["job"], seen.Hints.Grouping);
    }

    [Fact]
    public async Task The_engine_measures_itself_under_upstreams_names()
    {
        var names = new List<string>();
        using var meters = new SingleMeterFactory();
        using var engine = new QueryEngine(new QueryEngineOptions { MaxConcurrency = 7 }, TimeProvider.System, meters);
        using var listener = new MeterListener();
        long most = 0;
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter == meters.Meter) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) =>
        {
            names.Add(instrument.Name);
            if (instrument.Name == "prometheus_engine_queries_concurrent_max") most = value;
        });
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => names.Add(instrument.Name));
        listener.Start();
        await engine.InstantAsync(new MemorySource(), "1", 0, QueryParameters.None, Cancel);
        listener.RecordObservableInstruments();
        Assert.Contains("prometheus_engine_queries", names);
        Assert.Contains("prometheus_engine_query_duration_seconds", names);
        Assert.Equal(7, most);
    }

    private sealed class SingleMeterFactory : IMeterFactory
    {
        public Meter? Meter { get; private set; }

        public Meter Create(MeterOptions options) => Meter = new Meter(options);

        public void Dispose() => Meter?.Dispose();
    }
}
