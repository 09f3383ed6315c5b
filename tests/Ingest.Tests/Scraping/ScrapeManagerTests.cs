using System.Text;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Ingest.Discovery;
using Tocsin.Ingest.Scraping;

namespace Tocsin.Ingest.Tests.Scraping;

public sealed class ScrapeManagerTests
{
    private readonly ScrapeBench _bench = ScrapeBench.For();

    private ScrapeManager Manager() => new(_bench.Parts, new DiscoveryMetrics(ScrapeBench.Meters()), _ => _bench);

    private static IReadOnlyList<ScrapeConfig> Jobs(string targets, string more = "") =>
        ScrapeBench.Configs($"scrape_configs:\n- job_name: j\n  scrape_interval: 10s\n  static_configs: [{{targets: [{targets}]}}]\n{more}");

    private async Task UntilAsync(Func<bool> holds)
    {
        for (int i = 0; i < 2000 && !holds(); i++)
        {
            _bench.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        Assert.True(holds());
    }

    [Fact]
    public async Task A_reload_keeps_the_loops_of_targets_that_stay()
    {
        _bench.Answer = ("m 1\n"u8.ToArray(), "text/plain");
        ScrapeManager manager = Manager();
        manager.Apply(Jobs("'a:1', 'b:1'"));
        ScrapeLoop[] before = [.. manager.Pools[0].Active];
        manager.Apply(Jobs("'b:1', 'c:1'", "  sample_limit: 5\n"));
        ScrapeLoop[] after = [.. manager.Pools[0].Active];
        Assert.Equal(2, after.Length);
        Assert.Single(before.Intersect(after));
        await manager.StopAsync();
    }

    [Fact]
    public async Task Targets_are_scraped_at_every_interval_until_the_stop()
    {
        _bench.Answer = ("m 1\n"u8.ToArray(), "text/plain");
        ScrapeManager manager = Manager();
        manager.Apply(Jobs("'a:1'"));
        await UntilAsync(() => _bench.Store.Commits >= 3);
        await manager.StopAsync();
        long[] times = [.. _bench.Store.Samples("""{__name__="m", instance="a:1", job="j"}""").Select(sample => sample.Time)];
        // The clock runs on while the loop wakes up: the exact tick is ScrapeSchedule's own test.
        Assert.InRange(times[1] - times[0], 9_000, 11_000);
    }

    [Fact]
    public async Task The_series_of_a_removed_target_end_with_markers()
    {
        _bench.Answer = ("m 1\n"u8.ToArray(), "text/plain");
        ScrapeManager manager = Manager();
        manager.Apply(Jobs("'a:1'"));
        await UntilAsync(() => _bench.Store.Commits >= 1);
        manager.Apply([]);
        await UntilAsync(() => _bench.Store.Samples("""{__name__="m", instance="a:1", job="j"}""") is [.., (_, double last)] && Model.Samples.StaleMarker.Is(last));
        Assert.True(Model.Samples.StaleMarker.Is(_bench.Store.Samples("""{__name__="up", instance="a:1", job="j"}""")[^1].Value));
        await manager.StopAsync();
    }

    [Fact]
    public async Task Too_many_targets_fail_all_of_the_job()
    {
        ScrapeManager manager = Manager();
        manager.Apply(Jobs("'a:1', 'b:1'", "  target_limit: 1\n"));
        await UntilAsync(() => manager.Pools[0].Active.All(loop => loop.Status.Health == TargetHealth.Down));
        Assert.StartsWith("target_limit exceeded", manager.Pools[0].Active[0].Status.LastError, StringComparison.Ordinal);
        await manager.StopAsync();
    }

    [Fact]
    public async Task A_changed_file_changes_the_targets_and_a_broken_one_does_not()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string file = Path.Combine(folder, "targets.json");
        await File.WriteAllTextAsync(file, """[{"targets": ["a:1"], "labels": {"env": "x"}}]""", TestContext.Current.CancellationToken);
        ScrapeManager manager = Manager();
        manager.Apply(ScrapeBench.Configs($"scrape_configs:\n- job_name: j\n  file_sd_configs: [{{files: ['{folder}/*.json'], refresh_interval: 5s}}]\n"));
        Assert.Equal("x", manager.Pools[0].Active.Single().Target.Labels.Get("env"));
        Assert.Equal(file, manager.Pools[0].Active.Single().Target.Discovered.Get("__meta_filepath"));
        await File.WriteAllTextAsync(file, "[{", Encoding.UTF8, TestContext.Current.CancellationToken);
        _bench.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Single(manager.Pools[0].Active);
        await File.WriteAllTextAsync(file, """[{"targets": ["a:1", "b:1"]}]""", TestContext.Current.CancellationToken);
        await UntilAsync(() => manager.Pools[0].Active.Count == 2);
        await manager.StopAsync();
        Directory.Delete(folder, recursive: true);
    }
}
