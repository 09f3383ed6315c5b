using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tocsin.PromQL.Tests.Storage;

namespace Tocsin.PromQL.Tests.Differential;

/// <summary>Whatever text comes in, reading and evaluating it ends soon, with an answer or an error that is not a bug of ours.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "sum", "rate", " by ", " without ", " on ", " ignoring ", " group_left ", " offset ", " @ ", "bool ", " and ", " or ", " unless ", "inf", "NaN", "0x", "1e999", "1e", "5m", "1.", "[5m]",
        "[5m:1m]", "[", "]", "(", ")", "{", "}", ",", "=", "!=", "=~", "!~", "<", ">=", "==", "-", "+", "*", "/", "%", "^", "\"", "'", "`", "\\", "#", "\n", "\0", "\u00e9", "\ud83d", "start()", "end()",
        "c_total", "g", "h", "mix", "{job=\"a\"}", "{__name__=~\".+\"}", "histogram_quantile(0.9, h)", "topk(3, g)", "label_replace(g, \"x\", \"$1\", \"job\", \"(.*)\")", "absent(", "9999999999999999999",
        "[99999d:1s]", "[1h:1ms]", " offset -100y", " @ 1e15", "count_values(\"v\", g)", "quantile(NaN, g)", "step()", "max_of(1, 2)", " fill(0) ", " smoothed", " anchored", "info(g)", "limitk(2, g)",
    ];

    [Fact]
    public async Task No_text_crashes_or_hangs_the_engine()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        int seed = Number("TOCSIN_SEED", 11), seconds = Number("TOCSIN_SECONDS", 0), most = seconds > 0 ? int.MaxValue : 6_000;
        TestContext.Current.TestOutputHelper!.WriteLine($"TOCSIN_SEED={seed}");
        var random = new Random(seed);
        var data = new RandomData(4, 1_700_000_000_000);
        MemorySource source = data.Build();
        using var engine = new QueryEngine(
            new QueryEngineOptions { Features = QueryFeaturesForTests(), MaxSamples = 300_000, MaxMemoryBytes = 64 << 20, Timeout = TimeSpan.FromSeconds(5) }, TimeProvider.System);
        var queries = new RandomQuery(random);
        int count = 0, answers = 0;
        var longest = TimeSpan.Zero;
        for (long begin = Stopwatch.GetTimestamp(); count < most && (seconds == 0 || Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds); count++)
        {
            string query = Next(random, queries);
            long from = Stopwatch.GetTimestamp(), at = data.Start + 3_000_000;
            QueryResult result = random.Next(2) == 0
                ? await engine.InstantAsync(source, query, at, QueryParameters.None, cancel)
                : await engine.RangeAsync(source, query, at, at + (random.Next(30) * 60_000), random.Next(1, 120_000), QueryParameters.None, cancel);
            TimeSpan took = Stopwatch.GetElapsedTime(from);
            if (took > longest) longest = took;
            if (result.Failure == QueryFailure.None) answers++;
            string shown = query.Length > 400 ? query[..400] + "..." : query;
            Assert.True(result.Failure != QueryFailure.Internal, $"TOCSIN_SEED={seed}: {result.Error}\n{shown}");
            Assert.True(result.Error.Length < 20_000, $"TOCSIN_SEED={seed}: an error of {result.Error.Length} characters\n{shown}");
            Assert.True(took < TimeSpan.FromSeconds(20), $"TOCSIN_SEED={seed}: {took}\n{shown}");
        }
        TestContext.Current.TestOutputHelper.WriteLine($"{count} texts, {answers} of them with an answer; the longest took {longest.TotalMilliseconds:0} ms");
        Assert.Equal(0, source.OpenSelections);
        Assert.InRange(answers, count / 20, count);
    }

    private static HashSet<string> QueryFeaturesForTests() =>
        [QueryFeatures.ExperimentalFunctions, QueryFeatures.ExtendedRangeSelectors, QueryFeatures.FillModifiers];

    private static string Next(Random random, RandomQuery queries) => random.Next(400) switch
    {
        0 => Nested(random),
        1 => Giant(random),
        < 40 => Encoding.UTF8.GetString(Bytes(random, random.Next(200))),
        < 140 => string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => Pieces[random.Next(Pieces.Length)])),
        _ => Mutated(random, queries.Next(), queries),
    };

    /// <summary>A valid query with pieces taken out, doubled, swapped, replaced or put in.</summary>
    private static string Mutated(Random random, string query, RandomQuery queries)
    {
        var text = new StringBuilder(query);
        for (int changes = random.Next(0, 5); changes > 0 && text.Length > 0; changes--)
        {
            int at = random.Next(text.Length), length = Math.Min(random.Next(1, 12), text.Length - at);
            switch (random.Next(7))
            {
                case 0: text.Remove(at, length); break;
                case 1: text.Insert(at, text.ToString(at, length)); break;
                case 2: text.Insert(at, Pieces[random.Next(Pieces.Length)]); break;
                case 3: text[at] = (char)random.Next(1, 256); break;
                case 4: text.Replace(text[at], (char)('0' + random.Next(10)), at, length); break;
                case 5: text.Append(Pieces[random.Next(Pieces.Length)]).Append(queries.Next()); break;
                default: text.Insert(0, "(").Append(')'); break;
            }
        }
        return text.ToString();
    }

    private static string Nested(Random random)
    {
        int depth = random.Next(1, 3000);
        (string open, string close) = random.Next(7) switch
        {
            0 => ("(", ")"),
            1 => ("sum(", ")"),
            2 => ("-", ""),
            3 => ("abs(g + ", ")"),
            4 => ("max_over_time(", "[5m:1m])"),
            5 => ("g ^ ", ""),
            _ => ("label_join(", ", \"a\", \"b\", \"c\")"),
        };
        return string.Concat(Enumerable.Repeat(open, depth)) + "g" + string.Concat(Enumerable.Repeat(close, depth));
    }

    private static string Giant(Random random)
    {
        string many = random.Next(10) switch
        {
            0 => new string('x', 1_000_000),
            1 => string.Concat(Enumerable.Repeat("(a+)+", random.Next(1, 8000))),
            2 => string.Concat(Enumerable.Repeat("(a|b*)", random.Next(1, 8000))),
            3 => string.Join('|', Enumerable.Range(0, random.Next(1, 9000)).Select(i => "v" + i)),
            4 => "((((a{100}){100}){100}){100}){100}",
            5 => new string('(', random.Next(1, 5000)),
            6 => "[" + string.Concat(Enumerable.Range(0, 5000).Select(i => (char)(0x400 + i))) + "]*",
            7 => "(.*){1,1000}(.*){1,1000}x",
            8 => string.Concat(Enumerable.Repeat("\\pL", random.Next(1, 3000))),
            _ => new string('9', random.Next(1, 100_000)),
        };
        return random.Next(6) switch
        {
            0 => $"g{{job=~{Quote(many)}}}",
            1 => $"g{{job!~{Quote(many)}}}",
            2 => $"label_replace(g, \"x\", \"$1\", \"job\", {Quote(many)})",
            3 => $"count_values({Quote(many)}, g)",
            4 => Quote(many),
            _ => many,
        };
    }

    private static string Quote(string text) => '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal) + '"';

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
