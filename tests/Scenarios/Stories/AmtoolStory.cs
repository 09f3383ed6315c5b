using Tocsin.Scenarios.Installations;
using Tocsin.Testing;
using Tocsin.Testing.Peers;
using Tocsin.Testing.Processes;

namespace Tocsin.Scenarios.Stories;

/// <summary>The real amtool against our one port.</summary>
public sealed class AmtoolStory
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alerts_and_silences_are_added_queried_and_expired()
    {
        string? program = PeerPrograms.Find("amtool");
        Assert.SkipWhen(program is null, "amtool is not installed ($TOCSIN_PEERS_DIR/bin or PATH).");
        using var folder = new ScratchFolder();
        LabFiles files = SmallConfig.Write(folder.Path);
        await using TocsinServer tocsin = await TocsinServer.StartAsync(
            folder.Path, FreePort.Next(), [$"--config.file={files.Prometheus}", $"--alertmanager.config.file={files.Alertmanager}"], _cancel);

        await AmtoolAsync("alert", "add", "alertname=Disk", "instance=db-1", "severity=warning", "--annotation=summary=disk is full");
        await Poll.UntilAsync("the alert in amtool alert query", TimeSpan.FromSeconds(10), async () =>
            (await AmtoolAsync("alert", "query")).Contains("Disk", StringComparison.Ordinal), _cancel);
        string id = (await AmtoolAsync("silence", "add", "alertname=Disk", "instance=~db-.*", "--author=ann", "--comment=vendor on site", "--duration=1h")).Trim();
        Assert.True(Guid.TryParse(id, out _), id);
        Assert.Contains("vendor on site", await AmtoolAsync("silence", "query", "-o", "extended"), StringComparison.Ordinal);
        Assert.DoesNotContain("Disk", await AmtoolAsync("alert", "query"), StringComparison.Ordinal);
        Assert.Contains("Disk", await AmtoolAsync("alert", "query", "--silenced"), StringComparison.Ordinal);
        await AmtoolAsync("silence", "expire", id);
        Assert.DoesNotContain("vendor on site", await AmtoolAsync("silence", "query"), StringComparison.Ordinal);
        Assert.Contains("vendor on site", await AmtoolAsync("silence", "query", "--expired", "--within=1h", "-o", "extended"), StringComparison.Ordinal);
        Assert.Contains("Disk", await AmtoolAsync("alert", "query"), StringComparison.Ordinal);

        async Task<string> AmtoolAsync(params string[] arguments)
        {
            await using ChildProcess amtool = ChildProcess.Start(program!, [$"--alertmanager.url={tocsin.Url}", "--no-version-check", .. arguments]);
            int code = await amtool.ExitAsync(_cancel);
            Assert.True(code == 0, $"amtool {string.Join(' ', arguments)} ended with {code}:\n{amtool.Output}");
            return amtool.Output;
        }
    }
}
