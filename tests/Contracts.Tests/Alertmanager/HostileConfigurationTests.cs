using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;

namespace Tocsin.Contracts.Tests.Alertmanager;

/// <summary>Files made to hurt: each ends in bounded time and memory with an error that has a place, or is simply read.</summary>
public sealed class HostileConfigurationTests
{
    private const string Receivers = "receivers: [{name: a}]\n";

    /// <summary>How many routes a giant tree has; CI takes few.</summary>
    private static readonly int Routes = int.TryParse(Environment.GetEnvironmentVariable("TOCSIN_ROUTES"), CultureInfo.InvariantCulture, out int wanted) ? wanted : 2000;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("route: &r {receiver: a, routes: [*r]}\n")]
    [InlineData("route: {receiver: a, routes: &list [{routes: *list}]}\n")]
    [InlineData("route: {receiver: a, routes: [&r {? *r : x}]}\n")]
    [InlineData("route: {receiver: a}\ninhibit_rules: &l [*l]\n")]
    public void An_anchor_that_contains_itself_is_refused_with_its_place(string text)
    {
        string error = Assert.Single(Refused(text + Receivers));
        Assert.Contains("alertmanager.yml:", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{matchers: [x=y], routes: [ALIASES]}")]
    [InlineData("{labels: {a: b}, routes: [{routes: [ALIASES]}]}")]
    public void Aliases_of_aliases_do_not_grow_beyond_bounds(string route)
    {
        var text = new StringBuilder("route:\n  receiver: a\n  routes:\n  - &r0 {matchers: [x=y]}\n");
        for (int i = 1; i < 20; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - &r{i} ").Append(route.Replace("ALIASES", string.Join(", ", Enumerable.Repeat($"*r{i - 1}", 10)), StringComparison.Ordinal)).Append('\n');
        Assert.Contains("alias", Assert.Single(Refused(text + Receivers)), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_for_keys_are_refused_before_they_are_compared()
    {
        var text = new StringBuilder("x0: &k0 [a]\n");
        for (int i = 1; i < 40; i++) text.Append(CultureInfo.InvariantCulture, $"x{i}: &k{i} [*k{i - 1}, *k{i - 1}]\n");
        Assert.Contains("key", Assert.Single(Refused(text + "? *k39\n: x\n")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    public void Nesting_without_end_is_refused(string open) =>
        Assert.Contains("nested deeper", Assert.Single(Refused("route: " + string.Concat(Enumerable.Repeat(open, 100_000)))), StringComparison.Ordinal);

    [Fact]
    public void A_long_text_is_not_repeated_without_end() =>
        Assert.Contains("alias", Assert.Single(Refused($"x: &x {new string('x', 1024 * 1024)}\nl: [{string.Join(", ", Enumerable.Repeat("*x", 5000))}]\n")), StringComparison.Ordinal);

    [Fact]
    public void A_chain_of_aliases_is_nesting_too()
    {
        var text = new StringBuilder("route:\n  receiver: a\n  routes:\n  - &r0 {matchers: [x=y]}\n");
        for (int i = 1; i < 5000; i++) text.Append(CultureInfo.InvariantCulture, $"  - &r{i} {{routes: [*r{i - 1}]}}\n");
        Assert.Contains("nested deeper", Assert.Single(Refused(text + Receivers)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_giant_file_is_refused_before_it_is_read()
    {
        string path = Path.GetTempFileName();
        try
        {
            using (var file = new FileStream(path, FileMode.Open)) file.SetLength(50L * 1024 * 1024);
            var problems = new ConfigProblems();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Null(AlertmanagerConfigLoader.Load(path, AlertmanagerConfigOptions.Default, problems));
            Assert.Contains("larger than 16 MiB", Assert.Single(problems.Errors).ToString(), StringComparison.Ordinal);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1024 * 1024);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Aliases_that_people_use_are_read()
    {
        AlertmanagerConfig? config = Parse("""
            route:
              receiver: &name a
              routes:
              - &night {matchers: [night=yes]}
              - matchers: [x=y]
                receiver: *name
                routes: [*night]
            receivers: [{name: a}]
            """, out ConfigProblems problems);
        Assert.Empty(problems.Errors);
        Assert.Equal(("a", "night"), (config!.Route.Routes[1].Receiver, config.Route.Routes[1].Routes[0].Matchers[0].Name));
    }

    [Fact]
    public void A_giant_tree_of_routes_is_read_in_time_that_grows_with_its_size()
    {
        var text = new StringBuilder("route:\n  receiver: a\n  routes:\n");
        for (int i = 0; i < Routes; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - {{receiver: a, matchers: ['team=~\"t{i}|u{i}\"', 'n!=\"{i}\"'], group_by: [x], group_wait: 1s}}\n");
        long start = Stopwatch.GetTimestamp();
        AlertmanagerConfig? config = Parse(text + Receivers, out ConfigProblems problems);
        Assert.Empty(problems.Errors);
        Assert.Equal(Routes, config!.Route.Routes.Count);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeLimit * (1 + (Routes / 10_000)));
    }

    [Theory]
    [InlineData("(((((a{1,1000}){1,1000}){1,1000}){1,1000}){1,1000})")]
    [InlineData("(?=a)b")]
    [InlineData("((a*)*)*(")]
    public void A_pattern_made_to_hurt_is_refused_in_a_matcher(string pattern) =>
        Assert.NotEmpty(Refused($"route: {{receiver: a, routes: [{{matchers: ['x=~\"{pattern}\"']}}]}}\n" + Receivers));

    private static string[] Refused(string text)
    {
        long start = Stopwatch.GetTimestamp();
        AlertmanagerConfig? config = Parse(text, out ConfigProblems problems);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeLimit);
        Assert.Null(config);
        return [.. problems.Errors.Select(error => error.ToString())];
    }

    private static AlertmanagerConfig? Parse(string text, out ConfigProblems problems)
    {
        problems = new ConfigProblems();
        return AlertmanagerConfigLoader.Parse("alertmanager.yml", text, AlertmanagerConfigOptions.Default, problems);
    }
}
