using System.Text.Json;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;

namespace Tocsin.Contracts.Tests.Alertmanager;

/// <summary>Upstream's own test files: whether each loads, and with which words it is refused.</summary>
public sealed class UpstreamVerdictTests
{
    /// <summary>Files whose verdict differs from amtool's, with the reason. Empty: none does.</summary>
    private static readonly Dictionary<string, string> Differs = [];

    public static string? Folder => Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR");

    [Fact]
    public void Every_file_of_upstream_has_amtools_verdict()
    {
        Assert.SkipWhen(Folder is null, "needs TOCSIN_CONFORMANCE_DIR");
        string folder = Path.Combine(Folder!, "config", "alertmanager");
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected_amtool_0.33.1.json")));
        var wrong = new List<string>();
        foreach (JsonProperty file in expected.RootElement.EnumerateObject())
        {
            (AlertmanagerConfig? config, ConfigProblems problems) = Load(Path.Combine(folder, file.Name), strict: true);
            bool ok = file.Value.GetProperty("ok").GetBoolean();
            string said = string.Join("; ", problems.Errors);
            bool same = (config is not null) == ok && (ok || said.Contains(file.Value.GetProperty("error").GetString()!.Trim(), StringComparison.Ordinal));
            if (same == Differs.ContainsKey(file.Name)) wrong.Add($"{file.Name}: {(ok ? "should load" : file.Value.GetProperty("error").GetString())}, we said: {said}");
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("alertmanager-cli/cli/testdata/conf.good.yml", true)]
    [InlineData("alertmanager-cli/cli/testdata/conf.bad.yml", false)]
    [InlineData("alertmanager-cli/cli/testdata/conf.routing.yml", true)]
    [InlineData("alertmanager-cli/cli/testdata/conf.routing-reverted.yml", true)]
    [InlineData("alertmanager-cli/doc/examples/simple.yml", true)]
    [InlineData("alertmanager-cli/doc/examples/route_labels.yml", true)]
    public void Examples_of_upstream_load(string path, bool loads)
    {
        Assert.SkipWhen(Folder is null, "needs TOCSIN_CONFORMANCE_DIR");
        (AlertmanagerConfig? config, ConfigProblems problems) = Load(Path.Combine(Folder!, "config", path), strict: true);
        Assert.True((config is not null) == loads, string.Join("; ", problems.Errors));
    }

    [Fact]
    public void The_labs_file_lacks_only_its_forgotten_receiver_and_strict_refuses_the_misplaced_keys_too()
    {
        Assert.SkipWhen(Folder is null, "needs TOCSIN_CONFORMANCE_DIR");
        string path = Path.Combine(Folder!, "config", "alertmanager-labs", "alertmanager.yml");
        ConfigProblems lenient = Load(path, strict: false).Problems, strict = Load(path, strict: true).Problems;
        Assert.Equal("undefined receiver \"application-team\" used in route", Assert.Single(lenient.Errors).Message);
        Assert.Equal(2, lenient.Warnings.Count);
        Assert.Contains(strict.Errors, problem => problem.Message.Contains("field subject not found", StringComparison.Ordinal));
        Assert.Contains(strict.Errors, problem => problem.Message.Contains("field body not found", StringComparison.Ordinal));
    }

    private static (AlertmanagerConfig? Config, ConfigProblems Problems) Load(string path, bool strict)
    {
        var problems = new ConfigProblems();
        return (AlertmanagerConfigLoader.Load(path, new AlertmanagerConfigOptions { Strict = strict }, problems), problems);
    }
}
