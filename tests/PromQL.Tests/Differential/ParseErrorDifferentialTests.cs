using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tocsin.PromQL.Tests.Differential;

/// <summary>Queries that are broken in one or two places are refused where a real Prometheus refuses them, and with its words.</summary>
public sealed partial class ParseErrorDifferentialTests
{
    private static readonly HashSet<string> Features = [QueryFeatures.ExperimentalFunctions];

    private static readonly string[] Pieces =
    [
        "(", ")", "{", "}", "[", "]", ",", ":", "=", "!=", "=~", "\"", "'", "`", "5m", "1", ".5", "0x", "1e", "by", "on", "without", "group_left", "bool",
        "offset", "@", "start", "sum", "rate", "nosuch", "and", "==", "^", "-", "-5m", "$", "\\", "#", "a.b", "{\"a\"}", "inf", "nan", "__name__",
    ];

    [Fact]
    public async Task Broken_queries_are_refused_with_the_words_of_a_real_Prometheus()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using PrometheusPeer? peer = await PrometheusPeer.StartAsync(cancel);
        Assert.SkipWhen(peer is null, "prometheus is not installed ($TOCSIN_PEERS_DIR/bin or PATH)");
        int seed = Number("TOCSIN_SEED", 4), count = Number("TOCSIN_ROUNDS", 1500), broken = 0;
        var random = new Random(seed);
        var queries = new RandomQuery(random);
        var differences = new List<string>();
        for (int i = 0; i < count && differences.Count < 40; i++)
        {
            string query = Broken(queries.Next(), random);
            using JsonDocument answer = await peer!.AskAsync("format_query", query, cancel);
            string theirs = answer.RootElement.TryGetProperty("error", out JsonElement error) ? Plain(error.GetString()!) : "";
            string ours = QueryEngine.Parse(query, Features).Error is { } refused ? Plain(refused.ToString()) : "";
            if (theirs.Length > 0) broken++;
            if (ours != theirs && !IsHeads().IsMatch(query) && !PeersOwn().IsMatch(theirs)) differences.Add($"{query}\n-- ours   {ours}\n-- theirs {theirs}");
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"TOCSIN_SEED={seed}, {count} queries, {broken} of them broken");
        Assert.True(differences.Count == 0, $"seed {seed}, {differences.Count} differ:\n" + string.Join('\n', differences));
    }

    private static string Broken(string query, Random random)
    {
        for (int times = random.Next(1, 3); times > 0; times--)
        {
            int at = random.Next(query.Length), length = Math.Min(query.Length - at, random.Next(0, 4));
            query = query[..at] + (random.Next(3) == 0 ? "" : Pieces[random.Next(Pieces.Length)]) + query[(at + length)..];
            if (query.Length == 0) return ")";
        }
        return query;
    }

    /// <summary>Without what head says otherwise: what may follow an offset, and its name for @.</summary>
    private static string Plain(string error) => Prefix().Replace(error, "").Replace("number, duration, step(), or range()", "number or duration", StringComparison.Ordinal);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    /// <summary>start() and end() have become functions since, and durations in brackets have words; an offset must be a number with us.</summary>
    [GeneratedRegex(@"(?<!@ )(start|end)\b|offset -?(nan|inf)|\[[^]]*[a-zA-Z(,#]")]
    private static partial Regex IsHeads();

    [GeneratedRegex("^unexpected error$")]
    private static partial Regex PeersOwn();

    [GeneratedRegex("^invalid parameter \"query\": |\"<Item [0-9]+>\" (?=<op:@>)")]
    private static partial Regex Prefix();
}
