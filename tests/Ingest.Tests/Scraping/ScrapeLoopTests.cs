using System.Text;
using Tocsin.Ingest.Exposition;
using Tocsin.Ingest.Scraping;
using Tocsin.Model.Samples;

namespace Tocsin.Ingest.Tests.Scraping;

public sealed class ScrapeLoopTests
{
    private const string Up = """{__name__="up", instance="h:1", job="j"}""";

    private static string Series(string name, string labels = "") => $$"""{__name__="{{name}}", instance="h:1", job="j"{{labels}}}""";

    [Fact]
    public async Task A_series_that_vanishes_ends_with_a_marker_and_comes_back_as_it_was()
    {
        ScrapeBench bench = ScrapeBench.For();
        await bench.PageAsync(1000, "a 1\nb 2\n");
        await bench.PageAsync(2000, "b 3\n");
        await bench.PageAsync(3000, "a 4\nb 5\n");
        (long Time, double Value)[] samples = bench.Store.Samples(Series("a"));
        Assert.Equal([1000, 2000, 3000], samples.Select(sample => sample.Time));
        Assert.True(StaleMarker.Is(samples[1].Value));
        Assert.Equal(4, samples[2].Value);
    }

    [Fact]
    public async Task A_failed_scrape_ends_all_series_once_and_sets_up_to_zero()
    {
        ScrapeBench bench = ScrapeBench.For();
        await bench.PageAsync(1000, "a 1\n");
        bench.FetchError = "connection refused";
        await bench.ScrapeAsync(2000);
        await bench.ScrapeAsync(3000);
        (long Time, double Value)[] samples = bench.Store.Samples(Series("a"));
        Assert.Equal([1000, 2000], samples.Select(sample => sample.Time));
        Assert.True(StaleMarker.Is(samples[1].Value));
        Assert.Equal([1, 0, 0], bench.Store.Samples(Up).Select(sample => sample.Value));
        Assert.Equal(TargetHealth.Down, bench.Loop.Status.Health);
        Assert.Equal("connection refused", bench.Loop.Status.LastError);
    }

    [Fact]
    public async Task A_bad_page_leaves_nothing_of_itself_behind()
    {
        ScrapeBench bench = ScrapeBench.For();
        await bench.PageAsync(1000, "new 1\nbad\n");
        Assert.Empty(bench.Store.Samples(Series("new")));
        Assert.Equal("0", bench.Value(Up));
        await bench.PageAsync(2000, "new 1\n");
        Assert.Equal("1", bench.Value(Series("new")));
    }

    [Fact]
    public async Task Series_with_timestamps_of_their_own_get_no_markers_unless_asked_for()
    {
        ScrapeBench plain = ScrapeBench.For(), tracked = ScrapeBench.For("  track_timestamps_staleness: true\n");
        foreach (ScrapeBench bench in (ScrapeBench[])[plain, tracked])
        {
            await bench.PageAsync(1000, "a 1 900\n");
            await bench.PageAsync(2000, "b 1\n");
        }
        Assert.Single(plain.Store.Samples(Series("a")));
        Assert.Equal(2, tracked.Store.Samples(Series("a")).Length);
    }

    [Fact]
    public async Task Pages_in_another_order_find_the_same_series()
    {
        ScrapeBench bench = ScrapeBench.For();
        await bench.PageAsync(1000, "a{x=\"1\"} 1\na{x=\"2\"} 2\nb 3\n");
        await bench.PageAsync(2000, "b 3\na{x=\"2\"} 2\na{x=\"1\"} 1\n");
        await bench.PageAsync(3000, "b 3\na{x=\"2\"} 2\nc 9\na{x=\"1\"} 1\n");
        foreach (string series in (string[])[Series("a", ", x=\"1\""), Series("a", ", x=\"2\""), Series("b")])
            Assert.Equal([1000, 2000, 3000], bench.Store.Samples(series).Select(sample => sample.Time));
        Assert.Equal([3, 0, 1], bench.Store.Samples(Series("scrape_series_added")).Select(sample => sample.Value));
    }

    [Fact]
    public async Task A_longer_name_is_not_taken_for_the_expected_one()
    {
        ScrapeBench bench = ScrapeBench.For();
        await bench.PageAsync(1000, "a 1\nb 2\n");
        await bench.PageAsync(2000, "ab 3\nb 4\n");
        await bench.PageAsync(3000, "a {l=\"v\"} 5\nb 6\n");
        Assert.Equal("3", ScrapeCaseTests.Number(bench.Store.Samples(Series("ab"))[0].Value));
        Assert.Equal("5", bench.Value("""{__name__="a", instance="h:1", job="j", l="v"}"""));
        Assert.True(StaleMarker.Is(bench.Store.Samples(Series("a"))[^1].Value));
    }

    [Fact]
    public async Task New_settings_relabel_known_series_and_end_those_that_no_longer_come_out()
    {
        ScrapeBench bench = ScrapeBench.For();
        await bench.PageAsync(1000, "a 1\nb 2\n");
        bench.Loop.Apply(new ScrapeSettings(ScrapeBench.Config("  metric_relabel_configs: [{source_labels: [__name__], regex: a, action: drop}]\n")), bench, "");
        await bench.PageAsync(2000, "a 3\nb 4\n");
        Assert.True(StaleMarker.Is(bench.Store.Samples(Series("a"))[^1].Value));
        Assert.Equal([2, 4], bench.Store.Samples(Series("b")).Select(sample => sample.Value));
    }

    [Fact]
    public async Task Two_texts_that_relabel_to_one_series_keep_it_alive_while_one_comes()
    {
        ScrapeBench bench = ScrapeBench.For("  metric_relabel_configs: [{regex: x, action: labeldrop}]\n");
        await bench.PageAsync(1000, "a{x=\"1\"} 1\na{x=\"2\"} 1\n");
        await bench.PageAsync(2000, "a{x=\"2\"} 2\n");
        Assert.Equal([1, 2], bench.Store.Samples(Series("a")).Select(sample => sample.Value));
    }

    [Fact]
    public async Task A_label_the_sample_leaves_empty_is_not_filled_in_when_labels_are_honoured()
    {
        ScrapeBench bench = ScrapeBench.For("  honor_labels: true\n");
        await bench.PageAsync(1000, "a{instance=\"\"} 1\n");
        Assert.Equal("1", bench.Value("""{__name__="a", job="j"}"""));
    }

    [Fact]
    public void A_steady_page_costs_no_memory_per_sample()
    {
        ScrapeBench small = ScrapeBench.For(), large = ScrapeBench.For();
        string Page(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"metric_total{{path=\"/api/{i}\",code=\"200\"}} {i}.5\n"));
        string few = Page(10), many = Page(5000);
        static long LastRound(ScrapeBench bench, string page)
        {
            var settings = new ScrapeSettings(ScrapeBench.Config());
            var reader = new ExpositionReader();
            var cache = new ScrapeCache();
            var intake = new SampleIntake(reader, cache, new FamilyMetadata(), bench.Parts.Metrics);
            byte[] bytes = Encoding.UTF8.GetBytes(page);
            var sink = new NullAppender();
            long before = 0;
            for (int round = 0; round < 20; round++)
            {
                if (round == 19) before = GC.GetAllocatedBytesForCurrentThread();
                reader.Open("text/plain", new Tocsin.Contracts.Configuration.Prometheus.ScrapeConfig { JobName = "job" }, bytes);
                Assert.Equal("", intake.Read(bench.Loop.Target, settings, sink, round * 1000).Error);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        long fewBytes = LastRound(small, few), manyBytes = LastRound(large, many);
        Assert.True(manyBytes - fewBytes < 4096, $"{fewBytes} bytes for 10 samples, {manyBytes} for 5000");
    }
}
