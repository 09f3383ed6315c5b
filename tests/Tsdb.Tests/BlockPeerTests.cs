using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Storage;
using Tocsin.Tsdb.Tests.Chunks;

namespace Tocsin.Tsdb.Tests;

/// <summary>The real promtool and Prometheus on a directory with our blocks, joined, out of order, with native histograms and deletions.</summary>
public sealed class BlockPeerTests
{
    [Fact]
    public async Task Prometheus_and_promtool_see_in_our_blocks_what_we_see()
    {
        string promtool = Conformance.Peer("promtool"), prometheus = Conformance.Peer("prometheus");
        await using var test = new TestStore();
        test.Options = test.Options with { OutOfOrderWindow = TimeSpan.FromHours(6), RetentionTime = TimeSpan.FromDays(1000) };
        await FillAsync(test);
        Assert.True(test.Store.Statistics().Blocks > 0);
        SortedDictionary<string, string> ours = await CountsAsync(test.Store, test.Now);
        await test.Store.DisposeAsync();

        string list = await RunAsync(promtool, "tsdb", "list", test.Directory);
        Assert.Equal(Directory.GetFiles(test.Directory, "meta.json", SearchOption.AllDirectories).Length, list.Split('\n').Count(line => line.StartsWith("01", StringComparison.Ordinal)));
        await RunAsync(promtool, "tsdb", "analyze", "--extended", test.Directory);
        string dump = await RunAsync(promtool, "tsdb", "dump", test.Directory);
        foreach ((string labels, string text) in ours)
            Assert.Equal($"{labels} {text.Split(' ')[0]}", $"{labels} {dump.Split('\n').Count(line => line.StartsWith(labels, StringComparison.Ordinal))}");

        await using TestStore copy = test.CopyNow();
        copy.Options = test.Options with { Path = copy.Directory };
        SortedDictionary<string, string> theirs = await AskAsync(prometheus, copy.Directory, test.Now);
        Assert.Equal(ours, theirs);

        // And what it left behind is ours again.
        Assert.Equal(ours, await CountsAsync(copy.Store, test.Now));
        Assert.Empty(copy.Events.Damages);
    }

    [Fact]
    public async Task A_block_is_no_larger_than_that_of_Prometheus_for_the_same_samples()
    {
        string made = Conformance.PathOf("tsdb", "made_by_3.5.3");
        await using var test = new TestStore(new(new DateTimeOffset(2026, 1, 1, 3, 0, 0, TimeSpan.Zero)), Path.Combine(made, "head_wal"));
        string name = test.Store.Snapshot(withHead: true, TestContext.Current.CancellationToken);
        string ours = Assert.Single(Directory.GetDirectories(Path.Combine(test.Directory, "snapshots", name)));
        string theirs = Directory.GetDirectories(Path.Combine(made, "snapshot_block"), "01*")[0];
        Assert.InRange(Size(ours), 1, Size(theirs));

        static long Size(string block) => new FileInfo(Path.Combine(block, "index")).Length + new FileInfo(Path.Combine(block, "chunks", "000001")).Length;
    }

    // Twelve hours of four series; blocks are cut on the way, some samples come late, some are deleted.
    private static async Task FillAsync(TestStore test)
    {
        LabelSet counter = LabelSet.Create(("__name__", "blocks_counter"), ("ü", "\"x\"\n")), late = TestStore.Labels("blocks_late");
        LabelSet native = TestStore.Labels("blocks_native"), floats = TestStore.Labels("blocks_native_float");
        for (int minute = 0; minute < 12 * 60; minute++)
        {
            test.Clock.Advance(TimeSpan.FromMinutes(1));
            using IAppender appender = test.Store.CreateAppender();
            SeriesRef[] handles = new SeriesRef[4];
            appender.Append(ref handles[0], counter, test.Now, minute * 3);
            if (minute % 40 < 20) appender.Append(ref handles[1], late, test.Now, minute);
            else if (minute % 40 == 39)
                for (int back = 19; back >= 0; back--) appender.Append(ref handles[1], late, test.Now - (back * 60_000) - 30_000, -minute);
            var buckets = new SortedDictionary<int, double> { [1] = minute, [4] = minute % 300, [minute / 200] = minute };
            appender.Append(ref handles[2], native, test.Now, HistogramGen.Make(true, 3, 0.001, minute, buckets, [], [], CounterResetHint.Unknown));
            appender.Append(ref handles[3], floats, test.Now, HistogramGen.Make(false, 3, 0.001, minute, buckets, [], [], CounterResetHint.Unknown));
            await appender.CommitAsync(TestContext.Current.CancellationToken);
            if (minute % 100 == 0) test.Store.Compact(TestContext.Current.CancellationToken);
        }
        test.Store.Delete([TestStore.Equal("__name__", "blocks_counter")], test.Now - (11 * 3600 * 1000), test.Now - (10 * 3600 * 1000));
        test.Store.Compact(TestContext.Current.CancellationToken);
    }

    /// <summary>By series: number of samples, the first and last time, and the sum of all values, or of all counts and sums.</summary>
    private static async Task<SortedDictionary<string, string>> CountsAsync(Tsdb store, long now)
    {
        var matcher = new Model.Matchers.Matcher("__name__", Model.Matchers.MatchOperator.Regex, "blocks_.+");
        using ISeriesSelection found = await store.SelectAsync(new SeriesSelector([matcher], now - (24L * 3600 * 1000), now), TestContext.Current.CancellationToken);
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var columns = new SampleColumns();
        for (int i = 0; i < found.Count; i++)
        {
            found.Read(i, columns);
            double sum = 0;
            for (int at = 0; at < columns.Count; at++)
                sum += !columns.Histograms.IsEmpty && columns.Histograms[at] is { } histogram ? histogram.Count + histogram.Sum : columns.Values[at];
            result[found.LabelsAt(i).ToString()] = Line(columns.Count, columns.Timestamps[0], columns.Timestamps[^1], sum);
        }
        return result;
    }

    private static async Task<SortedDictionary<string, string>> AskAsync(string prometheus, string directory, long now)
    {
        string config = Path.Combine(directory, "prometheus.yml");
        await File.WriteAllTextAsync(config, "storage: {tsdb: {out_of_order_time_window: 6h}}\n");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using Process process = Process.Start(new ProcessStartInfo(
            prometheus, [$"--config.file={config}", $"--storage.tsdb.path={directory}", "--storage.tsdb.retention.time=10y", $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"])
        { UseShellExecute = false })!;
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            for (int i = 0; i < 300 && !await IsReadyAsync(http); i++) await Task.Delay(100);
            string query = Uri.EscapeDataString("{__name__=~\"blocks_.+\"}[1d]"), time = (now / 1000.0).ToString(CultureInfo.InvariantCulture);
            using JsonDocument answer = JsonDocument.Parse(await http.GetStringAsync(new Uri($"/api/v1/query?query={query}&time={time}", UriKind.Relative)));
            var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (JsonElement series in answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray())
            {
                LabelSet labels = LabelSet.FromStrings(series.GetProperty("metric").EnumerateObject().Select(label => KeyValuePair.Create(label.Name, label.Value.GetString()!)));
                bool native = series.TryGetProperty("histograms", out JsonElement samples);
                if (!native) samples = series.GetProperty("values");
                double sum = samples.EnumerateArray().Sum(sample => native
                    ? Number(sample[1].GetProperty("count")) + Number(sample[1].GetProperty("sum"))
                    : Number(sample[1]));
                result[labels.ToString()] = Line(samples.GetArrayLength(), Milliseconds(samples[0]), Milliseconds(samples[samples.GetArrayLength() - 1]), sum);
            }
            return result;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync(new Uri("/-/ready", UriKind.Relative))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static double Number(JsonElement text) => double.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static long Milliseconds(JsonElement sample) => (long)Math.Round(sample[0].GetDouble() * 1000);

    private static string Line(int count, long first, long last, double sum) => string.Create(CultureInfo.InvariantCulture, $"{count} samples, {first} to {last}, {sum:R}");

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
