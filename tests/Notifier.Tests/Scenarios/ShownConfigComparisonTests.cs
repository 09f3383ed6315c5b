using System.Text.Json;
using Tocsin.Contracts.Configuration;
using Tocsin.Contracts.Configuration.Alertmanager;
using Tocsin.Testing;
using Tocsin.Testing.Peers;
using Tocsin.Testing.Processes;

namespace Tocsin.Notifier.Tests.Scenarios;

/// <summary>What /api/v2/status shows of each configuration that the field agrees on is, line by line, what the real Alertmanager shows of it.</summary>
public sealed class ShownConfigComparisonTests
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Configurations_are_shown_as_Alertmanager_shows_them()
    {
        string? program = PeerPrograms.Find("alertmanager"), data = Environment.GetEnvironmentVariable("TOCSIN_CONFORMANCE_DIR");
        Assert.SkipWhen(program is null, "alertmanager is not installed (TOCSIN_PEERS_DIR)");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "TOCSIN_CONFORMANCE_DIR is not set");
        string folder = Directory.CreateTempSubdirectory("shown-").FullName, path = Path.Combine(folder, "am.yml");
        await File.WriteAllTextAsync(path, "route: {receiver: a}\nreceivers: [{name: a}]", _cancel);
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        using var http = new HttpClient { BaseAddress = url };
        await using ChildProcess peer = ChildProcess.Start(program, ["--config.file=am.yml", "--storage.path=data", $"--web.listen-address={url.Authority}", "--cluster.listen-address="], folder);
        await Poll.UntilAsync("Alertmanager to be ready", TimeSpan.FromSeconds(60), async () => (await http.GetAsync("/-/ready", _cancel)).IsSuccessStatusCode, _cancel);
        int compared = 0;
        var different = new List<string>();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(data, "config"), "*.yml", SearchOption.AllDirectories).Where(file => file.Contains("alertmanager", StringComparison.Ordinal)).Order())
        {
            string yaml = await File.ReadAllTextAsync(file, _cancel);
            await File.WriteAllTextAsync(path, yaml, _cancel);
            // What it refuses, or cannot build here for want of a file, it does not show.
            if (!(await http.PostAsync("/-/reload", null, _cancel)).IsSuccessStatusCode) continue;
            compared++;
            using JsonDocument status = JsonDocument.Parse(await http.GetStringAsync("/api/v2/status", _cancel));
            string[] theirs = Lines(status.RootElement.GetProperty("config").GetProperty("original").GetString()!);
            string[] ours = Lines(AlertmanagerConfigLoader.Parse(path, yaml, AlertmanagerConfigOptions.Default, new ConfigProblems())?.Original ?? "not loaded");
            int at = theirs.Zip(ours).TakeWhile(pair => pair.First == pair.Second).Count();
            if (at < theirs.Length || at < ours.Length)
                different.Add($"{Path.GetFileName(file)} line {at + 1}: '{theirs.ElementAtOrDefault(at)}' there, '{ours.ElementAtOrDefault(at)}' here");
        }
        await peer.StopAsync(_cancel);
        Directory.Delete(folder, recursive: true);
        Assert.True(different.Count == 0, string.Join('\n', different));
        Assert.InRange(compared, 15, int.MaxValue);
    }

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');
}
