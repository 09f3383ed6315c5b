using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Ingest.Discovery;
using Tocsin.Ingest.Tests.Scraping;
using Tocsin.Model.Labels;

namespace Tocsin.Ingest.Tests.Discovery;

public sealed class TargetBuilderTests
{
    private static BuiltTarget Build(string job, string address = "h:1", params (string, string)[] labels)
    {
        ScrapeConfig config = ScrapeBench.Configs("scrape_configs:\n- job_name: j\n" + job)[0];
        return new TargetBuilder(config).Build(new TargetGroup("s", [address], LabelSet.Create(labels))).Single();
    }

    [Fact]
    public void Defaults_fill_what_nobody_said()
    {
        BuiltTarget built = Build("  scrape_interval: 30s\n");
        Assert.Equal("http://h:1/metrics", built.Target!.Url.OriginalString);
        Assert.Equal(LabelSet.Create(("instance", "h:1"), ("job", "j")), built.Target.Labels);
        Assert.Equal(TimeSpan.FromSeconds(30), built.Target.Interval);
        Assert.Equal("30s", built.Discovered.Get("__scrape_interval__"));
        Assert.Equal("10s", built.Discovered.Get("__scrape_timeout__"));
    }

    [Fact]
    public void Labels_of_the_group_win_over_the_defaults()
    {
        BuiltTarget built = Build("", "h:1", ("job", "other"), ("__scheme__", "https"), ("__metrics_path__", "/x"), ("instance", "me"));
        Assert.Equal("https://h:1/x", built.Target!.Url.OriginalString);
        Assert.Equal(LabelSet.Create(("instance", "me"), ("job", "other")), built.Target.Labels);
    }

    [Fact]
    public void Parameters_repeat_and_a_param_label_replaces_the_first()
    {
        BuiltTarget built = Build("  params: {'match[]': ['up', '{a=\"b\"}'], module: [http]}\n", "h:1", ("__param_module", "tcp"));
        Assert.Equal("http://h:1/metrics?match%5B%5D=up&match%5B%5D=%7Ba%3D%22b%22%7D&module=tcp", built.Target!.Url.OriginalString);
        Assert.Equal("up", built.Discovered.Get("__param_match[]"));
    }

    [Fact]
    public void The_exporter_pattern_moves_the_address_into_a_parameter()
    {
        BuiltTarget built = Build("""
              relabel_configs:
              - {source_labels: [__address__], target_label: __param_target}
              - {source_labels: [__param_target], target_label: instance}
              - {target_label: __address__, replacement: 'blackbox:9115'}
            """, "https://example.org".Replace("https://", "", StringComparison.Ordinal));
        Assert.Equal("http://blackbox:9115/metrics?target=example.org", built.Target!.Url.OriginalString);
        Assert.Equal("example.org", built.Target.Labels.Get("instance"));
    }

    [Theory]
    [InlineData("  relabel_configs: [{target_label: __address__, replacement: ''}]\n", "no address")]
    [InlineData("  relabel_configs: [{target_label: __scrape_timeout__, replacement: 2m}]\n", "scrape timeout cannot be greater than scrape interval (\"2m\" > \"1m\")")]
    [InlineData("  relabel_configs: [{target_label: __scrape_interval__, replacement: nope}]\n", "error parsing scrape interval: not a valid duration string: \"nope\"")]
    public void A_target_that_cannot_be_scraped_says_why(string job, string error) => Assert.Equal(error, Build(job).Error);

    [Fact]
    public void A_dropped_target_is_no_error()
    {
        BuiltTarget built = Build("  relabel_configs: [{source_labels: [job], regex: j, action: drop}]\n");
        Assert.Null(built.Target);
        Assert.Equal("", built.Error);
    }
}
