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

    [Fact]
    public async Task A_query_that_holds_too_many_bytes_ends_with_a_clear_error()
    {
        var data = new EngineFixture("m{i=\"1\"} 1x100\nm{i=\"2\"} 1x100", new QueryEngineOptions { MaxMemoryBytes = 4000 });
        Assert.Equal(QueryFailure.None, (await data.RangeAsync("m{i=\"1\"}", 0, 3600, 60)).Failure);
        QueryResult tooMuch = await data.RangeAsync("topk(2, m) * 2", 0, 6000, 60);
        Assert.Equal(
            (QueryFailure.Execution, "query processing would take more than the 4000 bytes of memory that --query.max-memory allows one query"),
            (tooMuch.Failure, tooMuch.Error));
    }

    [Fact]
    public async Task Histograms_weigh_what_their_buckets_take()
    {
        string buckets = string.Join(' ', Enumerable.Range(1, 160));
        string[] kinds = ["1x50", $"{{{{schema:0 sum:1 count:1 buckets:[{buckets}]}}}}x50"];
        var failures = new List<QueryFailure>();
        foreach (string samples in kinds)
        {
            var data = new EngineFixture("m " + samples, new QueryEngineOptions { MaxMemoryBytes = 50_000 });
            failures.Add((await data.RangeAsync("m", 0, 3000, 60)).Failure);
        }
        Assert.Equal([QueryFailure.None, QueryFailure.Execution], failures);
    }

    [Theory]
    [InlineData("m")]
    [InlineData("topk(3, m)")]
    [InlineData("m and m")]
    [InlineData("count_values(\"v\", m)")]
    public async Task Nothing_is_read_any_more_once_a_budget_is_crossed(string query)
    {
        const int series = 3000, steps = 101, fitting = 50;
        var data = new EngineFixture(
            string.Join('\n', Enumerable.Range(0, series).Select(i => $"m{{i=\"{i}\"}} {i}x100")), new QueryEngineOptions { MaxSamples = fitting * steps });
        QueryResult result = await data.RangeAsync(query, 0, (steps - 1) * 60, 60);
        Assert.Equal("query processing would load too many samples into memory in query execution", result.Error);
        // The series that crosses it, and the one that each other thread was at.
        Assert.InRange(data.Source.Reads, 1, fitting + 1 + Environment.ProcessorCount);
        Assert.Equal(0, data.Source.OpenSelections);
    }

    [Fact]
    public void Once_crossed_a_budget_refuses_everything()
    {
        var budget = new PromQL.Execution.QueryBudget(100, 1000);
        budget.Touch(100);
        budget.HoldBytes(1000);
        Assert.Throws<PromQL.Execution.QueryException>(() => budget.Touch(101));
        Assert.Throws<PromQL.Execution.QueryException>(() => budget.Touch(1));
        Assert.Throws<PromQL.Execution.QueryException>(() => budget.TouchBytes(0));
    }

    [Fact]
    public async Task Other_queries_are_answered_while_heavy_ones_compute()
    {
        const int heavy = 16;
        using var engine = new QueryEngine(new QueryEngineOptions(), TimeProvider.System);
        using var release = new ManualResetEventSlim();
        using var started = new CountdownEvent(heavy);
        var slow = new EngineFixture("m 1").Source;
        slow.OnRead = () =>
        {
            started.Signal();
            release.Wait(Cancel);
        };
        Task<QueryResult>[] running = [.. Enumerable.Range(0, heavy).Select(_ =>
            Task.Run(async () => await engine.InstantAsync(slow, "m", 0, QueryParameters.None, Cancel), Cancel))];
        // The pool alone would add one or two threads a second.
        bool all = started.Wait(TimeSpan.FromSeconds(5), Cancel);
        Task<QueryResult> small = Task.Run(async () => await engine.InstantAsync(new MemorySource(), "1", 0, QueryParameters.None, Cancel), Cancel);
        Task first = await Task.WhenAny(small, Task.Delay(TimeSpan.FromSeconds(5), Cancel));
        release.Set();
        await Task.WhenAll(running);
        Assert.True(all, "the heavy queries waited for threads");
        Assert.Same(small, first);
    }

    [Fact]
    public async Task Cancelled_and_timed_out_queries_free_what_they_hold()
    {
        var clock = new FakeTimeProvider();
        using var engine = new QueryEngine(new QueryEngineOptions { MaxConcurrency = 2, Timeout = TimeSpan.FromSeconds(10) }, clock);
        using var stop = new CancellationTokenSource();
        var data = new EngineFixture("m{i=\"1\"} 1x100\nm{i=\"2\"} 1x100");
        int reads = 0;
        data.Source.OnRead = () =>
        {
            // In the middle of the work, both ways to end it.
            if (++reads == 1) stop.Cancel();
            if (reads == 3) clock.Advance(TimeSpan.FromSeconds(11));
        };
        QueryResult cancelled = await engine.RangeAsync(data.Source, "sum(m)", 0, 6_000_000, 60_000, QueryParameters.None, stop.Token);
        reads = 2;
        QueryResult late = await engine.RangeAsync(data.Source, "sum(m)", 0, 6_000_000, 60_000, QueryParameters.None, Cancel);
        Assert.Equal((QueryFailure.Canceled, QueryFailure.Timeout), (cancelled.Failure, late.Failure));
        Assert.Equal(0, data.Source.OpenSelections);
        data.Source.OnRead = null;
        Assert.Equal(QueryFailure.None, (await engine.InstantAsync(data.Source, "sum(m)", 0, QueryParameters.None, Cancel)).Failure);
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
        var slices = new HashSet<string>();
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
        {
            names.Add(instrument.Name);
            foreach ((string name, object? value) in tags)
                if (name == "slice")
                    slices.Add((string)value!);
        });
        long samples = 0;
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (instrument.Name == "prometheus_engine_query_samples_total") samples += value;
        });
        listener.Start();
        var data = new EngineFixture("m{i=\"1\"} 1x100\nm{i=\"2\"} 1x100");
        await engine.InstantAsync(data.Source, "m[5m]", 600_000, QueryParameters.None, Cancel);
        Assert.Equal(10, samples);
        await engine.RangeAsync(data.Source, "sum_over_time(m[3m]) + m @ 300 + m", 600_000, 840_000, 60_000, QueryParameters.None, Cancel);
        Assert.Equal(10 + 50, samples);
        Assert.Equal(["inner_eval", "prepare_time", "queue_time", "result_sort"], slices.Order());
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
