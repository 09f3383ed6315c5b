using CsCheck;
using Tocsin.Model.Labels;
using Tocsin.Model.Matchers;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Compaction;
using Tocsin.Tsdb.Index;
using Tocsin.Tsdb.Querying;
using Tocsin.Tsdb.Tests.Chunks;

namespace Tocsin.Tsdb.Tests.Blocks;

/// <summary>Writing, reading, deleting from and joining blocks, against a list of samples.</summary>
public sealed class BlockModelTests
{
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("TOCSIN_ROUNDS") ?? "25", System.Globalization.CultureInfo.InvariantCulture);

    private static readonly Gen<Step> AnyStep = Gen.OneOf(
        Gen.Select(Gen.Int[0, 1 << 30], Gen.Int[1, 6], Gen.Int[0, 3]).Select((seed, series, start) => new Step(StepKind.Write, seed, series, start)),
        Gen.Select(Gen.Int[0, 1 << 30], Gen.Int[0, 6], Gen.Int[0, 3]).Select((seed, series, start) => new Step(StepKind.Delete, seed, series, start)),
        Gen.Const(new Step(StepKind.Join, 0, 0, 0)),
        Gen.Const(new Step(StepKind.Clean, 0, 0, 0)));

    [Fact]
    public void Blocks_hold_what_was_written_and_not_deleted() => AnyStep.Array[1, 10].Sample(steps =>
    {
        using var folder = new TestFolder();
        var events = new BlockNotes();
        using var blocks = new BlockDirectory(folder.Path, events);
        var model = new Dictionary<LabelSet, SortedDictionary<long, string>>();
        foreach (Step step in steps)
        {
            Run(step, blocks, model);
            Assert.Equal(Flat(model), Flat(ReadAll(blocks)));
        }
        Assert.Empty(events.Texts);
    }, iter: Rounds, threads: 1);

    private static void Run(Step step, BlockDirectory blocks, Dictionary<LabelSet, SortedDictionary<long, string>> model)
    {
        var random = new Random(step.Seed);
        if (step.Kind == StepKind.Write) Write(step, random, blocks, model);
        else if (step.Kind == StepKind.Delete)
        {
            long from = random.Next(0, 20_000_000), to = from + random.Next(0, 9_000_000);
            var matcher = new Matcher("i", MatchOperator.Regex, step.Series == 0 ? ".*" : $"{step.Series}|{step.Series + 1}");
            Matcher[] matchers = [new Matcher("__name__", MatchOperator.Equal, "model"), matcher];
            foreach (Block block in blocks.Blocks) BlockDeletion.Delete(block, matchers, new TimeRange(from, to));
            foreach ((LabelSet labels, SortedDictionary<long, string> samples) in model)
                if (matcher.Matches(labels))
                    foreach (long time in samples.Keys.Where(time => time >= from && time <= to).ToArray())
                        samples.Remove(time);
        }
        else
        {
            var compaction = new BlockCompaction(blocks, TimeProvider.System);
            if (step.Kind == StepKind.Join && blocks.Blocks.Count > 1) compaction.Join(blocks.Blocks, TestContext.Current.CancellationToken);
            if (step.Kind == StepKind.Clean)
                foreach (Block block in blocks.Blocks.Where(block => !block.Tombstones.IsEmpty).ToArray())
                    compaction.Clean(block, TestContext.Current.CancellationToken);
            if (step.Kind == StepKind.Join) Assert.True(blocks.Blocks.Count <= 1);
            if (step.Kind == StepKind.Clean) Assert.All(blocks.Blocks, block => Assert.True(block.Tombstones.IsEmpty));
        }
    }

    // Where two blocks have a sample at the same time, the older one counts; so later writes do not touch known times.
    private static void Write(Step step, Random random, BlockDirectory blocks, Dictionary<LabelSet, SortedDictionary<long, string>> model)
    {
        var series = new BufferedSeries();
        long start = step.Start * 5_000_000L;
        for (int i = 0; i < step.Series; i++)
        {
            LabelSet labels = TestStore.Labels("model", i);
            if (!model.TryGetValue(labels, out SortedDictionary<long, string>? known)) model[labels] = known = [];
            bool histograms = random.Next(4) == 0;
            double count = random.Next(1000);
            for (long time = start + random.Next(1000); time < start + 7_200_000 && random.Next(200) > 0; time += random.Next(3) == 0 ? random.Next(1, 100_000) : 15_000)
            {
                if (known.ContainsKey(time)) continue;
                count += random.Next(5) == 0 ? random.NextDouble() : 1;
                if (histograms)
                {
                    NativeHistogram histogram = HistogramGen.Make(true, 2, 0, count, new() { [1] = Math.Floor(count), [4] = 2 }, [], [], CounterResetHint.Unknown);
                    series.Add(labels, time, histogram);
                    known[time] = Text(histogram);
                }
                else
                {
                    series.Add(labels, time, count);
                    known[time] = Text(count);
                }
            }
        }
        var meta = new BlockMeta { Id = Ulid.At(TimeProvider.System.GetUtcNow()), MinTime = start, MaxTime = start + 7_200_000 };
        BlockMeta? written = BlockWriter.Write(blocks.Path, meta with { Sources = [meta.Id] }, series, TestContext.Current.CancellationToken);
        Assert.Equal(series.Samples, written?.Stats.Samples ?? 0);
        blocks.Reload();
    }

    private static Dictionary<LabelSet, SortedDictionary<long, string>> ReadAll(BlockDirectory blocks)
    {
        var selector = new SeriesSelector([new Matcher("__name__", MatchOperator.Equal, "model")], long.MinValue, long.MaxValue);
        var known = new KnownLabels();
        var parts = blocks.Use(long.MinValue, long.MaxValue).Select(block => new SelectedPart(
            new BlockSelection(block, selector, known, what => Assert.Fail(what.ToString()), default), new TimeRange(block.Meta.MinTime, block.Meta.MaxTime - 1)));
        using var selection = new MergedSelection(parts, 0, known);
        var read = new Dictionary<LabelSet, SortedDictionary<long, string>>();
        var columns = new SampleColumns();
        for (int i = 0; i < selection.Count; i++)
        {
            var samples = new SortedDictionary<long, string>();
            selection.Read(i, columns);
            for (int at = 0; at < columns.Count; at++)
            {
                if (at > 0) Assert.True(columns.Timestamps[at] > columns.Timestamps[at - 1]);
                samples.Add(columns.Timestamps[at], !columns.Histograms.IsEmpty && columns.Histograms[at] is { } histogram ? Text(histogram) : Text(columns.Values[at]));
            }
            read.Add(selection.LabelsAt(i), samples);
        }
        return read;
    }

    private static string Text(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(NativeHistogram histogram) =>
        $"{Text(histogram.Count)} {Text(histogram.Sum)} {string.Join(' ', HistogramGen.Filled(histogram.PositiveSpans, histogram.PositiveBuckets))}";

    private static IEnumerable<string> Flat(Dictionary<LabelSet, SortedDictionary<long, string>> series) =>
        series.OrderBy(pair => pair.Key).SelectMany(pair => pair.Value.Select(sample => $"{pair.Key} {sample.Key} {sample.Value}"));

    private enum StepKind
    {
        Write,
        Delete,
        Join,
        Clean,
    }

    private sealed record Step(StepKind Kind, int Seed, int Series, int Start);
}
