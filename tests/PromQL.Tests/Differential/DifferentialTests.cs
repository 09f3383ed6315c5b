using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tocsin.PromQL.Tests.Storage;

namespace Tocsin.PromQL.Tests.Differential;

/// <summary>Random queries over random data give what a real Prometheus gives: values, errors, warnings and infos.</summary>
public sealed class DifferentialTests
{
    [Fact]
    public async Task Random_queries_agree_with_a_real_Prometheus()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using PrometheusPeer? peer = await PrometheusPeer.StartAsync(cancel);
        Assert.SkipWhen(peer is null, "prometheus is not installed ($TOCSIN_PEERS_DIR/bin or PATH)");
        // Of some 80,000 queries one differs in digits that rounding amplified: new seeds are for long runs, not for a red light by chance.
        int seed = Number("TOCSIN_SEED", 4), seconds = Number("TOCSIN_SECONDS", 0), most = seconds > 0 ? int.MaxValue : 8_000;
        if (seconds == 0) seconds = 60;
        TestContext.Current.TestOutputHelper!.WriteLine($"TOCSIN_SEED={seed}");
        long end = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 60_000 * 60_000;
        var data = new RandomData(seed, end);
        MemorySource source = data.Build();
        foreach (var runs in data.Runs()) await peer!.WriteAsync(WireWriter.Request(runs), cancel);
        using var engine = new QueryEngine(
            new QueryEngineOptions { Features = new HashSet<string> { QueryFeatures.ExperimentalFunctions } }, TimeProvider.System);
        var random = new Random(seed);
        var queries = new RandomQuery(random);
        var differences = new List<string>();
        foreach (string name in (string[])["c_total", "g", "odd", "h", "hg", "mix", "one", "lonely", "lat_bucket"])
        {
            using JsonDocument stored = await peer!.QueryAsync(name + "[2h]", end, end, 0, cancel);
            Assert.Null(PeerComparison.Check(await engine.InstantAsync(source, name + "[2h]", end, QueryParameters.None, cancel), stored.RootElement));
        }
        string? only = Environment.GetEnvironmentVariable("TOCSIN_QUERY");
        int count = 0;
        for (long from = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(from).TotalSeconds < seconds && count < most && differences.Count < 30; count++)
        {
            string query = only ?? queries.Next();
            long at = data.Start + (random.Next(300, 3600) * 1000L), step = random.Next(2) == 0 ? 0 : random.Next(5, 120) * 1000L;
            long until = step == 0 ? at : at + (step * random.Next(1, 20));
            using JsonDocument theirs = await peer!.QueryAsync(query, at, until, step, cancel);
            QueryResult ours = step == 0
                ? await engine.InstantAsync(source, query, at, QueryParameters.None, cancel)
                : await engine.RangeAsync(source, query, at, until, step, QueryParameters.None, cancel);
            if (KnownDivergence.Covers(query, ours)) continue;
            if (PeerComparison.Check(ours, theirs.RootElement, query) is not { } difference) continue;
            if (await DiffersAgainAsync(peer, query, at, until, step, ours, cancel))
                differences.Add($"{query}  at {at - data.Start} to {until - data.Start} step {step}\n      {difference}" + Details(ours, theirs));
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{count} queries");
        Assert.True(differences.Count == 0, $"TOCSIN_SEED={seed}, {count} queries:\n" + string.Join('\n', differences));
    }

    /// <summary>The peer's histograms are not the same each time it is asked: what differs must differ each time.</summary>
    private static async Task<bool> DiffersAgainAsync(PrometheusPeer peer, string query, long at, long until, long step, QueryResult ours, CancellationToken cancel)
    {
        for (int attempt = 0; attempt < 8; attempt++)
        {
            using JsonDocument again = await peer.QueryAsync(query, at, until, step, cancel);
            if (PeerComparison.Check(ours, again.RootElement, query) is null) return false;
        }
        return true;
    }

    private static string Details(QueryResult ours, JsonDocument theirs)
    {
        if (Environment.GetEnvironmentVariable("TOCSIN_VERBOSE") is null) return "";
        string series = string.Join(" | ", ours.Series.Select(s => $"{s.Labels} {string.Join(' ', s.Values.Select((v, i) => $"{v:R}@{s.Timestamps[i]}"))}"));
        return $"\n      OURS {series} {string.Join(" | ", ours.Infos.Concat(ours.Warnings))}\n      THEIRS {theirs.RootElement.GetRawText()}";
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
