using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Prometheus;

namespace Tocsin.Contracts.Tests.Prometheus;

public sealed class ConformanceVerdictTests
{
    /// <summary>Files whose verdict is not upstream's yet: each is about a service discovery that is accepted and not looked into.</summary>
    private static readonly string[] NotYet =
    [
        "azure_bearertoken_basicauth.bad.yml",
        "azure_client_id_missing.bad.yml",
        "azure_client_secret_missing.bad.yml",
        "ec2_filters_empty_values.bad.yml",
        "ec2_token_file.bad.yml",
        "eureka_invalid_server.bad.yml",
        "eureka_no_server.bad.yml",
        "kubernetes_authorization_basicauth.bad.yml",
        "kubernetes_bearertoken.bad.yml",
        "kubernetes_bearertoken_basicauth.bad.yml",
        "kubernetes_http_config_without_api_server.bad.yml",
        "kubernetes_kubeconfig_with_http_config.bad.yml",
        "kubernetes_selectors_node.bad.yml",
        "kubernetes_selectors_service.bad.yml",
        "marathon_authtoken_authorization.bad.yml",
        "marathon_authtoken_authtokenfile.bad.yml",
        "marathon_authtoken_basicauth.bad.yml",
        "marathon_authtoken_bearertoken.bad.yml",
        "marathon_no_servers.bad.yml",
        "outscale_no_region.bad.yml",
        "outscale_no_secret.bad.yml",
        "outscale_two_secrets.bad.yml",
        "stackit_endpoint.bad.yml",
        "uyuni_no_server.bad.yml",
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
        Assert.True(NotYet.SequenceEqual(wrong), "these are wrong now: " + string.Join(" ", wrong));
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
