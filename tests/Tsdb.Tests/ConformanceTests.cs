using System.Globalization;
using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Tests;

/// <summary>Opens what the real server wrote and compares with its own dump.</summary>
public sealed class ConformanceTests
{
    private static readonly DateTimeOffset Written = new(2026, 1, 1, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_WAL_of_Prometheus_gives_the_float_series_of_its_dump()
    {
        string data = Conformance.PathOf("tsdb", "made_by_3.5.3");
        await using var test = new TestStore(new(Written), Path.Combine(data, "head_wal"));
        SortedDictionary<string, (long, double)[]> read = await test.ReadAsync();
        Assert.Equal(2, read.Keys.Where(labels => labels.Contains("tsdb_native", StringComparison.Ordinal)).ToList().FindAll(read.Remove).Count);

        Dictionary<string, List<(long, double)>> expected = ReadDump(Path.Combine(data, "head_wal.dump.txt"));
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), read.Keys);
        foreach ((string labels, (long, double)[] samples) in read)
            Assert.Equal(expected[labels], samples);

        Assert.Empty(test.Events.Unread);
        Assert.Empty(test.Events.Damages);
    }

    [Theory]
    [InlineData("truncated_tail", false)]
    [InlineData("flipped_byte_middle", true)]
    [InlineData("zeroed_tail", true)]
    [InlineData("garbage_appended", false)]
    public async Task A_damaged_WAL_keeps_at_least_the_samples_that_Prometheus_recovers(string damage, bool setAside)
    {
        string data = Conformance.PathOf("tsdb", "made_by_3.5.3");
        await using var test = new TestStore(new(Written), Path.Combine(data, "wal_" + damage));
        SortedDictionary<string, (long, double)[]> read = await test.ReadAsync();

        string recorded = Path.Combine(data, "damaged_wal_expected.json");
        using JsonDocument answers = JsonDocument.Parse(await File.ReadAllTextAsync(recorded, TestContext.Current.CancellationToken));
        JsonElement expected = answers.RootElement.GetProperty(damage).GetProperty("samples_recovered_per_series");
        foreach (JsonElement entry in expected.EnumerateArray())
        {
            var labels = JsonSerializer.Deserialize<Dictionary<string, string>>(entry[0].GetString()!)!;
            if (labels["__name__"].StartsWith("tsdb_native", StringComparison.Ordinal)) continue;
            (long Time, double Value)[] samples = read[LabelSet.FromStrings(labels).ToString()];
            // Behind a flipped byte Prometheus reads nothing more; we read the records that are whole, and among them the deletion.
            if (damage == "flipped_byte_middle" && labels["__name__"] == "tsdb_deleted") continue;
            int count = samples.Count(sample => !StaleMarker.Is(sample.Value));
            if (damage == "flipped_byte_middle") Assert.InRange(count, entry[1].GetInt32(), int.MaxValue);
            else Assert.Equal(entry[1].GetInt32(), count);
        }
        Assert.Single(test.Events.Damages);
        Assert.Equal(setAside, File.Exists(Path.Combine(test.Wal, "00000000.corrupt")));

        await test.ReopenAsync();
        Assert.Single(test.Events.Damages);
        Assert.Equal(read, await test.ReadAsync());
    }

    /// <summary>Lines of <c>labels value timestamp</c>; native histograms are left out. Staleness markers are plain NaN there.</summary>
    private static Dictionary<string, List<(long, double)>> ReadDump(string path)
    {
        var series = new Dictionary<string, List<(long, double)>>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith("{__name__=\"tsdb_native", StringComparison.Ordinal)) continue;
            int end = line.LastIndexOf(' '), middle = line.LastIndexOf(' ', end - 1);
            string labels = DumpText.Labels(line[..middle]).ToString();
            if (!series.TryGetValue(labels, out List<(long, double)>? samples)) series.Add(labels, samples = []);
            samples.Add((long.Parse(line[(end + 1)..], CultureInfo.InvariantCulture), DumpText.Value(line[(middle + 1)..end])));
        }
        return series;
    }
}
