using CsCheck;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;

namespace Tocsin.Tsdb.Tests.Querying;

/// <summary>Appends and reads at random, and compares with a list of samples that follows the same rules in the plainest way.</summary>
public sealed class QueryModelTests
{
    private static readonly LabelSet[] Sets =
    [
        .. from name in new[] { "cpu", "mem" } from job in new[] { "a", "b", "" } from pod in new[] { "x", "" }
           select LabelSet.Create(("__name__", name), ("job", job), ("pod", pod)),
    ];

    private static readonly Matcher[][] Matchers =
    [
        [], [new("job", MatchOperator.Equal, "a")], [new("job", MatchOperator.NotEqual, "a"), new("__name__", MatchOperator.Equal, "cpu")],
        [new("pod", MatchOperator.Equal, ""), new("job", MatchOperator.Regex, "a|b")],
        [new("job", MatchOperator.NotRegex, ".+"), new("pod", MatchOperator.Regex, "x.*")],
    ];

    private static readonly Gen<(int Set, int Step, double Value)> Sample = Gen.Select(Gen.Int[0, 11], Gen.Int[-3, 40], Gen.Int[0, 3].Select(i => (double)i));

    private static readonly Gen<(bool Commit, (int Set, int Step, double Value)[] Samples)> Batch =
        Gen.Select(Gen.Int[0, 4].Select(i => i > 0), Sample.Array[1, 80]);

    [Fact]
    public Task Reading_gives_what_was_appended_also_after_a_restart() => Batch.Array[1, 12].SampleAsync(async batches =>
    {
        await using var test = new TestStore();
        var model = new SortedDictionary<string, List<(long Time, double Value)>>(StringComparer.Ordinal);
        long time = test.Now - 40_000_000;
        foreach ((bool commit, (int, int, double)[] samples) in batches) time = Append(test.Store, model, time, commit, samples);
        await CompareAsync(test, model);
        await test.ReopenAsync();
        await CompareAsync(test, model);
    }, iter: 60, threads: 1);

    private static long Append(
        Tsdb store, SortedDictionary<string, List<(long Time, double Value)>> model, long time, bool commit, (int Set, int Step, double Value)[] samples)
    {
        var staged = model.ToDictionary(pair => pair.Key, pair => new List<(long Time, double Value)>(pair.Value));
        using IAppender appender = store.CreateAppender();
        foreach ((int set, int step, double value) in samples)
        {
            time += step * 1000;
            SeriesRef series = default;
            string labels = Sets[set].ToString();
            if (!staged.TryGetValue(labels, out List<(long Time, double Value)>? known)) staged.Add(labels, known = []);
            AppendOutcome expected = known.Count == 0 || time > known[^1].Time ? AppendOutcome.Accepted
                : time < known[^1].Time ? AppendOutcome.OutOfOrder
                : known[^1].Value.Equals(value) ? AppendOutcome.Duplicate : AppendOutcome.DuplicateForTimestamp;
            Assert.Equal(expected, appender.Append(ref series, Sets[set], time, value));
            if (expected == AppendOutcome.Accepted) known.Add((time, value));
        }
        if (!commit) return time;
        appender.CommitAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        model.Clear();
        foreach ((string labels, List<(long Time, double Value)> known) in staged)
            if (known.Count > 0)
                model[labels] = known;
        return time;
    }

    private static async Task CompareAsync(TestStore test, SortedDictionary<string, List<(long Time, double Value)>> model)
    {
        long[] times = [.. model.Values.SelectMany(samples => samples).Select(sample => sample.Time).Order()];
        (long Start, long End)[] ranges = times.Length == 0 ? [(0, long.MaxValue)]
            : [(long.MinValue, long.MaxValue), (times[times.Length / 3], times[times.Length * 2 / 3]), (times[^1], times[^1]), (times[0] - 10, times[0] - 1)];
        foreach (Matcher[] matchers in Matchers)
        {
            foreach ((long start, long end) in ranges)
            {
                var expected = new SortedDictionary<string, (long, double)[]>(StringComparer.Ordinal);
                foreach (LabelSet set in Sets)
                {
                    if (!Matcher.MatchesAll(matchers, set) || !model.TryGetValue(set.ToString(), out List<(long Time, double Value)>? samples)) continue;
                    (long, double)[] inside = [.. samples.Where(sample => sample.Time >= start && sample.Time <= end)];
                    if (inside.Length > 0) expected.Add(set.ToString(), inside);
                }
                SortedDictionary<string, (long, double)[]> read = await test.ReadAsync(new SeriesSelector(matchers, start, end));
                // A series whose chunks span the range may be there without samples in it.
                foreach (string labels in read.Keys.Where(labels => read[labels].Length == 0).ToList()) read.Remove(labels);
                Assert.Equal(expected, read);
            }
        }
    }
}
