using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Http;
using Tocsin.Contracts.Configuration.Prometheus;
using Tocsin.Model.Relabeling;

namespace Tocsin.Contracts.Tests.Prometheus;

public sealed class PrometheusConfigTests
{
    private static PrometheusConfig Load(string text, PrometheusLoadOptions? options = null)
    {
        var problems = new ConfigProblems();
        PrometheusConfig? config = PrometheusConfigLoader.Parse("/etc/prom/prometheus.yml", text, options ?? new PrometheusLoadOptions(), problems);
        Assert.True(config is not null, string.Join('\n', problems.Errors));
        return config!;
    }

    private static ConfigProblems Problems(string text, bool strict = false)
    {
        var problems = new ConfigProblems();
        PrometheusConfigLoader.Parse("prometheus.yml", text, new PrometheusLoadOptions { Strict = strict }, problems);
        return problems;
    }

    [Fact]
    public void An_empty_file_has_upstreams_defaults()
    {
        PrometheusConfig config = Load("");
        Assert.Equal(TimeSpan.FromMinutes(1), config.Global.Scrape.Interval);
        Assert.Equal(TimeSpan.FromSeconds(10), config.Global.Scrape.Timeout);
        Assert.Equal(TimeSpan.FromMinutes(1), config.Global.EvaluationInterval);
        Assert.Empty(config.ScrapeConfigs);
    }

    [Fact]
    public void A_timeout_that_nobody_set_is_not_longer_than_the_interval()
    {
        PrometheusConfig config = Load("scrape_configs: [{job_name: a, scrape_interval: 5s}, {job_name: b}]\n");
        Assert.Equal(TimeSpan.FromSeconds(5), config.ScrapeConfigs[0].Scrape.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(10), config.ScrapeConfigs[1].Scrape.Timeout);
    }

    [Fact]
    public void Jobs_inherit_the_global_limits()
    {
        PrometheusConfig config = Load("global: {sample_limit: 5, body_size_limit: 15MB}\nscrape_configs: [{job_name: a}, {job_name: b, sample_limit: 7}]\n");
        Assert.Equal((5, 7), (config.ScrapeConfigs[0].Scrape.SampleLimit, config.ScrapeConfigs[1].Scrape.SampleLimit));
        Assert.Equal(15 * 1024 * 1024, config.ScrapeConfigs[1].Scrape.BodySizeLimit);
    }

    [Fact]
    public void External_labels_take_variables_of_the_environment()
    {
        PrometheusConfig config = Load(
            "global: {external_labels: {a: 'x${TEST}y', b: $TEST, c: 'p$$q', d: '$NONE'}}\n",
            new PrometheusLoadOptions { EnvironmentLookup = name => name == "TEST" ? "v" : null });
        Assert.Equal("{a=\"xvy\", b=\"v\", c=\"p$q\"}", config.Global.ExternalLabels.ToString());
    }

    [Fact]
    public void Paths_are_resolved_against_the_folder_of_the_file()
    {
        PrometheusConfig config = Load("rule_files: [a.yml, /b/*.yml]\nscrape_configs: [{job_name: j, tls_config: {ca_file: ca.pem}, file_sd_configs: [{files: [t/*.json]}]}]\n");
        Assert.Equal(["/etc/prom/a.yml", "/b/*.yml"], config.RuleFiles);
        Assert.Equal("/etc/prom/ca.pem", config.ScrapeConfigs[0].Http.Tls.CaFile);
        Assert.Equal("/etc/prom/t/*.json", config.ScrapeConfigs[0].Discovery.Files[0].Patterns[0]);
    }

    [Fact]
    public void Values_that_YAML_takes_for_booleans_and_numbers_are_text_in_rules()
    {
        RelabelRule rule = Load("scrape_configs: [{job_name: j, relabel_configs: [{source_labels: [x], regex: true, target_label: y, replacement: 1}]}]\n").ScrapeConfigs[0].RelabelRules[0];
        Assert.Equal(("true", "1"), (rule.Regex.Pattern, rule.Replacement));
    }

    [Fact]
    public void All_errors_are_told_at_once_with_their_places()
    {
        ConfigProblems problems = Problems("global:\n  scrape_intervall: 5s\nscrape_configs:\n- job_name: a\n  honor_labels: maybe\n- job_name: a\n");
        string[] texts = [.. problems.Errors.Select(error => error.ToString())];
        Assert.Contains("prometheus.yml:2:3: global.scrape_intervall: field scrape_intervall not found (did you mean \"scrape_interval\"?)", texts);
        Assert.Contains(texts, text => text.StartsWith("prometheus.yml:5:17: scrape_configs[0].honor_labels: expected true or false", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("found multiple scrape configs with job name \"a\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("storage: {tsdb: {retention.time: 15d}}", "write storage.tsdb.retention")]
    [InlineData("storage: {tsdb: {retention.size: 100GB}}", "write storage.tsdb.retention")]
    [InlineData("storage: {tsdb: {wal-compression: true}}", "--storage.tsdb.wal-compression")]
    [InlineData("storage: {tsdb: {head-chunks-write-queue-size: 10000}}", "--storage.tsdb.head-chunks-write-queue-size")]
    [InlineData("query: {max-concurrency: 20, timeout: 2m, max-samples: 5}", "--query.max-concurrency")]
    [InlineData("queries: [{name: x}]", "postgres_exporter")]
    public void Known_misplacements_are_taken_with_a_warning_and_refused_strictly(string text, string hint)
    {
        ConfigProblems lenient = Problems(text);
        Assert.Empty(lenient.Errors);
        Assert.Contains(hint, lenient.Warnings.Single().Hint, StringComparison.Ordinal);
        Assert.Contains("not found", Problems(text, strict: true).Errors.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Misplaced_settings_are_applied()
    {
        PrometheusConfig config = Load("storage: {tsdb: {retention.time: 15d, retention.size: 1GB}}\nquery: {max-concurrency: 20, timeout: 2m}\n");
        Assert.Equal((TimeSpan.FromDays(15), 1L << 30), (config.Storage.RetentionTime, config.Storage.RetentionSize));
        Assert.Equal((20, TimeSpan.FromMinutes(2)), (config.Query.MaxConcurrency, config.Query.Timeout));
    }

    [Fact]
    public void Storage_is_read()
    {
        StorageConfig storage = Load("storage: {tsdb: {out_of_order_time_window: 30m, stale_series_compaction_threshold: 0.25, retention: {size: 1GB, percentage: 80}}}\n").Storage;
        Assert.Equal((TimeSpan.FromMinutes(30), 0.25), (storage.OutOfOrderTimeWindow, storage.StaleSeriesThreshold));
        Assert.Equal((1L << 30, 80), (storage.RetentionSize, storage.RetentionPercentage));
        Assert.Null(Load("storage: {tsdb: {}}\n").Storage.StaleSeriesThreshold);
        Assert.Contains("must be in the range [0, 1]", Problems("storage: {tsdb: {stale_series_compaction_threshold: 10}}").Errors.Single().Message, StringComparison.Ordinal);
        Assert.Empty(Problems("storage: {tsdb: {out_of_order_time_window: 30m, retention: {size: 1GB, percentage: 80}}}").Warnings);
    }

    [Theory]
    [InlineData("remote_write: [{url: 'http://x/'}]", "remote_write is not implemented yet and ignored")]
    [InlineData("scrape_configs: [{job_name: j, consul_sd_configs: [{server: 'x:1'}]}]", "consul_sd_configs is not implemented yet and ignored")]
    [InlineData("tracing: {endpoint: 'x:1'}", "tracing is not implemented yet and ignored")]
    public void What_is_not_built_yet_is_never_ignored_silently(string text, string warning) => Assert.Equal(warning, Problems(text).Warnings.Single().Message);

    [Fact]
    public void Secrets_do_not_show()
    {
        HttpClientConfig http = Load("scrape_configs: [{job_name: j, basic_auth: {username: u, password: hunter2}}]\n").ScrapeConfigs[0].Http;
        Assert.DoesNotContain("hunter2", http.ToString(), StringComparison.Ordinal);
        Assert.Equal("hunter2", http.BasicAuth!.Password!.Value!.Reveal);
    }

    [Theory]
    [InlineData("15MB", 15L << 20)]
    [InlineData("1.5KiB", 1536)]
    [InlineData("0", 0)]
    [InlineData("10B", 10)]
    public void Sizes_count_in_powers_of_1024(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("a*.yml", "abc.yml", true)]
    [InlineData("a?.yml", "abc.yml", false)]
    [InlineData("[a-c]*.yml", "bx.yml", true)]
    [InlineData("[^a-c]*.yml", "bx.yml", false)]
    public void Patterns_match_file_names(string pattern, string name, bool matches) => Assert.Equal(matches, FileGlob.Matches(pattern, name));
}
