using System.CommandLine;
using System.Diagnostics;
using Tocsin.Host.Cli;

namespace Tocsin.Host.Tests.Cli;

/// <summary>The tsdb tools, beside the real promtool where it is installed.</summary>
public sealed class TsdbCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tocsin-tools-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_OpenMetrics_file_becomes_blocks_that_dump_as_the_same_file()
    {
        string file = Path.Combine(_folder, "in.om"), data = Path.Combine(_folder, "data");
        const string Text = "a{b=\"c\"} 1.5 1700000000.000\na{b=\"c\"} 2 1700010000.500\nz{} 1e+06 1700000060.000\n# EOF\n";
        await File.WriteAllTextAsync(file, Text, TestContext.Current.CancellationToken);
        Assert.Equal(0, await RunAsync("create-blocks-from", "openmetrics", file, data));
        Assert.Equal(3, _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(Text, await OutputAsync("dump-openmetrics", data));
        Assert.Equal("{__name__=\"a\", b=\"c\"} 2 1700010000500\n", await OutputAsync("dump", data, "--min-time", "1700000100000"));
        Assert.Equal("{__name__=\"z\"} 1e+06 1700000060000\n", await OutputAsync("dump", data, "--match", "z"));
    }

    [Theory]
    [InlineData("a 1\n# EOF\n", "expected timestamp for series")]
    [InlineData("a 1 1\n", "data does not end with # EOF")]
    public async Task A_file_that_is_no_history_is_refused(string text, string reason)
    {
        string file = Path.Combine(_folder, "in.om");
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        Assert.Equal(1, await RunAsync("create-blocks-from", "openmetrics", file, _folder));
        Assert.Contains(reason, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_is_not_there_and_a_block_that_is_not_there_exit_with_1()
    {
        Assert.Equal(1, await RunAsync("list", Path.Combine(_folder, "nowhere")));
        Assert.Contains("no such file or directory", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("analyze", _folder));
        Assert.Contains("no blocks found", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_write_scrapes_the_series_of_a_file_into_a_store_of_its_own()
    {
        string file = Path.Combine(_folder, "series.json"), data = Path.Combine(_folder, "bench");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 20).Select(i => $$"""{"__name__":"m","i":"{{i}}"}"""), TestContext.Current.CancellationToken);
        string output = await OutputAsync("bench", "write", "--out", data, "--metrics", "15", "--scrapes", "4", file);
        Assert.Contains("> total samples: 60", output, StringComparison.Ordinal);
        string[] dumped = (await OutputAsync("dump", data)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(60, dumped.Length);
        Assert.Equal(15, dumped.Select(line => line[..(line.IndexOf('}', StringComparison.Ordinal) + 1)]).Distinct().Count());
        Assert.Equal(1, await RunAsync("bench", "write", "--out", data, file));
        Assert.Contains("is there already", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("from_openmetrics", "list")]
    [InlineData("from_openmetrics", "list -r")]
    [InlineData("snapshot_block", "list")]
    [InlineData("snapshot_block", "dump")]
    [InlineData("snapshot_block", "dump-openmetrics")]
    [InlineData("from_openmetrics", "dump")]
    [InlineData("head_wal", "dump")]
    [InlineData("from_openmetrics", "analyze --extended")]
    [InlineData("snapshot_block", "analyze --extended")]
    [InlineData("snapshot_block", "analyze --match {job=\"a\"}")]
    public async Task The_output_is_that_of_promtool(string set, string arguments)
    {
        string? conformance = Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR"), peers = Environment.GetEnvironmentVariable("TOCSIN_PEERS_DIR");
        Assert.SkipWhen(string.IsNullOrEmpty(conformance) || string.IsNullOrEmpty(peers), "TOCSIN_CONFORMANCE_DIR or TOCSIN_PEERS_DIR is not set");
        string data = Path.Combine(_folder, set);
        Copy(Path.Combine(conformance, "tsdb", "made_by_3.5.3", set), data);
        Directory.CreateDirectory(Path.Combine(data, "wal"));
        string[] words = arguments.Split(' ');
        string theirs = await PromtoolAsync(Path.Combine(peers, "bin", "promtool"), ["tsdb", .. words, data]);
        string ours = await OutputAsync([.. words, data]);
        // Entries of the same figure come in any order there, and so do series of the log.
        if (words[0] == "analyze") Assert.Equal(Sections(theirs), Sections(ours));
        // Its loop over floats swallows the first sample of a series of histograms, and the one over float histograms another.
        else if (words[0] == "dump") Assert.Equal([], Sections(theirs).Except(Sections(ours)).Concat(Sections(ours).Where(line => !line.Contains("{count:", StringComparison.Ordinal)).Except(Sections(theirs))));
        else Assert.Equal(theirs, ours);
    }

    private static IEnumerable<string> Sections(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);

    private async Task<string> OutputAsync(params string[] arguments)
    {
        _output.GetStringBuilder().Clear();
        int code = await RunAsync(arguments);
        Assert.True(code == 0, _error.ToString());
        return _output.ToString();
    }

    private Task<int> RunAsync(params string[] arguments) =>
        TsdbCommand.Create(TimeProvider.System).Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = _output, Error = _error });

    private static async Task<string> PromtoolAsync(string promtool, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(promtool, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    private static void Copy(string from, string into)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(into, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
            File.SetAttributes(target, FileAttributes.Normal);
        }
    }
}
