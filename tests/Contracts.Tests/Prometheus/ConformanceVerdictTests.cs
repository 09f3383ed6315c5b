using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Prometheus;

namespace Tocsin.Contracts.Tests.Prometheus;

public sealed class ConformanceVerdictTests
{
    /// <summary>Files whose verdict is not upstream's yet: each is about a service discovery that is accepted and not looked into.</summary>
    private static readonly string[] NotYet =
    [
    ];

    [Fact]
    public void Good_files_load_and_bad_files_are_refused_except_those_listed()
    {
        string? root = Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "TOCSIN_CONFORMANCE_DIR is not set");
        var wrong = new List<string>();
        foreach (string path in Directory.EnumerateFiles(Path.Combine(root!, "config", "prometheus"), "*.yml").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            bool good = name.EndsWith(".good.yml", StringComparison.Ordinal);
            if (!good && !name.EndsWith(".bad.yml", StringComparison.Ordinal) && !name.EndsWith(".incompatible.yml", StringComparison.Ordinal)) continue;
            var problems = new ConfigProblems();
            PrometheusConfig? config = PrometheusConfigLoader.Load(path, new PrometheusLoadOptions { Strict = true }, problems);
            Assert.Equal(config is null, problems.HasErrors);
            if (config is null == good) wrong.Add(name);
        }
        Assert.Equal(string.Join('\n', NotYet), string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("lab01-2-prometheus.yml", true)]
    [InlineData("lab04-1-kubernetes_sd_config.yml", true)]
    [InlineData("lab04-2-consul_sd_config.yml", true)]
    [InlineData("lab04-3-aws_sd_config.yml", true)]
    [InlineData("lab04-4-dns_sd_config.yml", true)]
    [InlineData("lab06-3-federation-config.yml", true)]
    [InlineData("lab06-4-remote-write-config.yml", true)]
    [InlineData("lab07-4-postgres_exporter.yml", true)]
    [InlineData("lab08-1-optimized-prometheus.yml", true)]
    [InlineData("lab08-3-efficient-relabeling.yml", true)]
    [InlineData("lab08-4-prometheus-shard-0.yml", false)]
    public void Files_of_the_labs_load(string file, bool loads)
    {
        string? root = Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "TOCSIN_CONFORMANCE_DIR is not set");
        var problems = new ConfigProblems();
        PrometheusConfig? config = PrometheusConfigLoader.Load(Path.Combine(root!, "labs", file), new PrometheusLoadOptions(), problems);
        Assert.True(config is not null == loads, string.Join('\n', problems.Errors));
    }
}
