using System.Diagnostics;
using System.Text.Json;
using Tocsin.Scenarios.Installations;
using Tocsin.Testing;
using Tocsin.Testing.Processes;

namespace Tocsin.Scenarios.Stories;

/// <summary>What somebody sees who starts Tocsin for the first time, with the files it comes with.</summary>
public sealed class FirstStartStory
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Within_thirty_seconds_a_first_alert_is_delivered_to_the_inbox_with_its_content()
    {
        using var folder = new ScratchFolder();
        int port = FreePort.Next();
        CopyConfig(folder.Path, port);
        long started = Stopwatch.GetTimestamp();
        await using TocsinServer tocsin = await TocsinServer.StartAsync(folder.Path, port, [], _cancel);
        string id = await Poll.UntilAsync("a delivered notification", TimeSpan.FromSeconds(30), async () =>
        {
            using JsonDocument list = JsonDocument.Parse(await tocsin.Http.GetStringAsync(new Uri(tocsin.Url, "/api/tocsin/v1/notifications"), _cancel));
            return list.RootElement.GetProperty("notifications").EnumerateArray()
                .Where(one => one.GetProperty("result").GetString() == "delivered" && one.GetProperty("integration").GetString() == "inbox")
                .Select(one => one.GetProperty("id").GetString()).FirstOrDefault();
        }, _cancel);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
        using JsonDocument full = JsonDocument.Parse(await tocsin.Http.GetStringAsync(new Uri(tocsin.Url, $"/api/tocsin/v1/notifications/{id}"), _cancel));
        string content = full.RootElement.GetProperty("content").GetProperty("parts").ToString();
        Assert.Contains("Tocsin is up and its alerts reach you", content, StringComparison.Ordinal);
        Assert.Contains($"http://localhost:{port}", tocsin.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Path, "data", "notifier.db")));
    }

    private static void CopyConfig(string folder, int port)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "config");
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(folder, "config", Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, File.ReadAllText(file).Replace("localhost:9090", $"localhost:{port}", StringComparison.Ordinal));
        }
    }
}
