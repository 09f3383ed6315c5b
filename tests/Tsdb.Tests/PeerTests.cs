using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Tests;

/// <summary>The real promtool and Prometheus read what we wrote, and we read what they make of it.</summary>
public sealed class PeerTests
{
    private const int SeriesCount = 12;
    private const int Samples = 300;

    [Theory]
    [InlineData(WalCompression.None)]
    [InlineData(WalCompression.Snappy)]
    public async Task Promtool_dumps_the_samples_we_hold(WalCompression compression)
    {
        string promtool = Conformance.Peer("promtool");
        await using var test = new TestStore();
        test.Options = test.Options with { WalCompression = compression, WalSegmentBytes = 128 * 1024 };
        await FillAsync(test);
        SortedDictionary<string, (long, double)[]> ours = await test.ReadAsync();
        await test.Store.DisposeAsync();

        string dump = await RunAsync(promtool, "tsdb", "dump", test.Directory);
        var theirs = new SortedDictionary<string, List<(long, double)>>(StringComparer.Ordinal);
        foreach (string line in dump.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int end = line.LastIndexOf(' '), middle = line.LastIndexOf(' ', end - 1);
            string labels = DumpText.Labels(line[..middle]).ToString();
            if (!theirs.TryGetValue(labels, out List<(long, double)>? samples)) theirs.Add(labels, samples = []);
            samples.Add((long.Parse(line[(end + 1)..], CultureInfo.InvariantCulture), DumpText.Value(line[(middle + 1)..end])));
        }
        Assert.Equal(ours.Keys, theirs.Keys);
        foreach ((string labels, (long, double)[] samples) in ours) Assert.Equal(samples, theirs[labels]);
    }

    [Fact]
    public async Task Prometheus_starts_on_a_copy_answers_the_same_and_we_open_what_it_leaves()
    {
        string prometheus = Conformance.Peer("prometheus");
        await using var test = new TestStore();
        test.Options = test.Options with { RetentionTime = TimeSpan.FromHours(12), WalSegmentBytes = 128 * 1024 };
        await FillAsync(test);
        test.Clock.Advance(TimeSpan.FromHours(13));
        test.Store.DeleteOlderThan(test.Now - (12 * 3600 * 1000));
        Assert.Empty(await test.ReadAsync());
        await FillAsync(test);
        SortedDictionary<string, (long Time, double Value)[]> ours = await test.ReadAsync();
        Assert.Equal(SeriesCount, ours.Count);
        await using TestStore copy = test.CopyNow();

        using JsonDocument answer = await AskAsync(prometheus, copy.Directory, test.Now);
        JsonElement result = answer.RootElement.GetProperty("data").GetProperty("result");
        Assert.Equal(SeriesCount, result.GetArrayLength());
        foreach (JsonElement series in result.EnumerateArray())
        {
            JsonElement.ObjectEnumerator metric = series.GetProperty("metric").EnumerateObject();
            LabelSet labels = LabelSet.FromStrings(metric.Select(label => KeyValuePair.Create(label.Name, label.Value.GetString()!)));
            (long, double)[] values = [.. series.GetProperty("values").EnumerateArray().Select(value =>
                ((long)Math.Round(value[0].GetDouble() * 1000), DumpText.Value(value[1].GetString()!)))];
            Assert.Equal(ours[labels.ToString()].Where(sample => !StaleMarker.Is(sample.Value)), values);
        }
        Assert.Equal(ours, await copy.ReadAsync());
        Assert.Empty(copy.Events.Damages);
    }

    private static async Task FillAsync(TestStore test)
    {
        long start = test.Now - 3_500_000;
        var random = new Random(42);
        for (int i = 0; i < Samples; i += 50)
        {
            for (int series = 0; series < SeriesCount; series++)
            {
                string index = series.ToString(CultureInfo.InvariantCulture);
                LabelSet labels = LabelSet.Create(("__name__", "made_here"), ("läbel.ö", "wert \"x\" \\ \n"), ("i", index));
                (long, double)[] samples = [.. Enumerable.Range(i, 50).Select(n => (start + (n * 10_000L) + random.Next(900), Value(series, n, random)))];
                await test.AppendAsync(labels, samples);
            }
        }
    }

    private static double Value(int series, int n, Random random) => (series % 6) switch
    {
        0 => n * 7,
        1 => random.NextDouble(),
        2 => 1,
        3 => n % 40 == 39 ? StaleMarker.Value : Math.Sin(n),
        4 => n % 3 == 0 ? double.PositiveInfinity : -0.0,
        _ => random.NextInt64(),
    };

    private static async Task<JsonDocument> AskAsync(string prometheus, string directory, long now)
    {
        string config = Path.Combine(directory, "prometheus.yml");
        await File.WriteAllTextAsync(config, "global: {}\n");
        int port = FreePort();
        using Process process = Start(prometheus, $"--config.file={config}", $"--storage.tsdb.path={directory}", "--storage.tsdb.retention.time=10y",
            $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn");
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            for (int i = 0; i < 300 && !await IsReadyAsync(http); i++) await Task.Delay(100);
            string query = Uri.EscapeDataString("{__name__=~\".+\"}[3h]");
            string time = (now / 1000.0).ToString(CultureInfo.InvariantCulture);
            return JsonDocument.Parse(await http.GetStringAsync(new Uri($"/api/v1/query?query={query}&time={time}", UriKind.Relative)));
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
}
