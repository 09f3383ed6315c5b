using System.Text.Json;

namespace Tocsin.PromQL.Tests.Differential;

/// <summary>Random queries are printed as a real Prometheus prints them.</summary>
public sealed class PrintingDifferentialTests
{
    private static readonly HashSet<string> Features = [QueryFeatures.ExperimentalFunctions];

    [Fact]
    public async Task Format_query_agrees_with_a_real_Prometheus()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using PrometheusPeer? peer = await PrometheusPeer.StartAsync(cancel);
        Assert.SkipWhen(peer is null, "prometheus is not installed ($TOCSIN_PEERS_DIR/bin or PATH)");
        int seed = Environment.TickCount;
        var queries = new RandomQuery(new Random(seed));
        var differences = new List<string>();
        for (int i = 0; i < 1000 && differences.Count < 20; i++)
        {
            string query = queries.Next();
            if (QueryEngine.Parse(query, Features).Expression is not { } expression) continue;
            using JsonDocument formatted = await peer!.AskAsync("format_query", query, cancel);
            string theirs = formatted.RootElement.GetProperty("data").GetString()!, ours = PromQL.Parsing.PrettyPrinter.Print(expression);
            if (theirs != ours) differences.Add($"{query}\n-- ours\n{ours}\n-- theirs\n{theirs}");
        }
        Assert.True(differences.Count == 0, $"seed {seed}:\n" + string.Join('\n', differences));
    }
}
