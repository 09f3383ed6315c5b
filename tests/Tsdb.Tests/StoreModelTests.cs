using System.Globalization;
using CsCheck;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Tests.Chunks;

namespace Tocsin.Tsdb.Tests;

/// <summary>The whole store against a list of samples: appends in and out of order, floats and histograms, deletion, compaction, restarts.</summary>
public sealed class StoreModelTests
{
    private const int SeriesCount = 5;

    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("TOCSIN_ROUNDS") ?? "12", CultureInfo.InvariantCulture);

    private static readonly Gen<(Step Step, int Seed)> AnyStep = Gen.Select(
        Gen.Frequency((8, Gen.Const(Step.Append)), (4, Gen.Const(Step.Late)), (2, Gen.Const(Step.Delete)), (3, Gen.Const(Step.Compact)), (2, Gen.Const(Step.Reopen)), (1, Gen.Const(Step.Clean))),
        Gen.Int[0, 1 << 30]);

    private enum Step
    {
        Append,
        Late,
        Delete,
        Compact,
        Reopen,
        Clean,
    }

    [Fact]
    public Task The_store_holds_what_was_accepted_and_not_deleted() => AnyStep.Array[3, 30].SampleAsync(async steps =>
    {
        await using var test = new TestStore();
        test.Options = test.Options with { OutOfOrderWindow = TimeSpan.FromHours(3), RetentionTime = TimeSpan.FromDays(100), WalSegmentBytes = 128 * 1024 };
        var model = new Expected();
        foreach ((Step step, int seed) in steps)
        {
            await RunAsync(step, new Random(seed), test, model);
            Assert.Equal(model.Lines(), await ReadAsync(test.Store));
        }
        Assert.Empty(test.Events.Damages);
        Assert.Empty(test.Events.Failures);
    }, iter: Rounds, threads: 1);

    private static async Task RunAsync(Step step, Random random, TestStore test, Expected model)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        switch (step)
        {
            case Step.Append:
                await AppendAsync(random, test, model);
                break;
            case Step.Late:
                await AppendLateAsync(random, test, model);
                break;
            case Step.Delete:
                long from = test.Now - random.Next(0, 40_000_000), to = from + random.Next(0, 10_000_000);
                int series = random.Next(SeriesCount);
                test.Store.Delete([new Matcher("i", MatchOperator.Equal, series.ToString(CultureInfo.InvariantCulture))], from, to);
                model.Delete(series, from, to);
                break;
            case Step.Compact:
                test.Store.Compact(cancel);
                break;
            case Step.Reopen:
                await test.ReopenAsync();
                break;
            default:
                test.Store.CleanTombstones(cancel);
                break;
        }
    }

    // Half an hour to four hours of samples.
    private static async Task AppendAsync(Random random, TestStore test, Expected model)
    {
        for (int half = random.Next(1, 8); half > 0; half--)
        {
            test.Clock.Advance(TimeSpan.FromMinutes(30));
            using IAppender appender = test.Store.CreateAppender();
            for (int series = 0; series < SeriesCount; series++)
            {
                if (random.Next(4) == 0) continue;
                for (long time = test.Now - 1_790_000 + random.Next(60_000); time < test.Now; time += 60_000 + random.Next(3)) Append(appender, series, time, random, model);
            }
            await appender.CommitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task AppendLateAsync(Random random, TestStore test, Expected model)
    {
        using IAppender appender = test.Store.CreateAppender();
        for (int i = random.Next(1, 60); i > 0; i--)
        {
            int series = random.Next(SeriesCount);
            long time = test.Now - random.Next(0, 14_000_000);
            // Whether a sample that comes after the deletion of its time is deleted is not promised.
            if (!model.Knows(series, time)) Append(appender, series, time, random, model);
        }
        await appender.CommitAsync(TestContext.Current.CancellationToken);
    }

    private static void Append(IAppender appender, int series, long time, Random random, Expected model)
    {
        LabelSet labels = TestStore.Labels("model", series);
        SeriesRef handle = default;
        double value = Math.Floor(time / 60_000.0);
        if (series < SeriesCount - 1)
        {
            if (appender.Append(ref handle, labels, time, value + random.Next(2)) == AppendOutcome.Accepted) model.Add(series, time, null);
            return;
        }
        SortedDictionary<int, double> buckets = new() { [1] = Math.Floor(value / 2), [random.Next(2, 6)] = 3 };
        NativeHistogram histogram = HistogramGen.Make(true, 2, 0.5, value, buckets, [], [], CounterResetHint.Unknown);
        if (appender.Append(ref handle, labels, time, histogram) == AppendOutcome.Accepted) model.Add(series, time, histogram);
    }

    private static async Task<List<string>> ReadAsync(Tsdb store)
    {
        using ISeriesSelection found = await store.SelectAsync(
            new SeriesSelector([new Matcher("__name__", MatchOperator.Equal, "model")], long.MinValue, long.MaxValue), TestContext.Current.CancellationToken);
        var lines = new List<string>();
        var columns = new SampleColumns();
        foreach (int series in Enumerable.Range(0, found.Count).OrderBy(found.LabelsAt))
        {
            found.Read(series, columns);
            for (int i = 0; i < columns.Count; i++)
                lines.Add(Expected.Line(found.LabelsAt(series), columns.Timestamps[i], columns.Histograms.IsEmpty ? null : columns.Histograms[i]));
        }
        return lines;
    }

    private sealed class Expected
    {
        private readonly SortedDictionary<long, NativeHistogram?>[] _samples = [.. Enumerable.Range(0, SeriesCount).Select(_ => new SortedDictionary<long, NativeHistogram?>())];
        private readonly List<(int Series, long From, long To)> _deleted = [];

        public void Add(int series, long time, NativeHistogram? histogram) => _samples[series].Add(time, histogram);

        public bool Knows(int series, long time) =>
            _samples[series].ContainsKey(time) || _deleted.Exists(range => range.Series == series && time >= range.From && time <= range.To);

        public void Delete(int series, long from, long to)
        {
            foreach (long time in _samples[series].Keys.Where(time => time >= from && time <= to).ToArray()) _samples[series].Remove(time);
            _deleted.Add((series, from, to));
        }

        public List<string> Lines() =>
            [.. _samples.SelectMany((samples, series) => samples.Select(sample => Line(TestStore.Labels("model", series), sample.Key, sample.Value)))];

        public static string Line(LabelSet labels, long time, NativeHistogram? histogram) => histogram is null
            ? $"{labels} {time}"
            : $"{labels} {time} {histogram.Count} {histogram.Sum} {string.Join(' ', HistogramGen.Filled(histogram.PositiveSpans, histogram.PositiveBuckets))}";
    }
}
